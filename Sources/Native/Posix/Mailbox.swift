import Model

/// A bounded queue from any threads to one, which takes whatever has gathered in one swap.
package final class Mailbox<Letter: Sendable>: Sendable {
  private let box = Monitor<[Letter]>([])
  private let limit: Int
  private let wake: (@Sendable () -> Void)?

  /// `wake` is called by the poster of a first letter, for a reader that waits elsewhere than in `takeAll`.
  package init(limit: Int, wake: (@Sendable () -> Void)? = nil) {
    precondition(limit > 0)
    self.limit = limit
    self.wake = wake
  }

  /// False, and nothing taken, when the box is full.
  package func post(_ letter: Letter) -> Bool {
    let count = box.withLock { letters -> Int in
      guard letters.count < limit else { return 0 }
      letters.append(letter)
      return letters.count
    }
    if count == 1 { wake?() }
    return count > 0
  }

  /// Posts even into a full box: for the few letters whose loss nobody would make good.
  package func insist(_ letter: Letter) {
    let count = box.withLock { letters -> Int in
      letters.append(letter)
      return letters.count
    }
    if count == 1 { wake?() }
  }

  /// Everything posted so far, in order; empty when nothing came in time (nil: waits for ever).
  package func takeAll(waitingAtMost wait: Span?) -> [Letter] {
    var batch: [Letter] = []
    box.wait(atMost: wait, until: { !$0.isEmpty }, then: { swap(&$0, &batch) })
    return batch
  }

  /// Letters not taken yet.
  package var count: Int { box.withLock { $0.count } }
}

import Model

/// A bounded queue from any threads to one, which takes whatever has gathered in one swap.
package final class Mailbox<Letter: Sendable>: Sendable {
  private struct Box: Sendable {
    var letters: [Letter] = []
    var isClosed = false
  }

  private let box = Monitor(Box())
  private let limit: Int
  private let wake: (@Sendable () -> Void)?

  /// `wake` is called by the poster of a first letter, for a reader that waits elsewhere than in `takeAll`.
  package init(limit: Int, wake: (@Sendable () -> Void)? = nil) {
    precondition(limit > 0)
    self.limit = limit
    self.wake = wake
  }

  /// False, and nothing taken, when the box is full or closed.
  package func post(_ letter: Letter) -> Bool {
    let count = box.withLock { box -> Int in
      guard !box.isClosed, box.letters.count < limit else { return 0 }
      box.letters.append(letter)
      return box.letters.count
    }
    if count == 1 { wake?() }
    return count > 0
  }

  /// Posts even into a full box: for the few letters whose loss nobody would make good. A closed box drops it.
  package func insist(_ letter: Letter) {
    let count = box.withLock { box -> Int in
      guard !box.isClosed else { return 0 }
      box.letters.append(letter)
      return box.letters.count
    }
    if count == 1 { wake?() }
  }

  /// Everything posted so far, in order; empty when nothing came in time (nil: waits for ever) or the box is closed and drained.
  package func takeAll(waitingAtMost wait: Span?) -> [Letter] {
    var batch: [Letter] = []
    takeAll(into: &batch, waitingAtMost: wait)
    return batch
  }

  /// The same into an array that is used again and again, which spares its allocation.
  package func takeAll(into batch: inout [Letter], waitingAtMost wait: Span?) {
    batch.removeAll(keepingCapacity: true)
    box.wait(atMost: wait, until: { !$0.letters.isEmpty || $0.isClosed }, then: { swap(&$0.letters, &batch) })
  }

  /// Refuses further letters and wakes the reader; what is in the box can still be taken.
  package func close() {
    box.withLock { $0.isClosed = true }
    wake?()
  }

  /// True once `close()` was called.
  package var isClosed: Bool { box.withLock { $0.isClosed } }
  /// Letters not taken yet.
  package var count: Int { box.withLock { $0.letters.count } }
}

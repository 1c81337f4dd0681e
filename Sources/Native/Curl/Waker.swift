import CCurl
import Synchronization

/// A bell that ends the wait of an HTTP client, from any thread, even after the client is gone.
package final class Waker: Sendable {
  private let hasRung = Atomic(false)
  /// The client waits, or is about to: only then does a ring cost a system call.
  private let isAwaited = Atomic(false)
  /// Not curl's own bell, which is a pair of sockets and takes three times as long.
  private let bell: EventFlag

  init() {
    guard let bell = try? EventFlag() else { preconditionFailure("no descriptor is left for a bell") }
    self.bell = bell
  }

  /// Makes `run` return, the one that waits now or else the next.
  package func wake() {
    // Sequentially consistent, here and in `wait`: of ringing and falling asleep at once, one sees the other.
    if hasRung.exchange(true, ordering: .sequentiallyConsistent) || !isAwaited.load(ordering: .sequentiallyConsistent) { return }
    bell.raise()
  }

  /// Whether it rang since this was last asked.
  func takeRing() -> Bool { hasRung.exchange(false, ordering: .acquiringAndReleasing) }

  /// Waits as `poll` does, which also ends when the descriptor it is given becomes readable; not at all when it has rung.
  func wait(_ poll: (inout curl_waitfd) -> Void) {
    isAwaited.store(true, ordering: .sequentiallyConsistent)
    if !hasRung.load(ordering: .sequentiallyConsistent) {
      var waited = curl_waitfd(fd: bell.descriptor.number, events: Int16(CURL_WAIT_POLLIN), revents: 0)
      poll(&waited)
      if waited.revents != 0 { bell.lower() }
    }
    isAwaited.store(false, ordering: .sequentiallyConsistent)
  }
}

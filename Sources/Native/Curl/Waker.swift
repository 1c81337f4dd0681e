import CCurl
import Synchronization

/// A bell that ends the wait of an HTTP client, from any thread, even after the client is gone.
package final class Waker: Sendable {
  private let hasRung = Atomic(false)
  /// The client waits, or is about to: only then does a ring cost a system call.
  private let isAwaited = Atomic(false)
  /// The address of curl's multi handle; zero once it is closed.
  private let multi: Mutex<UInt>

  init(multi: UInt) { self.multi = Mutex(multi) }

  /// Makes `run` return, the one that waits now or else the next.
  package func wake() {
    // Sequentially consistent, here and in `mayWait`: of ringing and falling asleep at once, one sees the other.
    if hasRung.exchange(true, ordering: .sequentiallyConsistent) || !isAwaited.load(ordering: .sequentiallyConsistent) { return }
    multi.withLock { multi in
      if let pointer = unsafe UnsafeMutableRawPointer(bitPattern: multi) { _ = unsafe curl_multi_wakeup(pointer) }
    }
  }

  /// Whether it rang since this was last asked.
  func takeRing() -> Bool { hasRung.exchange(false, ordering: .acquiringAndReleasing) }

  /// Whether the client may fall asleep: from here to `ended` a ring wakes it.
  func mayWait() -> Bool {
    isAwaited.store(true, ordering: .sequentiallyConsistent)
    return !hasRung.load(ordering: .sequentiallyConsistent)
  }

  func ended() { isAwaited.store(false, ordering: .sequentiallyConsistent) }

  func close() { multi.withLock { $0 = 0 } }
}

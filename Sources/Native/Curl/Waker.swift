import CCurl
import Synchronization

/// A bell that ends the wait of an HTTP client, from any thread, even after the client is gone.
package final class Waker: Sendable {
  private let hasRung = Atomic(false)
  /// The address of curl's multi handle; zero once it is closed.
  private let multi: Mutex<UInt>

  init(multi: UInt) { self.multi = Mutex(multi) }

  /// Makes `run` return, the one that waits now or else the next.
  package func wake() {
    // One ring is as good as many, and the system call behind it is the dear part.
    if hasRung.exchange(true, ordering: .acquiringAndReleasing) { return }
    multi.withLock { multi in
      if let pointer = unsafe UnsafeMutableRawPointer(bitPattern: multi) { _ = unsafe curl_multi_wakeup(pointer) }
    }
  }

  /// Whether it rang since this was last asked.
  func takeRing() -> Bool { hasRung.exchange(false, ordering: .acquiringAndReleasing) }

  func close() { multi.withLock { $0 = 0 } }
}

import Journal
import Model
import Native
import Platforms
import Synchronization

/// Wakes the loop, which waits in its HTTP client; rung before there is one, it is remembered by the mailbox.
final class Bell: Sendable {
  private let waker = Mutex<Waker?>(nil)

  func attach(_ waker: Waker) { self.waker.withLock { $0 = waker } }
  func ring() { waker.withLock { $0 }?.wake() }
}

/// The thread that owns the loop and its HTTP client.
final class LoopThread: Sendable {
  private let thread: ThreadHandle

  /// Returns when the journal has been read back and the loop turns; throws why it cannot.
  init(
    configuration: Configuration, platforms: [any Platform], journal: any JournalStore, mailbox: Mailbox<Letter>, bell: Bell,
    observers: Observers, clock: Clock
  ) throws {
    let started = Monitor<Result<Void, any Error>?>(nil)
    thread = try ThreadHandle.start(name: "loop", stackSize: 8 * 1024 * 1024) {
      do {
        let client = HTTPClient()
        bell.attach(client.waker)
        let loop = try Loop(
          configuration: configuration, platforms: platforms, journal: journal, transport: client, mailbox: mailbox,
          observers: observers, clock: clock)
        started.withLock { $0 = .success(()) }
        loop.run(stopWithin: Daemon.stopLimit)
      } catch {
        started.withLock { $0 = .failure(error) }
      }
    }
    try started.wait(atMost: nil, until: { $0 != nil }) { $0 ?? .success(()) }.get()
  }

  func join() { thread.join() }
}

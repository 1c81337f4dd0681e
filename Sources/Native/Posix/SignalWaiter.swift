import Glibc
import Model

/// Takes over the signals that end or reload the daemon. Make it first of all, on the thread that will wait.
package struct SignalWaiter: Sendable {
  /// What somebody wants of the daemon.
  package enum Signal: Sendable {
    /// SIGTERM, as the service manager sends it.
    case terminate
    /// SIGINT: Ctrl-C.
    case interrupt
    /// SIGHUP: reload.
    case hangUp
  }

  private let signals: sigset_t
  private let waiter: pthread_t

  /// Threads started afterwards inherit the blocked signals, so that only `next()` sees them.
  package init() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in [SIGTERM, SIGINT, SIGHUP, Self.wakeUp] { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
    // A lost peer is an error of its write, and so is a file that must not grow (G4).
    for number in [SIGPIPE, SIGXFSZ] { _ = signal(number, SIG_IGN) }
    signals = set
    waiter = pthread_self()
  }

  // Reserved for wake(): nobody sends it from outside.
  private static let wakeUp = SIGUSR2

  /// Waits for the next signal; nil when woken by `wake()` or when the time is over (nil: waits for ever).
  package func next(waitingAtMost limit: Span? = nil) -> Signal? {
    while true {
      let number = wait(limit)
      switch number {
      case SIGTERM: return .terminate
      case SIGINT: return .interrupt
      case SIGHUP: return .hangUp
      case -1 where errno == EINTR: continue
      default: return nil
      }
    }
  }

  /// Lets `next()` return nil, from any thread.
  package func wake() { pthread_kill(waiter, Self.wakeUp) }

  private func wait(_ limit: Span?) -> Int32 {
    var set = signals
    guard let limit else { return unsafe sigwaitinfo(&set, nil) }
    var time = timespec(tv_sec: Int(limit.milliseconds / 1000), tv_nsec: Int(limit.milliseconds % 1000) * 1_000_000)
    return unsafe sigtimedwait(&set, nil, &time)
  }
}

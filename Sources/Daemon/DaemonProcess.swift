import Model
import Native

/// The daemon as a process: signals in, systemd told, and an orderly end.
package enum DaemonProcess {
  /// Runs until SIGTERM or Ctrl-C. `configuration` is read after the signals are taken over, so that none is lost, and again at SIGHUP.
  package static func run(_ configuration: () throws(ConfigurationError) -> Configuration) throws(DaemonFailure) {
    let signals = SignalWaiter()
    let daemon: Daemon
    do {
      daemon = try Daemon(try configuration())
    } catch {
      throw DaemonFailure(error)
    }
    let notifier = ServiceNotifier()
    tell(daemon) { try notifier.ready(status: daemon.summary) }
    serve(daemon, until: signals, notifier, configuration)
    tell(daemon) { try notifier.stopping(status: "finishing what is in flight") }
    daemon.stop()
  }

  private static func serve(
    _ daemon: Daemon, until signals: SignalWaiter, _ notifier: ServiceNotifier,
    _ configuration: () throws(ConfigurationError) -> Configuration
  ) {
    while true {
      switch signals.next(waitingAtMost: notifier.watchdogInterval ?? .seconds(10)) {
      case .terminate, .interrupt:
        return
      case .hangUp:
        tell(daemon) { try notifier.reloading() }
        daemon.reload(configuration)
        tell(daemon) { try notifier.ready(status: daemon.summary) }
      case nil:
        guard daemon.isAlive else { continue }
        tell(daemon) {
          try notifier.status(daemon.summary)
          if notifier.watchdogInterval != nil { try notifier.watchdog() }
        }
      }
    }
  }

  private static func tell(_ daemon: Daemon, _ notify: () throws -> Void) {
    do { try notify() } catch { daemon.observers.log.warning("systemd cannot be told: \(error)") }
  }
}

/// Why the daemon did not start.
package struct DaemonFailure: Error, CustomStringConvertible {
  package enum Code: Sendable {
    case configuration
    /// Another hushd has the state directory.
    case held
    /// An address cannot be listened on.
    case unavailable
    /// The state directory or the journal cannot be used.
    case disk
    case notPermitted
  }

  package let code: Code
  package let description: String

  init(_ error: any Error) {
    description = "\(error)"
    code =
      switch error {
      case is ConfigurationError: .configuration
      case is FileLock.Held, is UnixSocketServer.Served: .held
      case is HTTPServerError: .unavailable
      case let error as PosixError where error.isDenied: .notPermitted
      default: .disk
      }
  }
}

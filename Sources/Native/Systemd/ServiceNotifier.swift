import Glibc
import Model

/// Tells the service manager how the daemon is, by datagrams to `$NOTIFY_SOCKET`; does nothing when there is none.
package struct ServiceNotifier: Sendable {
  private let address: String?
  /// How often `watchdog()` is to be called: half of what the unit's WatchdogSec= allows. Nil without one.
  package let watchdogInterval: Span?

  /// Reads the variables systemd sets for the main process of a service.
  package init(environment: (String) -> String? = ThisProcess.environment) {
    address = environment("NOTIFY_SOCKET")
    let isForUs = environment("WATCHDOG_PID").map { $0 == "\(ThisProcess.id)" } ?? true
    let microseconds = environment("WATCHDOG_USEC").flatMap { Int64($0) } ?? 0
    watchdogInterval = isForUs && microseconds > 0 ? .milliseconds(max(1, microseconds / 2000)) : nil
  }

  /// The start, or a reload, is done.
  package func ready(status: String) throws { try send("READY=1\n\(line(status))") }
  /// The line that `systemctl status` shows.
  package func status(_ text: String) throws { try send(line(text)) }
  /// It has begun to stop.
  package func stopping(status: String) throws { try send("STOPPING=1\n\(line(status))") }
  /// It is alive.
  package func watchdog() throws { try send("WATCHDOG=1") }

  /// To be followed by `ready` when the reload is done.
  package func reloading(now: Int64? = nil) throws { try send("RELOADING=1\nMONOTONIC_USEC=\(now ?? Self.microseconds())") }

  /// By the clock that systemd compares it with, which stands still while the machine sleeps.
  private static func microseconds() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  private func line(_ status: String) -> String { "STATUS=" + status.replacing("\n", with: " ") }

  private func send(_ state: String) throws(PosixError) {
    guard let address else { return }
    let target = try UnixAddress(address)
    let socket = try UnixAddress.socket(SOCK_DGRAM)
    try target.connect(socket)
    let bytes = Array(state.utf8)
    try Syscall.retrying("notify", address) {
      unsafe bytes.withUnsafeBytes { unsafe Glibc.send(socket.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
  }
}

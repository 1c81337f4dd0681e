import Glibc
import Model
import Native
import Testing

struct SystemdTests {
  private let directory: PosixTemporaryDirectory

  init() throws { directory = try PosixTemporaryDirectory() }

  @Test("each state is one datagram", arguments: [true, false]) func states(abstract: Bool) throws {
    let address = abstract ? "@hushd-test-\(SystemRandom.hexadecimal(bytes: 8))" : directory("notify")
    let receiver = try SystemdReceiver(address)
    let notifier = ServiceNotifier { $0 == "NOTIFY_SOCKET" ? address : nil }
    try notifier.ready(status: "1 window\nopen")
    try notifier.status("fine")
    try notifier.watchdog()
    try notifier.reloading(now: 42)
    try notifier.stopping(status: "bye")
    #expect(
      receiver.receive(5) == [
        "READY=1\nSTATUS=1 window open", "STATUS=fine", "WATCHDOG=1", "RELOADING=1\nMONOTONIC_USEC=42", "STOPPING=1\nSTATUS=bye",
      ])
  }

  @Test("without a manager nothing is sent; a manager that went away is an error") func absent() throws {
    try ServiceNotifier { _ in nil }.ready(status: "")
    let gone = directory("gone")
    #expect(throws: PosixError.self) { try ServiceNotifier { $0 == "NOTIFY_SOCKET" ? gone : nil }.watchdog() }
  }

  @Test("the watchdog is fed twice as often as it bites, if it is ours") func watchdog() {
    func interval(_ variables: [String: String]) -> Span? { ServiceNotifier { variables[$0] }.watchdogInterval }
    #expect(interval(["WATCHDOG_USEC": "10000000"]) == .seconds(5))
    #expect(interval(["WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "\(ThisProcess.id)"]) == .seconds(5))
    #expect(interval(["WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"]) == nil)
    #expect(interval([:]) == nil)
    #expect(interval(["WATCHDOG_USEC": "x"]) == nil)
  }

  @Test("passed sockets begin at 3 and are for this process only") func sockets() {
    func numbers(_ variables: [String: String]) -> [ListenSockets.Socket] { ListenSockets.read { variables[$0] } }
    let ours = ["LISTEN_PID": "\(ThisProcess.id)", "LISTEN_FDS": "2"]
    #expect(numbers(ours).map(\.number) == [3, 4])
    #expect(numbers(ours.merging(["LISTEN_FDNAMES": "http:control"]) { $1 }).map(\.name) == ["http", "control"])
    #expect(numbers(ours.merging(["LISTEN_PID": "1"]) { $1 }).isEmpty)
    #expect(numbers([:]).isEmpty)
  }
}

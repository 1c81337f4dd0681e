import Model

/// The object of `hushd status --json` for people.
struct StatusTables {
  private let status: JSONValue

  init(_ status: JSONValue) { self.status = status }

  func print(on output: Output) throws {
    let state = status["state"]?.string ?? "in an unknown state"
    let isRunning = state == "running"
    let isReady = status["ready"]?.bool ?? false
    let version = status["version"]?.string.map { " \($0)" } ?? ""
    let readiness = isRunning ? (isReady ? ", ready" : ", not ready") : ""
    try output.line("hushd\(version) is \(state)\(readiness)", isRunning && isReady ? .title : .bad)
    let counts = [
      ("windows", "windows open"), ("backlog", "calls waiting"), ("parked", "commands parked"), ("entries", "entries in the journal"),
    ]
    for (field, text) in counts { try output.line("\((status[field]?.text ?? "?").paddedBefore(to: 9)) \(text)") }
    try printPlatforms(on: output)
    try printAlarms(on: output)
  }

  private func printPlatforms(on output: Output) throws {
    guard let platforms = status["platforms"]?.elements, !platforms.isEmpty else { return }
    try output.line()
    try Table.print(
      [
        Table.Column("platform", least: 8, ideal: 20), Table.Column("state", ideal: 14), Table.Column("in flight", ideal: 9),
        Table.Column("calls allowed", ideal: 13), Table.Column("throttled", ideal: 12), Table.Column("waiting", least: 7, ideal: 40),
      ],
      platforms.map { platform in
        let state = platform["state"]?.string ?? ""
        let backlog = platform["backlog"]?.members.filter { $0.value.int64 != 0 }.map { "\($0.name) \($0.value.text ?? "")" } ?? []
        let throttled = platform["throttledSeconds"]?.double.map { "\(Span(milliseconds: Int64($0 * 1000)).reading)" }
        return (
          [
            platform["platform"]?.string ?? "", state, platform["inFlight"]?.text ?? "", platform["callsAllowed"]?.text ?? "",
            throttled ?? "",
            backlog.joined(separator: ", "),
          ], ["ok", "stopped"].contains(state) ? .plain : .doubtful
        )
      }, on: output)
  }

  private func printAlarms(on output: Output) throws {
    try output.line()
    guard let alarms = status["alarms"]?.elements, !alarms.isEmpty else { return try output.line("no alarms") }
    try Table.print(
      [
        .time("since (UTC)", on: output), Table.Column("alarm", least: 10, ideal: 20),
        Table.Column("conversation", least: 9, ideal: 36, cut: .middle), Table.Column("about", least: 6, ideal: 40, cut: .middle),
        Table.Column("message", least: 10, ideal: 80),
      ],
      sentences: alarms.map { alarm in
        let since = alarm["since"]?.string.flatMap { Timestamp(rfc3339: $0) }
        let texts = ["alarm", "conversation", "subject", "message"].map { alarm[$0]?.string ?? "" }
        return ([Table.time(since, on: output)] + texts, .bad)
      }, on: output)
  }
}

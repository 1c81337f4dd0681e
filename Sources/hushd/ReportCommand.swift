import Daemon

enum ReportCommand: Subcommand {
  static let name = "report"
  static let synopsis = "[--config FILE] [--since T] [--until T] --out FILE.html"
  static let summary = "a page for the auditor (the last 30 days): windows, gaps, exposures, refusals, safety nets, rules, the chain"

  static func run(_ arguments: inout Arguments) throws -> ExitCode {
    let file = try arguments.configurationFile()
    var report = AuditReport(file: try arguments.required("--out"))
    report.since = try arguments.time("--since")
    report.until = try arguments.time("--until")
    try arguments.finish()
    return try read(file) { try report.write($0, to: $1) }
  }
}

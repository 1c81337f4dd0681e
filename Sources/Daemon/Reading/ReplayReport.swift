import Model
import Native

/// What `hushd replay` asks of the running daemon and prints: the calls it makes or would make, how far it is, and what came of it.
package struct ReplayReport {
  /// Senders retry for so long, so older windows have no news.
  package static let usualSpan = Model.Span.days(4)

  package var since: TimeArgument?
  package var until: TimeArgument?
  package var conversation: String?
  package var takesParked = false
  package var isDryRun = false
  package var isJSON = false

  package init() {}

  /// What is wrong with the arguments; nil when they make sense.
  package var problem: String? {
    let isRange = since != nil || until != nil
    if takesParked && (isRange || conversation != nil) {
      return "--parked takes whatever is parked; leave the range and --conversation out"
    }
    return isRange && conversation != nil ? "--conversation takes the whole of it; leave --since and --until out" : nil
  }

  /// Says whether everything could be looked at.
  package func run(_ configuration: Configuration, to output: Output) throws -> Bool {
    try run(ControlClient(path: configuration.controlSocket), clock: .live, to: output)
  }

  func run(_ client: ControlClient, clock: Clock, to output: Output) throws -> Bool {
    let start = clock.boot()
    var progress: Progress?
    var problem: String?
    var written: Result<Void, any Error> = .success(())
    let table = isJSON ? nil : table(on: output)
    let writes = { (writer: inout JSONWriter) in
      if !takesParked && conversation == nil { writer.field("since", since?.moment ?? clock.wall() - Self.usualSpan) }
      writer.field("until", until?.moment)
      writer.field("conversation", conversation)
      writer.field("parked", takesParked)
      writer.field("dryRun", isDryRun)
    }
    do throws(ControlClient.Unavailable) {
      try client.follow("replay", writes, patience: .minutes(2)) { line in
        if let error = line.root["error"]?.string { problem = error }
        progress = Progress(line.root) ?? progress
        guard case .success = written else { return }
        written = Result { try show(line, progress, since: clock.boot() - start, table, output) }
      }
    } catch {
      throw ReadingFailure(error)
    }
    output.transient(nil)
    if let problem { throw ReadingFailure(.tryLater, problem) }
    try written.get()
    guard let progress, progress.isOver else { throw ReadingFailure(.tryLater, "hushd went away before the replay was over; repeat it") }
    if isJSON { try output.json(progress.summary) } else { try output.line(text(of: progress)) }
    return progress.failed == 0
  }

  private func show(_ line: JSONDocument, _ progress: Progress?, since elapsed: Model.Span, _ table: Table?, _ output: Output) throws {
    guard let call = line.root["call"]?.string else {
      if let progress, !progress.isOver { output.transient(progress.line(after: elapsed)) }
      return
    }
    output.transient(nil)
    if let table {
      func text(_ name: String) -> String { line.root[name]?.string ?? "" }
      try table.print([call, text("conversation"), text("agent"), text("platform"), text("recording")])
    } else {
      try output.json(line.root.raw)
    }
    try output.flush()
  }

  private func table(on output: Output) -> Table {
    Table(
      [
        Table.Column("call", ideal: 6), Table.Column("conversation", least: 9, ideal: 36, cut: .middle),
        Table.Column("agent", least: 7, ideal: 36, cut: .middle), Table.Column("platform", least: 6, ideal: 14),
        Table.Column("recording", least: 9, ideal: 36, cut: .middle),
      ], on: output)
  }

  private func text(of progress: Progress) -> String {
    func count(_ number: Int64, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    let looked = count(progress.total, "conversation")
    let calls = count(progress.calls, "call")
    let result = progress.calls == 0 ? "nothing to do in \(looked)" : "\(isDryRun ? "would make" : "made") \(calls) in \(looked)"
    guard progress.failed > 0 else { return result }
    return "\(result); \(progress.failed) could not be looked at, because the platform does not answer: repeat it later"
  }
}

/// How far a replay is, as the daemon tells it.
private struct Progress {
  let total: Int64
  let done: Int64
  let calls: Int64
  let failed: Int64
  let isOver: Bool

  init?(_ root: JSONValue) {
    guard let total = root["total"]?.int64, let done = root["done"]?.int64, let calls = root["calls"]?.int64 else { return nil }
    self.total = total
    self.done = done
    self.calls = calls
    failed = root["failed"]?.int64 ?? 0
    isOver = root["over"]?.bool ?? false
  }

  /// Done of total, rate, time left.
  func line(after elapsed: Model.Span) -> String {
    let rate = Double(done) / max(0.001, elapsed.seconds)
    let left = done > 0 ? Model.Span.milliseconds(Int64(Double(total - done) / rate * 1000)) : nil
    let speed = rate < 10 ? "\((rate * 10).rounded() / 10)" : "\(Int(rate))"
    return "\(done) of \(total) conversations, \(speed)/s, \(calls) calls\(left.map { ", \($0.reading) left" } ?? "")"
  }

  var summary: [UInt8] {
    JSONWriter.object { writer in
      writer.field("conversations", total)
      writer.field("calls", calls)
      writer.field("failed", failed)
    }
  }
}

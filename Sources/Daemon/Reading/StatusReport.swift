import Engine
import Journal
import Model

/// What `hushd status` prints: the running daemon's own words, or what the journal of a stopped one tells.
package struct StatusReport {
  package var isJSON = false

  package init() {}

  /// Says whether hushd runs and is ready.
  package func print(_ configuration: Configuration, to output: Output) throws -> Bool {
    let status = try running(configuration, output) ?? stopped(configuration, output)
    if isJSON { try output.json(status.root.raw) } else { try StatusTables(status.root).print(on: output) }
    return status.root["state"]?.string == "running" && status.root["ready"]?.bool == true
  }

  /// Nil when nobody answers; what that means is noted beside the answer.
  private func running(_ configuration: Configuration, _ output: Output) throws(ReadingFailure) -> JSONDocument? {
    do throws(ReadingFailure) {
      let answer = try ControlClient(path: configuration.controlSocket).answers(to: "status")
      guard let status = answer.first else { throw ReadingFailure(.tryLater, "hushd closed the connection unanswered; try again") }
      return status
    } catch {
      guard error.code == .unavailable else { throw error }
      output.note("hushd: \(error)")
      return nil
    }
  }

  /// Without a journal that can be read, what only it knows is absent.
  private func stopped(_ configuration: Configuration, _ output: Output) throws -> JSONDocument {
    var fold: JournalFold?
    var entries: Int64?
    do {
      let reader = try configuration.openJournal()
      var folded = try JournalFold(configuration)
      try folded.takeOpenConversations(from: reader)
      fold = folded
      entries = try reader.head().seq
    } catch {
      output.note("hushd: \(error)")
    }
    let text = JSONWriter.object { writer in
      writer.field("state", "stopped")
      writer.field("ready", false)
      writer.field("windows", fold.map { Int64($0.windows.count(where: \.isOpen)) })
      writer.field("backlog", Int64(0))
      writer.field("parked", fold.map { Int64($0.parked.count) })
      writer.field(
        "platforms",
        array: { writer in
          for platform in configuration.platforms {
            writer.object { writer in
              writer.field("platform", platform.name)
              writer.field("state", "stopped")
            }
          }
        })
      writer.field(
        "alarms",
        array: { writer in
          for (alarm, since) in fold?.alarms.all ?? [] {
            writer.object { alarm.write(since: since, to: &$0) }
          }
        })
      writer.field("entries", entries)
      writer.field("version", Version.number)
    }
    return try JSONDocument(text)
  }
}

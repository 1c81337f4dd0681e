import Journal
import Model

/// What `hushd export` prints: every entry in order, as JSON lines that `hushd verify` can check.
package struct EntryExport {
  package var since: TimeArgument?
  package var until: TimeArgument?

  package init() {}

  package func print(_ configuration: Configuration, to output: Output) throws {
    noteIt(ControlClient(path: configuration.controlSocket), on: output)
    try print(configuration.openJournal(), to: output)
  }

  func print(_ reader: any JournalReader, to output: Output) throws {
    var query = JournalQuery()
    query.since = since?.moment
    query.until = until?.moment
    try reader.export(query) { try output.json($0) }
  }

  /// Who takes the journal out stands in it, as far as somebody is there to write it.
  private func noteIt(_ client: ControlClient, on output: Output) {
    do throws(ReadingFailure) {
      _ = try client.answers(to: "export") { writer in
        writer.field("since", since?.moment.description)
        writer.field("until", until?.moment.description)
      }
    } catch {
      output.note("hushd: this export does not stand in the journal: \(error)")
    }
  }
}

import Journal
import Model

/// What `hushd export` prints: every entry in order, as JSON lines.
package struct EntryExport {
  package var since: TimeArgument?
  package var until: TimeArgument?

  package init() {}

  package func print(_ configuration: Configuration, to output: Output) throws {
    try print(SQLiteJournal.reader(path: configuration.journalFile), to: output)
  }

  func print(_ reader: any JournalReader, to output: Output) throws {
    var query = JournalQuery()
    query.since = since?.moment
    query.until = until?.moment
    try reader.read(query) { try output.json($0.json) }
  }
}

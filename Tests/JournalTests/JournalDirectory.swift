import Glibc
import Journal
import Model
import Native

/// A directory of its own for each test, removed with it, and the journal in it.
final class JournalDirectory: Sendable {
  let path: String
  var journal: String { path + "/journal.sqlite" }

  init() throws {
    path = "\(ThisProcess.environment("TMPDIR") ?? "/tmp")/hushd-journal-\(SystemRandom.hexadecimal(bytes: 6))"
    try FileSystem.makeDirectory(path, mode: 0o700)
  }

  deinit {
    for name in (try? FileSystem.names(in: path)) ?? [] { try? FileSystem.remove("\(path)/\(name)") }
    rmdir(path)
  }

  func open(keys: JournalKeys = JournalKeys(), hooks: JournalHooks = JournalHooks()) throws -> SQLiteJournal {
    try SQLiteJournal(path: journal, keys: keys, hooks: hooks)
  }

  /// A journal of those entries, closed again.
  func fill(_ entries: [Entry], keys: JournalKeys = JournalKeys()) throws {
    let journal = try open(keys: keys)
    journal.append(JournalBatch(entries: entries))
    journal.close()
  }

  /// Changes the file behind the journal's back.
  func tamper(_ sql: String...) throws {
    let database = try Database.open(journal, .writer)
    for statement in sql { try database.execute(statement) }
  }
}

extension SQLiteJournal {
  /// Appends and waits for the answer.
  func write(_ entries: [Entry] = [], opened: [ConversationKey] = [], closed: [ConversationKey] = []) -> Bool {
    let answer = Monitor<Bool?>(nil)
    append(JournalBatch(entries: entries, opened: opened, closed: closed) { isDurable in answer.withLock { $0 = isDurable } })
    return answer.wait(atMost: .seconds(20), until: { $0 != nil }) { $0 ?? false }
  }

  func allEntries() throws -> [Entry] { try entries(JournalQuery()) }

  func entries(_ query: JournalQuery) throws -> [Entry] {
    var entries: [Entry] = []
    try openReader().read(query) { entries.append($0) }
    return entries
  }
}

import Model
import Native

/// A conversation that no purge takes, because somebody has to keep it: a dispute, a court's order.
package struct Hold: Hashable, Sendable {
  package var conversation: String
  package var by: String
  package var at: Timestamp

  package init(conversation: String, by: String, at: Timestamp) {
    self.conversation = conversation
    self.by = by
    self.at = at
  }
}

extension SQLiteWriter {
  /// False when it is held already.
  func add(_ hold: Hold) throws -> Bool {
    let insert = try database.prepare("INSERT OR IGNORE INTO hold (name, sealed, digest, by, at) VALUES (?, ?, ?, ?, ?)")
    try insert.bind(dataKeys.name(of: hold.conversation), at: 1)
    if let sealed = dataKeys.sealName(hold.conversation) { try insert.bind(sealed, at: 2) } else { try insert.bindNull(at: 2) }
    try insert.bind(dataKeys.blind(ConversationKey.digest(ofID: hold.conversation)), at: 3)
    try insert.bind(hold.by, at: 4)
    try insert.bind(hold.at.milliseconds, at: 5)
    try insert.run()
    return database.changes > 0
  }

  /// False when it is not held.
  func removeHold(of conversation: String) throws -> Bool {
    let delete = try database.prepare("DELETE FROM hold WHERE name = ?")
    try delete.bind(dataKeys.name(of: conversation), at: 1)
    try delete.run()
    return database.changes > 0
  }
}

extension SQLiteReader {
  func holds() throws -> [Hold] {
    let select = try database.prepare("SELECT name, sealed, by, at FROM hold ORDER BY at, name")
    var holds: [Hold] = []
    while try select.step() {
      let name = select.isNull(1) ? select.text(0) : try dataKeys.openName(select.blob(1))
      holds.append(Hold(conversation: name, by: select.text(2), at: Timestamp(milliseconds: select.int64(3))))
    }
    return holds
  }
}

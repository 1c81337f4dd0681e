import Model
import Native

/// Reads the lines of exports and archives back.
package struct ExportReader {
  package enum Line {
    case entry(Entry)
    /// What had been purged when it was exported.
    case purged(PurgedRange)
    /// Only of use to this reader.
    case key
  }

  private let keys: DataKeys

  /// The operator's keys open the bodies of an archive that is encrypted.
  package init(sealing keys: [SealingKey]) { self.keys = DataKeys(keys) }

  /// Nil for anything else.
  package func read(_ root: JSONValue) throws -> Line? {
    if let stub = Stub(root) { return .purged(PurgedRange(stub: stub)) }
    if let key = ArchivedKey(root) {
      keys.add(key)
      return .key
    }
    guard root["seq"] != nil, root["entry"] != nil, root["recordedAt"] != nil else { return nil }
    guard root["sealed"] != nil, let line = try ExportLine(root) else { return .entry(try Entry(json: root)) }
    return .entry(try line.row.decoded(by: keys))
  }
}

/// A range that an export tells of and does not hold.
package struct PurgedRange: Sendable {
  let stub: Stub
  package var first: Int64 { stub.first }
  package var last: Int64 { stub.last }
}

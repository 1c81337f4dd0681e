import Model
import Native

// An export can be checked without the journal: each line carries, beside the entry itself, what else its hash covers.

/// One entry of an export.
struct ExportLine {
  var row: EntryRow
  var hash: [UInt8]
  /// The hash before it, where the line before it in the export is not that entry.
  var after: [UInt8]?

  func json() throws -> [UInt8] {
    let chain = JSONWriter.object { writer in
      writer.field("hash", Hex.encode(hash))
      writer.field("after", after.map(Hex.encode))
      // As texts, since not every reader of JSON has 64 bits for a number.
      writer.field("identity", row.identity.map(String.init))
      writer.field("conversation", row.conversation.map(String.init))
      writer.field("fact", row.fact.map(String.init))
    }
    return try row.decoded().json.dropLast() + Array(#","chain":"#.utf8) + chain + [UInt8(ascii: "}")]
  }

  /// Reads what `json` wrote; nil where it carries no chain.
  init?(_ root: JSONValue) throws(EntryError) {
    func number(_ name: String) -> Int64? { root["chain"]?[name]?.string.flatMap { Int64($0) } }
    guard let hash = root["chain"]?["hash"]?.string.flatMap({ Hex.decode($0) }) else { return nil }
    self.hash = hash
    after = root["chain"]?["after"]?.string.flatMap { Hex.decode($0) }
    row = EntryRow(try Entry(json: root), keys: nil)
    row.identity = number("identity")
    row.conversation = number("conversation")
    row.fact = number("fact")
  }

  init(row: EntryRow, hash: [UInt8], after: [UInt8]?) {
    self.row = row
    self.hash = hash
    self.after = after
  }
}

extension Stub {
  /// The word in the field `entry` of a line that is a stub.
  private static let word = "purged"

  var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("entry", Self.word)
      writer.field("first", first)
      writer.field("last", last)
      writer.field("before", Hex.encode(before))
      writer.field("after", Hex.encode(after))
      writer.field("signature", Hex.encode(signature))
    }
  }

  init?(_ root: JSONValue) {
    func bytes(_ name: String) -> [UInt8]? { root[name]?.string.flatMap { Hex.decode($0) } }
    guard root["entry"]?.string == Self.word, let first = root["first"]?.int64, let last = root["last"]?.int64,
      let before = bytes("before"), let after = bytes("after"), let signature = bytes("signature")
    else { return nil }
    self.init(first: first, last: last, before: before, after: after, signature: signature)
  }
}

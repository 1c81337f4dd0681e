import Model
import Native

// An export can be checked without the journal: each line carries, beside the entry itself, what else its hash covers.

/// One entry of an export.
struct ExportLine {
  var row: EntryRow
  var hash: [UInt8]
  /// The hash before it, where the line before it in the export is not that entry.
  var after: [UInt8]?

  /// The entry in clear. Where the journal is encrypted, the key of this entry alone proves that it holds the same.
  func json(_ keys: DataKeys) throws -> [UInt8] {
    let row = try row.chained(by: keys)
    let entry = try row.decoded(by: keys)
    let chain = JSONWriter.object { writer in
      writeChain(of: row, to: &writer)
      guard let id = row.key, let key = keys.entryKey(of: row.seq, key: id) else { return }
      writer.field("opening", Hex.encode(row.body.prefix(AESGCM.nonceByteCount) + key))
    }
    return entry.json.dropLast() + Array(#","chain":"#.utf8) + chain + [UInt8(ascii: "}")]
  }

  /// The entry as the journal holds it: an encrypted body stays encrypted.
  func archived() throws -> [UInt8] {
    guard row.key != nil else { return try json(DataKeys([])) }
    return JSONWriter.object { writer in
      writer.field("seq", row.seq)
      writer.field("entry", row.entry)
      writer.field("kind", row.kind)
      writer.field("recordedAt", Timestamp(milliseconds: row.recordedAt))
      writer.field("tick", row.tick)
      writer.field("sealed", Base64.encode(row.body))
      writer.field("chain", object: { writeChain(of: row, to: &$0) })
    }
  }

  private func writeChain(of row: EntryRow, to writer: inout JSONWriter) {
    writer.field("hash", Hex.encode(hash))
    writer.field("after", after.map(Hex.encode))
    // As texts, since not every reader of JSON has 64 bits for a number.
    writer.field("identity", row.identity.map(String.init))
    writer.field("conversation", row.conversation.map(String.init))
    writer.field("fact", row.fact.map(String.init))
    writer.field("key", row.key)
  }

  /// Reads what `json` or `archived` wrote; nil where it carries no chain.
  init?(_ root: JSONValue) throws(EntryError) {
    func number(_ name: String) -> Int64? { root["chain"]?[name]?.string.flatMap { Int64($0) } }
    guard let hash = root["chain"]?["hash"]?.string.flatMap({ Hex.decode($0) }) else { return nil }
    self.hash = hash
    after = root["chain"]?["after"]?.string.flatMap { Hex.decode($0) }
    let sealed = root["sealed"]?.string.flatMap { Base64.decode($0) }
    if let sealed { row = try EntryRow(sealed: sealed, root) } else { row = EntryRow(try Entry(json: root), keys: nil) }
    row.identity = number("identity")
    row.conversation = number("conversation")
    row.fact = number("fact")
    row.key = root["chain"]?["key"]?.int64
    guard let opening = root["chain"]?["opening"]?.string.flatMap({ Hex.decode($0) }),
      opening.count == AESGCM.nonceByteCount + AESGCM.keyByteCount
    else { return }
    let nonce = Array(opening.prefix(AESGCM.nonceByteCount))
    let cipher = AESGCM(key: Array(opening.dropFirst(AESGCM.nonceByteCount)))
    row.body = nonce + cipher.seal(row.body, nonce: nonce)
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

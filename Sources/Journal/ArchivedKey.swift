import Model
import Native

/// A data key in front of an archive whose bodies are encrypted, wrapped under the operator's key.
struct ArchivedKey {
  /// The word in the field `entry` of such a line.
  private static let word = "key"

  var id: Int64
  var wrapped: [UInt8]
  /// The fingerprint of the operator's key.
  var by: String

  init(id: Int64, wrapped: [UInt8], by: String) {
    self.id = id
    self.wrapped = wrapped
    self.by = by
  }

  var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("entry", Self.word)
      writer.field("id", id)
      writer.field("wrapped", Base64.encode(wrapped))
      writer.field("by", by)
    }
  }

  init?(_ root: JSONValue) {
    guard root["entry"]?.string == Self.word, let id = root["id"]?.int64, let by = root["by"]?.string,
      let wrapped = root["wrapped"]?.string.flatMap({ Base64.decode($0) })
    else { return nil }
    self.init(id: id, wrapped: wrapped, by: by)
  }
}

import Model
import Native
import Platforms

/// What a file to be sent holds: one event, an array, or a line for each.
struct SentBody {
  private(set) var bytes: [UInt8]
  private let isLines: Bool

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let lines = Self.lines(of: bytes)
    isLines = lines.count > 1 && lines.allSatisfy { (try? JSONDocument($0)) != nil }
  }

  /// Something broken is sent as JSON: the answer says what is wrong with it.
  func contentType(for format: EventFormat) -> String {
    if isLines { return "application/x-ndjson" }
    guard format == .cloudevents, let root = (try? JSONDocument(bytes))?.root else { return "application/json" }
    return root.isArray ? "application/cloudevents-batch+json" : "application/cloudevents+json"
  }

  /// A new id and the present time for every event; the last one happens now, so that none comes from the future.
  mutating func restamp(_ source: SourceSettings, at now: Timestamp) throws(JSONError) {
    let texts = isLines ? Self.lines(of: bytes) : [bytes]
    let counted = try Self.restamp(texts, source, from: now)
    let start = now - .milliseconds(Int64(max(counted.count - 1, 0)))
    bytes = Array(try Self.restamp(texts, source, from: start).texts.joined(separator: [UInt8(ascii: "\n")]))
  }

  private static func restamp(
    _ texts: [[UInt8]], _ source: SourceSettings, from start: Timestamp
  ) throws(JSONError) -> (texts: [[UInt8]], count: Int) {
    var restamping = EventRestamping(
      format: source.format, occurredAt: source.identity.fields.occurredAt, start: start,
      makeID: { "send-\(SystemRandom.hexadecimal(bytes: 16))" })
    var result: [[UInt8]] = []
    for text in texts { result.append(try restamping.restamp(try JSONDocument(text).root)) }
    return (result, restamping.count)
  }

  private static func lines(of bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "\n")).filter { line in line.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D } }.map(Array.init)
  }
}

import Model
import Platforms

/// Gives events a new id and a new time and leaves everything else as written, so that a stored sample can be sent as if it happened now.
package struct EventRestamping {
  private let format: EventFormat
  /// Where an organization's own events carry their time.
  private let occurredAt: String?
  private let makeID: () -> String
  private var clock: Timestamp
  /// Events restamped so far.
  package private(set) var count = 0

  /// The first event happens at `start`, each further one a millisecond after the one before it: events at one time have no order.
  package init(format: EventFormat, occurredAt: String? = nil, start: Timestamp, makeID: @escaping () -> String) {
    self.format = format
    self.occurredAt = occurredAt
    self.makeID = makeID
    clock = start
  }

  /// The new text of an event, or of an array of them, or of what SQS, SNS or Lambda wrapped around them.
  package mutating func restamp(_ value: JSONValue) throws(JSONError) -> [UInt8] {
    if let elements = value.elements {
      var texts: [[UInt8]] = []
      for element in elements { texts.append(try restamp(element)) }
      var writer = JSONWriter()
      writer.array { writer in for text in texts { writer.element(raw: text) } }
      return writer.bytes
    }
    return format == .eventbridge ? try unwrap(value) : try stamp(value)
  }

  private mutating func unwrap(_ value: JSONValue) throws(JSONError) -> [UInt8] {
    if value["detail-type"] != nil { return try stamp(value) }
    if let records = value["Records"]?.elements {
      var text = value.raw
      for index in records.indices {
        text = try change(text, at: "/Records/\(index)/body") { (inner, old) throws(JSONError) in try inner.restampText(old) }
        text = try change(text, at: "/Records/\(index)/Sns") { (inner, old) throws(JSONError) in try inner.restamp(old) }
      }
      return text
    }
    if value["requestPayload"] != nil {
      return try change(value.raw, at: "/requestPayload") { (inner, old) throws(JSONError) in try inner.restamp(old) }
    }
    if value["Message"] != nil {
      return try change(value.raw, at: "/Message") { (inner, old) throws(JSONError) in try inner.restampText(old) }
    }
    return try stamp(value)
  }

  /// JSON inside a JSON string.
  private mutating func restampText(_ value: JSONValue) throws(JSONError) -> [UInt8] {
    guard let text = value.string else { return value.raw }
    let inner = try restamp(try JSONDocument(Array(text.utf8)).root)
    var writer = JSONWriter()
    writer.element(String(decoding: inner, as: UTF8.self))
    return writer.bytes
  }

  private mutating func stamp(_ event: JSONValue) throws(JSONError) -> [UInt8] {
    let time = clock
    clock = clock + .milliseconds(1)
    count += 1
    let (idPlace, timePlaces): (String, [String]) =
      switch format {
      case .eventbridge: ("/id", ["/time", "/detail/timestamp", "/detail/eventBody/eventTime"] + [occurredAt].compactMap(\.self))
      case .cxone: ("/eventId", ["/timestamp"])
      case .cloudevents: ("/id", ["/time"])
      }
    let id = makeID()
    var text = try change(event.raw, at: idPlace) { _, _ in Self.quoted(id) }
    for place in timePlaces { text = try change(text, at: place) { _, old in Self.moment(time, like: old) } }
    return text
  }

  private mutating func change(
    _ text: [UInt8], at place: String, _ body: (inout EventRestamping, JSONValue) throws(JSONError) -> [UInt8]
  ) throws(JSONError) -> [UInt8] {
    let root = try JSONDocument(text).root
    guard let old = root.at(pointer: place) else { return text }
    let new = try body(&self, old)
    return root.replacing(at: place) { _ in new }
  }

  /// In the form the sender writes it: epoch milliseconds, or RFC 3339 with or without a fraction.
  private static func moment(_ time: Timestamp, like old: JSONValue) -> [UInt8] {
    guard let text = old.string else { return Array(String(time.milliseconds).utf8) }
    let whole = time.description
    return quoted(text.contains(".") ? whole : whole.prefix { $0 != "." } + "Z")
  }

  private static func quoted(_ text: some StringProtocol) -> [UInt8] {
    var writer = JSONWriter()
    writer.element(String(text))
    return writer.bytes
  }
}

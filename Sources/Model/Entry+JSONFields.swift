/// The fields of an entry's JSON object, or of its `detail`; what is missing or mistyped is an error that names it.
struct EntryFields {
  private let value: JSONValue

  init(_ value: JSONValue) { self.value = value }

  subscript(_ name: String) -> JSONValue? { value[name] }

  var detail: EntryFields { value["detail"].map { EntryFields($0) } ?? self }

  func string(_ name: String) throws(EntryError) -> String {
    guard let string = value[name]?.string else { throw EntryError(name, "is not a string") }
    return string
  }

  func int64(_ name: String) throws(EntryError) -> Int64 {
    guard let number = value[name]?.int64 else { throw EntryError(name, "is not a whole number") }
    return number
  }

  func bool(_ name: String) throws(EntryError) -> Bool {
    guard let bool = value[name]?.bool else { throw EntryError(name, "is not true or false") }
    return bool
  }

  func word<Word: RawRepresentable<String>>(_ name: String) throws(EntryError) -> Word {
    guard let word = Word(rawValue: try string(name)) else { throw EntryError(name, "is no known word") }
    return word
  }

  func optionalWord<Word: RawRepresentable<String>>(_ name: String) throws(EntryError) -> Word? {
    value[name] == nil ? nil : try word(name)
  }

  /// RFC 3339, or milliseconds where the year has no four digits.
  func time(_ name: String) throws(EntryError) -> Timestamp {
    let field = value[name]
    if let text = field?.string, let time = Timestamp(rfc3339: text) { return time }
    if let milliseconds = field?.int64 { return Timestamp(milliseconds: milliseconds) }
    throw EntryError(name, "is not a time (RFC 3339)")
  }

  func span(_ name: String) throws(EntryError) -> Span {
    let field = value[name]
    if let text = field?.string, let span = Span(text) { return span }
    if let milliseconds = field?.int64 { return Span(milliseconds: milliseconds) }
    throw EntryError(name, "is not a length of time")
  }

  func optionalSpan(_ name: String) throws(EntryError) -> Span? {
    value[name] == nil ? nil : try span(name)
  }

  func commandID(_ name: String) throws(EntryError) -> CommandID {
    guard let id = CommandID(try string(name)) else { throw EntryError(name, "is no command's id") }
    return id
  }

  func strings(_ name: String) -> [String: String] {
    guard let object = value[name] else { return [:] }
    var result: [String: String] = [:]
    for (name, member) in object.members { result[name] = member.string }
    return result
  }

  func conversation() throws(EntryError) -> ConversationKey {
    ConversationKey(system: try detail.string("system"), id: try string("conversation"))
  }

  func optionalConversation() throws(EntryError) -> ConversationKey? {
    value["conversation"] == nil ? nil : try conversation()
  }

  func optionalRecording() throws(EntryError) -> RecordingKey? {
    value["recording"] == nil ? nil : RecordingKey(platform: try string("platform"), id: try string("recording"))
  }
}

extension JSONWriter {
  /// A time such that reading gives the same: as a number where RFC 3339 has no form for it.
  mutating func field(exactly name: String, _ time: Timestamp?) {
    guard let time else { return }
    let years0To9999: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
    if years0To9999.contains(time.milliseconds) { field(name, time) } else { field(name, time.milliseconds) }
  }

  /// A length such that reading gives the same: as a number of milliseconds where the text has no form for it.
  mutating func field(exactly name: String, _ span: Span?) {
    guard let span else { return }
    if (.zero ... .days(36_600)).contains(span) { field(name, span.description) } else { field(name, span.milliseconds) }
  }
}

import Model
import Testing

@Suite("entries as JSON") struct EntryJSONTests {
  @Test("every entry is read back as it was, from the export and from the stored body", arguments: 0..<40)
  func roundTrip(seed: UInt64) throws {
    var samples = EntrySamples(seed: seed)
    for _ in 0..<50 {
      let entry = samples.next()
      let root = try JSONDocument(entry.json).root
      #expect(try Entry(json: root) == entry)
      let stored = try JSONDocument(entry.storedBody).root
      #expect(try Entry.Body(json: stored) == entry.body)
      #expect(stored["seq"] == nil && stored["recordedAt"] == nil && stored["detail"]?["tick"] == nil)
      let names = [
        "seq", "entry", "kind", "eventId", "source", "platform", "conversation", "agent", "participant", "recording", "occurredAt",
        "recordedAt", "rule", "detail",
      ]
      let written = root.members.map(\.name)
      #expect(written == names.filter { written.contains($0) }, "only the contract's fields, each once, in its order")
      #expect(root.members.allSatisfy { !$0.value.isNull })
    }
  }

  @Test("an event reads as the contract says")
  func event() {
    var event = Event(
      kind: .pauseStarted, id: "e-1", source: "genesys", origin: "eventbridge/genesys", system: "genesys", platform: "genesys",
      conversation: "c-1",
      occurredAt: Timestamp(milliseconds: 1_773_958_020_123))
    event.agent = "a-1"
    event.metadata = ["field": "pan"]
    let entry = Entry(seq: 7, recordedAt: Timestamp(milliseconds: 1_773_958_020_200), tick: Tick(milliseconds: 99), body: .event(event))
    let expected =
      #"{"seq":7,"entry":"event","kind":"pause.started","eventId":"e-1","source":"genesys","platform":"genesys","#
      + #""conversation":"c-1","agent":"a-1","occurredAt":"2026-03-19T22:07:00.123Z","recordedAt":"2026-03-19T22:07:00.200Z","#
      + #""detail":{"tick":99,"system":"genesys","origin":"eventbridge/genesys","metadata":{"field":"pan"}}}"#
    #expect(String(decoding: entry.json, as: UTF8.self) == expected)
  }

  @Test("an operator's act is called operator, and an event without a conversation has none")
  func words() throws {
    let act = Entry(seq: 1, recordedAt: Timestamp(milliseconds: 0), tick: Tick(milliseconds: 0), body: .act(Act(.importing, by: "root")))
    let root = try JSONDocument(act.json).root
    #expect(root["entry"]?.string == "operator" && root["kind"]?.string == "import")
    let event = Event(
      kind: .ignored, id: "x", source: "s", origin: "o", system: "y", platform: "p", conversation: "",
      occurredAt: Timestamp(milliseconds: 0))
    let ignored = Entry(seq: 1, recordedAt: Timestamp(milliseconds: 0), tick: Tick(milliseconds: 0), body: .event(event))
    #expect(try JSONDocument(ignored.json).root["conversation"] == nil)
  }

  @Test(
    "what is not an entry is refused with the field's name",
    arguments: [
      ("[]", "seq"), ("{}", "seq"), (#"{"seq":"1"}"#, "seq"), (#"{"seq":1}"#, "recordedAt"),
      (#"{"seq":1,"recordedAt":"today"}"#, "recordedAt"),
      (#"{"seq":1,"recordedAt":"2026-01-01T00:00:00Z","detail":{}}"#, "tick"),
      (#"{"seq":1,"recordedAt":"2026-01-01T00:00:00Z","entry":"evnt","detail":{"tick":1}}"#, "entry"),
      (#"{"seq":1,"recordedAt":"2026-01-01T00:00:00Z","entry":"event","kind":"x","detail":{"tick":1}}"#, "kind"),
      (#"{"seq":1,"recordedAt":"2026-01-01T00:00:00Z","entry":"decision","kind":"x","detail":{"tick":1}}"#, "kind"),
      (#"{"seq":1,"recordedAt":"2026-01-01T00:00:00Z","entry":"timer","kind":"timer","detail":{"tick":1}}"#, "system"),
    ])
  func refused(text: String, field: String) throws {
    let root = try JSONDocument(Array(text.utf8)).root
    #expect { try Entry(json: root) } throws: { ($0 as? EntryError)?.field == field }
  }
}

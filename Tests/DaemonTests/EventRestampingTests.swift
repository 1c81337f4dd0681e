import Daemon
import Model
import Platforms
import Testing

struct EventRestampingTests {
  private static let start = Timestamp(milliseconds: 1_800_000_000_123)

  private func restamp(_ text: String, _ format: EventFormat, occurredAt: String? = nil) throws -> String {
    var number = 0
    var restamping = EventRestamping(format: format, occurredAt: occurredAt, start: Self.start) {
      number += 1
      return "new-\(number)"
    }
    return String(decoding: try restamping.restamp(try JSONDocument(Array(text.utf8)).root), as: UTF8.self)
  }

  @Test("an envelope: id, time in seconds, timestamp in milliseconds, eventTime as a number; the rest as written")
  func envelope() throws {
    let text = """
      {"version":"0","id":"a","time":"2026-03-19T22:07:00Z","detail-type":"v2.x.{id}.y",\
      "detail":{"eventBody":{"eventTime":1773958020123,"n":1.50,"s":"\\u00e9\\/"},"timestamp":"2026-03-19T22:07:00.150Z"}}
      """
    #expect(
      try restamp(text, .eventbridge) == """
        {"version":"0","id":"new-1","time":"2027-01-15T08:00:00Z","detail-type":"v2.x.{id}.y",\
        "detail":{"eventBody":{"eventTime":1800000000123,"n":1.50,"s":"\\u00e9\\/"},"timestamp":"2027-01-15T08:00:00.123Z"}}
        """)
  }

  @Test("an organization's own time field")
  func ownField() throws {
    let text = "{\"id\":\"a\",\"detail-type\":\"t\",\"detail\":{\"when/at\":5}}"
    let expected = "{\"id\":\"new-1\",\"detail-type\":\"t\",\"detail\":{\"when/at\":1800000000123}}"
    #expect(try restamp(text, .eventbridge, occurredAt: "/detail/when~1at") == expected)
  }

  @Test("what SQS, SNS and Lambda wrap is restamped inside, each event a millisecond after the one before")
  func wrapped() throws {
    let inner = "{\\\"id\\\":\\\"a\\\",\\\"detail-type\\\":\\\"t\\\",\\\"time\\\":\\\"2026-03-19T22:07:00.5Z\\\"}"
    let records = "{\"Records\":[{\"messageId\":\"m1\",\"body\":\"\(inner)\"},{\"messageId\":\"m2\",\"body\":\"\(inner)\"}]}"
    func stamped(_ id: Int, _ time: String) -> String {
      "{\\\"id\\\":\\\"new-\(id)\\\",\\\"detail-type\\\":\\\"t\\\",\\\"time\\\":\\\"2027-01-15T08:00:00.\(time)Z\\\"}"
    }
    #expect(
      try restamp(records, .eventbridge)
        == "{\"Records\":[{\"messageId\":\"m1\",\"body\":\"\(stamped(1, "123"))\"},{\"messageId\":\"m2\",\"body\":\"\(stamped(2, "124"))\"}]}"
    )
    #expect(
      try restamp("{\"Type\":\"Notification\",\"Message\":\"\(inner)\"}", .eventbridge)
        == "{\"Type\":\"Notification\",\"Message\":\"\(stamped(1, "123"))\"}")
    #expect(
      try restamp("{\"requestPayload\":{\"id\":\"a\",\"detail-type\":\"t\"}}", .eventbridge)
        == "{\"requestPayload\":{\"id\":\"new-1\",\"detail-type\":\"t\"}}")
  }

  @Test("CXone's events and CloudEvents, alone and in an array; what is missing stays missing")
  func others() throws {
    #expect(
      try restamp("{\"eventId\":\"a\",\"timestamp\":\"2026-03-19T22:07:00.1Z\",\"id\":1}", .cxone)
        == "{\"eventId\":\"new-1\",\"timestamp\":\"2027-01-15T08:00:00.123Z\",\"id\":1}")
    #expect(
      try restamp("[{\"id\":\"a\",\"time\":\"2026-03-19T22:07:00Z\"},{\"id\":\"b\"}]", .cloudevents)
        == "[{\"id\":\"new-1\",\"time\":\"2027-01-15T08:00:00Z\"},{\"id\":\"new-2\"}]")
  }
}

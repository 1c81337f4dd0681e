import Foundation
import Model
import Testing
import Seeded

@Suite struct TimestampTests {
  @Test("RFC 3339 in any form gives the moment")
  func reading() {
    let cases: [(String, Int64?)] = [
      ("1970-01-01T00:00:00Z", 0), ("2026-03-19T22:07:00.123Z", 1_773_958_020_123), ("2026-03-19t22:07:00.123z", 1_773_958_020_123),
      ("2026-03-19 22:07:00.123Z", 1_773_958_020_123), ("2026-03-20T00:07:00.123+02:00", 1_773_958_020_123),
      ("2026-03-19T17:37:00.123-04:30", 1_773_958_020_123), ("2026-03-19T22:07:00.1Z", 1_773_958_020_100),
      ("2026-03-19T22:07:00.123456789Z", 1_773_958_020_123), ("1969-12-31T23:59:59.999Z", -1), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
      ("2023-02-29T00:00:00Z", nil), ("1900-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil), ("2026-00-01T00:00:00Z", nil),
      ("2026-04-31T00:00:00Z", nil), ("2026-01-00T00:00:00Z", nil), ("2026-01-01T24:00:00Z", nil), ("2026-01-01T00:60:00Z", nil),
      ("2026-01-01T00:00:61Z", nil), ("2026-01-01T00:00:00", nil), ("2026-01-01T00:00:00.Z", nil), ("2026-01-01T00:00:00Zx", nil),
      ("2026-01-01T00:00:00+2:00", nil), ("2026-01-01T00:00:00+0200", nil), ("2026-01-01T00:00:00+24:00", nil), ("2026-01-01", nil),
      ("", nil),
      ("x026-01-01T00:00:00Z", nil), ("2026-01-01T00:00:0٣Z", nil), ("1773958020123", nil), ("2026-01-01T00:00:00+", nil),
    ]
    for (text, milliseconds) in cases { #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds, "\(text)") }
  }

  @Test("what is written is read back, and is what Foundation writes")
  func roundTrip() {
    var random = SeededRandom(3)
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    for _ in 0..<2000 {
      // Foundation counts years before 1582 by the Julian calendar.
      let time = Timestamp(milliseconds: -12_000_000_000_000 + Int64(random.next(below: 265_000_000_000_000)))
      #expect(Timestamp(rfc3339: time.description) == time)
      #expect(time.description.count == 24)
      let seconds = (Double(time.milliseconds) + 0.1) / 1000
      #expect(formatter.string(from: Date(timeIntervalSince1970: seconds)) == time.description)
    }
  }

  @Test("a span is read as the configuration writes it")
  func spans() {
    let cases: [(String, Int64?)] = [
      ("500ms", 500), ("2s", 2000), ("5m", 300_000), ("12h", 43_200_000), ("400d", 34_560_000_000), ("0s", 0), ("", nil), ("5", nil),
      ("s", nil),
      ("1.5s", nil), ("-1s", nil), ("1 s", nil), ("1S", nil), ("1w", nil), ("٣s", nil), ("9223372036854775807d", nil),
      ("36600d", 3_162_240_000_000),
      ("36601d", nil), ("99999999999999999999s", nil),
    ]
    for (text, milliseconds) in cases { #expect(Span(text)?.milliseconds == milliseconds, "\(text)") }
    for milliseconds in [0, 1, 999, 1000, 1500, 60_000, 120_000, 3_600_000, 86_400_000, 90_061_001] as [Int64] {
      let span = Span(milliseconds: milliseconds)
      #expect(Span(span.description) == span)
    }
    #expect(Span.seconds(120).description == "2m" && Span.zero.description == "0ms" && Span.milliseconds(1500).seconds == 1.5)
  }
}

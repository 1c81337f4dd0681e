import Model
import Native
import Synchronization
import Testing

@testable import Daemon

struct LogTests {
  /// What was logged, in order.
  private final class Lines: Sendable {
    private let lines = Mutex<[LogLine]>([])

    func add(_ line: LogLine) { lines.withLock { $0.append(line) } }
    var all: [LogLine] { lines.withLock { $0 } }
  }

  private static let clock = Clock(
    wall: { Timestamp(milliseconds: 1_773_958_020_123) }, boot: { Tick(milliseconds: 0) }, microseconds: { 0 }, bootID: { "test" })

  private let lines = Lines()

  private func log(_ level: LogSettings.Level = .debug) -> Log {
    let lines = self.lines
    return Log(level, clock: Self.clock) { lines.add($0) }
  }

  private static func text(_ message: String, _ fields: [(String, String)] = []) -> String {
    String(decoding: LogLine(at: clock.wall(), .info, message, fields).text, as: UTF8.self)
  }

  @Test("a level hides what is less urgent", arguments: LogSettings.Level.allCases) func levels(level: LogSettings.Level) {
    let log = log(level)
    log.debug("d")
    log.info("i")
    log.warning("w")
    log.error("e")
    let all = LogSettings.Level.allCases
    #expect(lines.all.map(\.level) == all.filter { $0.priority <= level.priority })
    #expect(all.map(\.priority) == [7, 6, 4, 3])
  }

  @Test("nobody puts together what nobody reads") func lazy() {
    var count = 0
    func costly() -> String {
      count += 1
      return "costly"
    }
    log(.info).debug(costly(), [("a", costly())])
    #expect(count == 0)
    log(.info).info(costly())
    #expect(count == 1)
  }

  @Test("text: time, level, message, then the fields in their order") func text() {
    let line = Self.text("pause sent", [("conversation", "c-1"), ("attempt", "2")])
    #expect(line == "2026-03-19T22:07:00.123Z info pause sent conversation=c-1 attempt=2\n")
  }

  @Test(
    "text: a value that would not be told apart is quoted",
    arguments: [
      ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""), ("say \"no\"", "\"say \\\"no\\\"\""), ("back\\slash", "\"back\\\\slash\""),
      ("plain-1.2/é", "plain-1.2/é"),
    ])
  func quoting(value: String, written: String) {
    #expect(Self.text("m", [("key", value)]).hasSuffix(" m key=\(written)\n"))
  }

  @Test("text: what a vendor wrote can neither begin a line nor command the terminal") func escaping() {
    let line = Self.text("refused: a\nb\u{1B}[2J\u{9B}1m\u{202E}c\td", [("body", "x\r\ny")])
    #expect(line.hasSuffix("refused: a\\nb\\u{1b}[2J\\u{9b}1m\\u{202e}c\\td body=\"x\\u{d}\\ny\"\n"))
  }

  @Test("JSON: one object on one line") func json() throws {
    log().warning("journal \"slow\"\nvery", [("seconds", "2.5"), ("alarm", "journal_slow")])
    let bytes = try #require(lines.all.first).json
    #expect(bytes.last == UInt8(ascii: "\n"))
    #expect(!bytes.dropLast().contains(UInt8(ascii: "\n")))
    let members = try JSONDocument(bytes).root.members
    #expect(members.map(\.name) == ["time", "level", "message", "seconds", "alarm"])
    #expect(members.map(\.value.string) == ["2026-03-19T22:07:00.123Z", "warning", "journal \"slow\"\nvery", "2.5", "journal_slow"])
  }

  @Test("a card number is masked wherever it stands, in every format") func masking() throws {
    log().error("bad event 4111 1111 1111 1111", [("body", "{\"pan\":\"5555555555554444\"}"), ("conversation", "c-1")])
    let line = try #require(lines.all.first)
    for bytes in [line.text, line.json, line.journal] {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("1111") && !text.contains("4444"))
      #expect(text.contains("**** **** **** ****") && text.contains("c-1"))
    }
  }

  @Test("G7 an identifier is not masked, though it may pass for a card number") func identifiers() throws {
    log().error("text 4111111111111111", [("conversation", "4111111111111111"), ("reason", "4111111111111111")])
    let line = try #require(lines.all.first)
    let json = try JSONDocument(line.json).root
    #expect(json["conversation"]?.string == "4111111111111111" && json["reason"]?.string == "****************")
    #expect(json["message"]?.string == "text ****************")
  }

  @Test("a text is cut at its limit, and masked before: half a card number would pass as none") func cutting() throws {
    let padding = String(repeating: "x", count: Limits.logTextBytesMax - 11)
    log().info("\(padding) 4111111111111111", [("short", "s")])
    let line = try #require(lines.all.first)
    #expect(line.message == "\(padding) **********…")
    #expect(line.fields.map(\.value) == ["s"])
  }

  @Test("a cut never leaves half a character") func cuttingCharacters() throws {
    log().info(String(repeating: "é", count: Limits.logTextBytesMax) + "x")
    log().info("x" + String(repeating: "é", count: Limits.logTextBytesMax))
    #expect(lines.all.allSatisfy { !$0.message.contains("\u{FFFD}") && $0.message.utf8.count <= Limits.logTextBytesMax + 3 })
  }
}

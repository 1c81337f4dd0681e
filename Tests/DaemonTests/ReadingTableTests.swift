@testable import Daemon

import Model
import Testing

@Suite("tables, times and texts of the reading commands") struct ReadingTableTests {
  static let columns = [
    Table.Column("id", least: 5, ideal: 12, cut: .middle), Table.Column("kind", ideal: 6), Table.Column("detail", least: 4, ideal: 10),
  ]

  @Test("no row of a terminal is longer than the terminal", arguments: [1, 8, 20, 24, 40, 80, 200])
  func fits(width: Int) throws {
    let page = try ReadingPage(width: width) { output in
      let table = Table(Self.columns, on: output)
      try table.printTitles()
      try table.print(["0123456789abcdef", "paused", String(repeating: "word ", count: 50)])
      try table.print(["", "", ""])
    }
    #expect(page.lines.count == 3)
    #expect(page.lines.allSatisfy { $0.count <= width })
  }

  @Test("what is cut from an id is its middle, and the last column takes what is left")
  func cut() throws {
    let page = try ReadingPage(width: 32) { output in
      try Table(Self.columns, on: output).print(["0123456789abcdef", "paused", "one two three four"])
    }
    #expect(page.lines == ["012345…bcdef  paused  one two t…"])
  }

  @Test("a column that can be spared makes room for the others")
  func dispensable() throws {
    var columns = Self.columns
    columns[1].isDispensable = true
    for (width, line) in [(19, "01…ef  paused  one…"), (18, "0123…def  one two")] {
      let page = try ReadingPage(width: width) { try Table(columns, on: $0).print(["0123456789abcdef", "paused", "one two"]) }
      #expect(page.lines == [line])
    }
  }

  @Test("a pipe gets everything in full, with room between the columns")
  func pipe() throws {
    let page = try ReadingPage { output in
      try Table(Self.columns, on: output).print(["0123456789abcdef", "paused", "one two three four five six"])
      try Table.print(Self.columns, [(["a", "b", "c"], .bad)], on: output)
    }
    #expect(page.lines == ["0123456789abcdef  paused  one two three four five six", "id  kind  detail", "a   b     c"])
  }

  @Test("colour is there only when it was asked for")
  func colour() throws {
    let coloured = try ReadingPage(width: 20, isColoured: true) { try $0.line("no", .bad) }
    #expect(coloured.lines == ["\u{1B}[31mno\u{1B}[0m"])
    #expect(try ReadingPage(width: 20) { try $0.line("no", .bad) }.lines == ["no"])
  }

  @Test("what a terminal would act on is shown, not done")
  func controls() throws {
    #expect("a\u{1B}[2Jb\nc\u{9B}d\u{202E}e".printable == "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d\u{FFFD}e")
    #expect("plain – ünïcödé".printable == "plain – ünïcödé")
    let page = try ReadingPage { try Table(Self.columns, on: $0).print(["a\nb", "", "\u{1B}]0;x\u{07}"]) }
    #expect(page.lines.count == 1)
  }

  @Test(
    "long texts break between words where they can",
    arguments: [
      ("one two three", 7, ["one two", "three"]), ("one two three", 6, ["one", "two", "three"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
      ("", 5, [""]), ("a", 1, ["a"]), (" ab", 2, [" a", "b"]),
    ])
  func wrapping(text: String, width: Int, lines: [String]) {
    #expect(text.wrapped(to: width) == lines)
  }

  @Test("a time is RFC 3339 or a span back")
  func times() {
    let now = Timestamp(milliseconds: 1_773_958_020_000)
    #expect(TimeArgument("15m", now: now)?.moment == now - .minutes(15))
    #expect(TimeArgument("3d", now: now)?.moment == now - .days(3))
    #expect(TimeArgument("2026-03-19T22:07:00.123Z", now: now)?.moment == now + .milliseconds(123))
    #expect(TimeArgument("2026-03-19T23:07:00+01:00", now: now)?.moment == now)
    for text in ["", "yesterday", "15", "-15m", "2026-03-19", "1.5h"] { #expect(TimeArgument(text, now: now) == nil) }
  }

  @Test(
    "lengths read well",
    arguments: [
      (0, "0.000 s"), (7, "0.007 s"), (59_999, "59.999 s"), (60_000, "1m 0s"), (3_599_999, "59m 59s"), (7_500_000, "2h 5m"),
      (90_000_000, "1d 1h"), (-1500, "-1.500 s"),
    ])
  func lengths(milliseconds: Int64, text: String) {
    #expect(Span(milliseconds: milliseconds).reading == text)
  }
}

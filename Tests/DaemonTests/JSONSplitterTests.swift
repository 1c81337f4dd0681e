import Native
import Testing

@testable import Daemon

@Suite("The values of an import's file") struct JSONSplitterTests {
  private func split(_ pieces: [String]) throws -> ([String], rest: String?) {
    var splitter = JSONSplitter()
    var values: [String] = []
    for piece in pieces { values += try splitter.take(Array(piece.utf8)).map { String(decoding: $0, as: UTF8.self) } }
    return (values, splitter.rest.map { String(decoding: $0, as: UTF8.self) })
  }

  @Test("are found with lines, blanks or nothing between them, wherever the pieces are cut")
  func values() throws {
    let text = "{\"a\":\"}\\\"{\"}{\"b\":[1,{}]}\n\n [2] {\"c\":\"\\\\\"}"
    for cut in 0..<text.count {
      let index = text.index(text.startIndex, offsetBy: cut)
      let (values, rest) = try split([String(text[..<index]), String(text[index...])])
      #expect(values.map { $0.filter { !$0.isWhitespace } } == ["{\"a\":\"}\\\"{\"}", "{\"b\":[1,{}]}", "[2]", "{\"c\":\"\\\\\"}"])
      #expect(rest == nil)
    }
  }

  @Test("what has no end is left over")
  func cutOff() throws {
    #expect(try split(["{\"a\":1}{\"b\":"]).rest == "{\"b\":")
  }
}

import Model
import Testing
import Seeded

@Suite struct JSONWriterTests {
  @Test("it writes what it is told in that order, and leaves out what is absent")
  func order() {
    let bytes = JSONWriter.object { writer in
      writer.field("b", "x")
      writer.field("none", nil as String?)
      writer.field("a", Int64(-1))
      writer.field("empty", [:] as [String: String])
      writer.field("map", ["z": "1", "y": "2"])
      writer.field(
        "list",
        array: { writer in
          writer.element("q")
          writer.element(Int64(2))
          writer.element(false)
          writer.object { $0.field("in", true) }
          writer.array { _ in }
        })
      writer.field("object", object: { _ in })
      writer.field("raw", raw: Array("[1]".utf8))
      writer.field("time", Timestamp(milliseconds: 0))
    }
    let expected =
      #"{"b":"x","a":-1,"map":{"y":"2","z":"1"},"list":["q",2,false,{"in":true},[]],"object":{},"raw":[1],"#
      + #""time":"1970-01-01T00:00:00.000Z"}"#
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test("any text is read back as it was, as a value and as a name")
  func texts() throws {
    var random = SeededRandom(7)
    var texts = ["", "\"", "\\", "\u{0}\u{1}\u{1F}\u{7F}", "é€😀\u{2028}", "</script>"]
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<random.next(below: 20) {
        if let scalar = Unicode.Scalar(UInt32(random.next(below: random.flip() ? 0x80 : 0x11_0000))) { text.unicodeScalars.append(scalar) }
      }
      texts.append(text)
    }
    for text in texts {
      let root = try JSONDocument(JSONWriter.object { $0.field(text, text) }).root
      #expect(root.members.first.map { Array($0.name.utf8) } == Array(text.utf8))
      #expect(root[text]?.string.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test("what has to be escaped is, wherever it stands")
  func everyPlace() throws {
    for count in 0..<20 {
      for place in 0...count {
        for byte in 0..<0x80 as Range<UInt8> {
          var bytes = [UInt8](repeating: 0x7F, count: count)
          bytes.insert(byte, at: place)
          let text = String(decoding: bytes, as: UTF8.self)
          #expect(try JSONDocument(JSONWriter.object { $0.field("t", text) }).root["t"]?.string == text)
        }
      }
    }
  }

  @Test("whole numbers are read back as they were", arguments: [0, 1, -1, .max, .min] as [Int64])
  func numbers(value: Int64) throws {
    #expect(try JSONDocument(JSONWriter.object { $0.field("n", value) }).root["n"]?.int64 == value)
  }
}

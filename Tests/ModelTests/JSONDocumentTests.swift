import Model
import Testing
import Seeded

@Suite struct JSONDocumentTests {
  @Test(
    "a text that is not JSON is refused",
    arguments: [
      "", " ", "{", "[", "}", "]", "\"", "\"\\", "\"\\\"", "\"abc", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}",
      "{1:2}",
      "{,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{\"a\":1]", "[1,]", "[,1]", "[1 2]", "[1,,2]", "[1}", "nul", "nulll", "True", "tru",
      "falsee",
      "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1.e5", "1e", "1e+", "0x10", "1_000", "'a'", "{} {}", "1 2", "[] x",
      "\u{FEFF}{}",
      "\"a\nb\"", "\"a\tb\"", "\"\u{0}\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\u0041\"",
      "\"\\uD800x\"", "\"\\uD83D\\\"", "\"\\\u{E9}\"", "\"\\\n\"", "// c\n1", "/* */ 1", "[1] // c", "\u{A0}1",
    ])
  func malformed(text: String) {
    #expect(throws: JSONError.self) { try JSONDocument(Array(text.utf8)) }
  }

  @Test("every cut of a valid text is refused, and the whole is not")
  func truncated() throws {
    let text = Array(#"{"a":[1,-2.5e+3,true,false,null,"x\u00e9\"é",{}],"b":{"c":"d"}}"#.utf8)
    for count in 0..<text.count {
      #expect(throws: JSONError.self) { try JSONDocument(Array(text[..<count])) }
    }
    #expect(try JSONDocument(text).root["b"]?["c"]?.string == "d")
  }

  @Test(
    "bytes that are not UTF-8 are refused within a string",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xE2, 0x82], [0xC3, 0x22],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONDocument([0x22] + bytes + [0x22]) }
    #expect(throws: JSONError.self) { try JSONDocument(bytes) }
    #expect(throws: JSONError.self) { try JSONDocument([0x22, 0x5C, 0x6E] + bytes + [0x22]) }
  }

  @Test("what ends or changes a string is found wherever it stands, and nothing else is taken for it")
  func everyPlace() throws {
    for count in 0..<40 {
      for place in 0...count {
        for byte in 0...255 as ClosedRange<UInt8> {
          var text = [UInt8](repeating: UInt8(ascii: "a") + UInt8(place % 7), count: count)
          text.insert(byte, at: place)
          let document = try? JSONDocument([0x22] + text + [0x22])
          let isPlain = byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
          let isEscape = byte == UInt8(ascii: "\\") && place < count && [0x62, 0x66].contains(text[place + 1])
          #expect((document != nil) == (isPlain || isEscape))
          if isPlain { #expect(document?.root.string.map { Array($0.utf8) } == text) }
        }
      }
    }
  }

  @Test("strings are what they say, escaped or not")
  func strings() throws {
    let cases: [(String, String)] = [
      (#""""#, ""), (#""é€😀""#, "é€😀"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
      (#""\ud83d\ude00""#, "😀"), (#""a\uD834\uDD1Eb""#, "a\u{1D11E}b"), (#""\u0000""#, "\u{0}"), (#""\uFFFF""#, "\u{FFFF}"),
      ("\"\u{7F}\"", "\u{7F}"),
    ]
    for (text, value) in cases {
      let root = try JSONDocument(Array(text.utf8)).root
      #expect(root.string == value)
      #expect(root.raw == Array(text.utf8))
      #expect(root.isString && !root.isNull && root.int64 == nil && root.bool == nil)
    }
  }

  @Test("numbers are whole or not, and never guessed at")
  func numbers() throws {
    let cases: [(String, Int64?, Double?)] = [
      ("0", 0, 0), ("-0", 0, -0.0), ("42", 42, 42), ("9223372036854775807", .max, 9.223372036854775807e18),
      ("-9223372036854775808", .min, -9.223372036854775808e18), ("9223372036854775808", nil, 9.223372036854775808e18), ("1.0", nil, 1),
      ("1e3", nil, 1000), ("-2.5E-2", nil, -0.025),
    ]
    for (text, whole, real) in cases {
      let root = try JSONDocument(Array(text.utf8)).root
      #expect(root.int64 == whole)
      #expect(root.double == real)
      #expect(root.text == text)
      #expect(root.string == nil)
    }
  }

  @Test("nesting up to the limit is read, and any deeper refused however deep")
  func depth() throws {
    func nested(_ depth: Int) -> [UInt8] { Array(repeating: 0x5B, count: depth) + Array(repeating: 0x5D, count: depth) }
    _ = try JSONDocument(nested(Limits.jsonDepthMax))
    for depth in [Limits.jsonDepthMax + 2, 1000, 1_000_000] {
      #expect(throws: JSONError.self) { try JSONDocument(nested(depth)) }
    }
    let objects = String(repeating: #"{"a":"#, count: 500_000)
    #expect(throws: JSONError.self) { try JSONDocument(Array(objects.utf8)) }
  }

  @Test("members and elements are found by name, by place and by pointer")
  func access() throws {
    let text = #" { "a" : [ 1 , { "b/c" : "x" , "d~e" : null } , [] ] , "k\u0065y" : true , "a2" : { } , "dup" : 1 , "dup" : 2, "" : 7 } "#
    let root = try JSONDocument(Array(text.utf8)).root
    #expect(root.isObject && !root.isArray)
    #expect(root["a"]?.elements?.count == 3)
    #expect(root["a"]?.elements?[1]["b/c"]?.string == "x")
    #expect(root["key"]?.bool == true)
    #expect(root["ke"] == nil && root["keyy"] == nil && root["a"]?["a"] == nil)
    #expect(root["dup"]?.int64 == 2)
    #expect(root[""]?.int64 == 7)
    #expect(root.members.map(\.name) == ["a", "key", "a2", "dup", "dup", ""])
    #expect(root["a2"]?.members.isEmpty == true)
    #expect(root.at(pointer: "")?.isObject == true)
    #expect(root.at(pointer: "/a/0")?.int64 == 1)
    #expect(root.at(pointer: "/a/1/b~1c")?.string == "x")
    #expect(root.at(pointer: "/a/1/d~0e")?.isNull == true)
    #expect(
      root.at(pointer: "/a/9") == nil && root.at(pointer: "/a/-1") == nil && root.at(pointer: "a") == nil
        && root.at(pointer: "/no/x") == nil)
    #expect(root["a"]?.raw == Array(#"[ 1 , { "b/c" : "x" , "d~e" : null } , [] ]"#.utf8))
  }

  @Test("an error names the byte")
  func offset() {
    #expect { try JSONDocument(Array(#"{"a":tru}"#.utf8)) } throws: { ($0 as? JSONError)?.offset == 5 }
  }

  @Test("any bytes are read or refused, never more", arguments: 0..<20)
  func random(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let alphabet = Array(#"{}[]",:\u0a1-.eEtrufalsn "#.utf8) + [0x80, 0xC3, 0xA9, 0xF0, 0x00, 0x0A]
    for _ in 0..<500 {
      let bytes = (0..<random.next(below: 40)).map { _ in alphabet[random.next(below: alphabet.count)] }
      guard let document = try? JSONDocument(bytes) else { continue }
      // Whatever was read gives itself again.
      #expect(try JSONDocument(document.root.raw).root.raw == document.root.raw)
    }
  }
}

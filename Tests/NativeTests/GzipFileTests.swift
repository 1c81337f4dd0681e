import Native
import Testing

@Suite("Compressed files") struct GzipFileTests {
  private let directory: PosixTemporaryDirectory

  init() throws { directory = try PosixTemporaryDirectory() }

  private func lines(_ path: String) throws -> [String] {
    var lines: [String] = []
    try GzipFile.lines(of: path) { lines.append(String(decoding: $0, as: UTF8.self)) }
    return lines
  }

  @Test("what is added in pieces is read back as one, whatever the lines' lengths")
  func pieces() throws {
    let path = directory("a.gz")
    let long = String(repeating: "x", count: 200_000)
    try GzipFile.append(Array("one\n\n\(long)\n".utf8), to: path)
    try GzipFile.append(Array("two\nlast".utf8), to: path)
    #expect(try lines(path) == ["one", "", long, "two", "last"])
    #expect(try FileSystem.status(of: path).size < 2000)
  }

  @Test("a file that is not compressed is read as it is")
  func plain() throws {
    let path = directory("a.txt")
    try FileSystem.replace(path, with: Array("one\ntwo\n".utf8))
    #expect(try lines(path) == ["one", "two"])
  }

  @Test("one that is cut off says so")
  func cut() throws {
    let path = directory("a.gz")
    try GzipFile.append((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }, to: path)
    let bytes = try FileSystem.read(path, atMost: 1 << 20)
    try FileSystem.replace(path, with: Array(bytes.dropLast(20)))
    #expect(throws: GzipFile.Damaged.self) { try lines(path) }
  }
}

import Glibc
import Native
import Testing

struct PosixFileTests {
  private let directory: PosixTemporaryDirectory

  init() throws { directory = try PosixTemporaryDirectory() }

  @Test("a replaced file holds the new content whole, its mode, and no temporary file stays") func replace() throws {
    try FileSystem.replace(directory("a"), with: Array("one".utf8))
    try FileSystem.replace(directory("a"), with: Array(repeating: 7, count: 200_000), mode: 0o600)
    #expect(try FileSystem.read(directory("a"), atMost: 200_000) == Array(repeating: 7, count: 200_000))
    #expect(try FileSystem.status(of: directory("a")).mode == 0o600)
    #expect(try directory.names() == ["a"])
  }

  @Test("a file over the limit is refused, one of exactly the limit is not") func limit() throws {
    try directory.write("12345", to: "a")
    #expect(try FileSystem.read(directory("a"), atMost: 5).count == 5)
    #expect(throws: TooLarge(subject: directory("a"), limit: 4)) { try FileSystem.read(directory("a"), atMost: 4) }
  }

  @Test("an error names the operation, the path and the reason") func errors() throws {
    let path = directory("none")
    let error = try #require(throws: PosixError.self) { try FileSystem.read(path, atMost: 1) }
    #expect(error.isMissing)
    #expect("\(error)" == "cannot open \(path): No such file or directory")
  }

  @Test("an error an operator can mend says how", arguments: [EACCES, EROFS, ENOSPC, EMFILE])
  func remedies(number: Int32) {
    #expect("\(PosixError(operation: "open", subject: "/x", number: number))".hasSuffix(")"))
  }

  @Test("links, fifos and directories are not read as regular files") func irregular() throws {
    try directory.write("x", to: "target")
    try #require(symlink(directory("target"), directory("link")) == 0)
    try #require(mkfifo(directory("fifo"), 0o600) == 0)
    for name in ["link", "fifo", "."] {
      #expect(throws: PosixError.self) { try FileSystem.readRegular(directory(name), atMost: 10) }
    }
    let (bytes, status) = try FileSystem.readRegular(directory("target"), atMost: 10)
    #expect(bytes == Array("x".utf8))
    #expect(status == (try FileSystem.status(of: directory("target"))))
  }

  @Test("directories are made with all above them and with exactly the mode asked for") func makeDirectory() throws {
    try FileSystem.makeDirectory(directory("a/b/c"), mode: 0o770)
    try FileSystem.makeDirectory(directory("a/b/c"), mode: 0o700)
    #expect(try FileSystem.status(of: directory("a/b/c")).mode == 0o770)
    try FileSystem.checkAccess(toDirectory: directory("a/b"))
    try directory.write("", to: "file")
    #expect(throws: PosixError.self) { try FileSystem.makeDirectory(directory("file"), mode: 0o700) }
    #expect(throws: PosixError.self) { try FileSystem.makeDirectory(directory("file/below"), mode: 0o700) }
    #expect(throws: PosixError.self) { try FileSystem.makeDirectory("/proc/hushd/below", mode: 0o700) }
  }

  @Test("names come in byte order") func names() throws {
    for name in ["b", "a", "B", "é", ".hidden", "a1"] { try directory.write("", to: name) }
    #expect(try directory.names() == [".hidden", "B", "a", "a1", "b", "é"])
  }

  @Test("a rename that must not replace does not") func renameWithoutReplacing() throws {
    try directory.write("1", to: "a")
    try directory.write("2", to: "b")
    let error = try #require(throws: PosixError.self) { try FileSystem.renameWithoutReplacing(directory("a"), to: directory("b")) }
    #expect(error.isTaken)
    try FileSystem.renameWithoutReplacing(directory("a"), to: directory("c"))
    #expect(try directory.names() == ["b", "c"])
  }

  @Test("a file renamed over another has another identity") func identity() throws {
    try directory.write("1", to: "a")
    let before = try FileSystem.status(of: directory("a"))
    try directory.drop("1", as: "a")
    #expect(try FileSystem.status(of: directory("a")).identity != before.identity)
  }

  @Test("free space is measured where the path is") func freeBytes() throws {
    #expect(try FileSystem.freeBytes(at: directory.path) > 0)
    #expect(throws: PosixError.self) { try FileSystem.freeBytes(at: directory("none")) }
  }

  @Test("the parent of a path", arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b", "a")])
  func parent(path: String, expected: String) { #expect(FileSystem.parent(of: path) == expected) }

  @Test("a resolved path has no links and nothing relative, whether or not it is there") func resolved() throws {
    let root = FileSystem.resolved(directory.path)
    try FileSystem.makeDirectory(directory("a/b"), mode: 0o700)
    try #require(symlink(directory("a"), directory("link")) == 0)
    #expect(FileSystem.resolved(directory("link/b/")) == "\(root)/a/b")
    #expect(FileSystem.resolved(directory("link/none/./deep/../last/")) == "\(root)/a/none/last")
    #expect(FileSystem.resolved("/none//x/../../..") == "/")
    #expect(FileSystem.resolved("none") == "\(FileSystem.resolved("."))/none")
  }

  @Test(
    "a path is in a directory that is above it or the same",
    arguments: [("/a/b", "/a", true), ("/a", "/a", true), ("/ab", "/a", false), ("/a", "/", true), ("/a", "/a/b", false)])
  func isPath(path: String, directory: String, expected: Bool) { #expect(FileSystem.isPath(path, in: directory) == expected) }
}

struct PosixFileLockTests {
  private let directory: PosixTemporaryDirectory

  init() throws { directory = try PosixTemporaryDirectory() }

  @Test("a second holder is told who has it, and gets it once that one lets go") func held() throws {
    let path = directory("lock")
    func hold() throws {
      let lock = try FileLock(path: path)
      let held = try #require(throws: FileLock.Held.self) { try FileLock(path: path) }
      #expect(held.pid == ThisProcess.id)
      #expect("\(held)".contains("process \(ThisProcess.id)"))
      withExtendedLifetime(lock) {}
    }
    try hold()
    #expect(try directory.text(of: "lock") == "")
    _ = try FileLock(path: path)
  }

  @Test("the pid of a killed holder is overwritten") func stale() throws {
    try directory.write("999999999\n", to: "lock")
    let lock = try FileLock(path: directory("lock"))
    #expect(try directory.text(of: "lock") == "\(ThisProcess.id)\n")
    withExtendedLifetime(lock) {}
  }
}

struct PosixProcessTests {
  @Test("an empty variable counts as unset") func environment() {
    setenv("HUSHD_TEST_EMPTY", "", 1)
    setenv("HUSHD_TEST_SET", "x", 1)
    #expect(ThisProcess.environment("HUSHD_TEST_EMPTY") == nil)
    #expect(ThisProcess.environment("HUSHD_TEST_SET") == "x")
    #expect(ThisProcess.environment("HUSHD_TEST_NEVER") == nil)
  }

  @Test("random bytes have the length asked for and differ") func random() {
    #expect(SystemRandom.bytes(33).count == 33)
    #expect(SystemRandom.hexadecimal(bytes: 8).count == 16)
    #expect(SystemRandom.hexadecimal(bytes: 16) != SystemRandom.hexadecimal(bytes: 16))
  }
}

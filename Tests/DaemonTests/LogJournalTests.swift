import Glibc
import Model
import Native
import Synchronization
import Testing

@testable import Daemon

struct LogJournalTests {
  private static func line(_ message: String, _ fields: [(String, String)] = []) -> LogLine {
    LogLine(at: Timestamp(milliseconds: 0), .warning, message, fields)
  }

  /// journald's end of its socket, in the abstract namespace.
  private struct Receiver: ~Copyable {
    let name: String
    private let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

    init(_ name: String = "@hushd-\(SystemRandom.hexadecimal(bytes: 8))") throws {
      self.name = name
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = [0] + Array(name.utf8.dropFirst())
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let (socket, length) = (self.socket, socklen_t(2 + bytes.count))
      let result = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(socket, $0, length) }
      }
      try #require(result == 0)
    }

    deinit { close(socket) }

    /// The next of what was sent before; nil when there is none.
    func receive() throws -> [String: String]? {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      return count < 0 ? nil : try LogJournalTests.fields(of: buffer[..<count])
    }
  }

  /// What journald makes of a datagram of its native protocol.
  private static func fields(of datagram: ArraySlice<UInt8>) throws -> [String: String] {
    var rest = datagram
    var fields: [String: String] = [:]
    while !rest.isEmpty {
      let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(name.count)
      let isBinary = rest.first == UInt8(ascii: "\n")
      rest = rest.dropFirst()
      let length = isBinary ? rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) } : rest.prefix { $0 != UInt8(ascii: "\n") }.count
      if isBinary { rest = rest.dropFirst(8) }
      let key = String(decoding: name, as: UTF8.self)
      try #require(fields[key] == nil && rest.count > length)
      fields[key] = String(decoding: rest.prefix(length), as: UTF8.self)
      rest = rest.dropFirst(length)
      try #require(rest.first == UInt8(ascii: "\n"))
      rest = rest.dropFirst()
    }
    return fields
  }

  @Test("journald gets fields, of several lines too") func fields() throws {
    let receiver = try Receiver()
    let output = LogOutput(journal: try DatagramSender(to: receiver.name), isText: false) { _ in false }
    let line = Self.line("two\nlines", [("conversation", "c=1"), ("retryAfter", "2s"), ("odd name-é", "a\n\nb\n"), ("empty", "")])
    output.write(line)
    #expect(
      try receiver.receive() == [
        "MESSAGE": "two\nlines", "PRIORITY": "4", "SYSLOG_IDENTIFIER": "hushd", "HUSHD_CONVERSATION": "c=1", "HUSHD_RETRYAFTER": "2s",
        "HUSHD_ODD_NAME__": "a\n\nb\n", "HUSHD_EMPTY": "",
      ])
  }

  @Test("a journald that is started anew goes on getting lines; without one, stderr gets them") func restart() throws {
    let written = Mutex<[String]>([])
    let name: String
    let output: LogOutput
    do {
      let receiver = try Receiver()
      name = receiver.name
      output = LogOutput(journal: try DatagramSender(to: name), isText: true) { bytes in
        written.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
        return true
      }
      output.write(Self.line("first"))
      #expect(try receiver.receive()?["MESSAGE"] == "first")
    }
    output.write(Self.line("second"))
    #expect(written.withLock { $0 } == ["1970-01-01T00:00:00.000Z warning second\n"])
    let receiver = try Receiver(name)
    output.write(Self.line("third"))
    #expect(try receiver.receive()?["MESSAGE"] == "third")
  }

  @Test("nobody waits for a slow journald: lines are dropped, and it is told how many") func slow() throws {
    let receiver = try Receiver()
    let output = LogOutput(journal: try DatagramSender(to: receiver.name), isText: false) { _ in false }
    let sent = 5000
    for number in 1...sent { output.write(Self.line("\(number)")) }
    var received = 0
    while try receiver.receive() != nil { received += 1 }
    try #require(received > 0 && received < sent, "the kernel's queue of datagrams is no longer bounded")

    output.write(Self.line("after"))
    let notice = try #require(try receiver.receive())
    #expect(notice["HUSHD_DROPPED"] == "\(sent - received)")
    #expect(notice["MESSAGE"]?.contains("\(sent - received) lines") == true)
    #expect(try receiver.receive()?["MESSAGE"] == "after")
    output.write(Self.line("well again"))
    #expect(try receiver.receive()?["MESSAGE"] == "well again")
  }

  @Test("the journal is meant only when stderr still is the stream that systemd gave") func stream() {
    let identity = FileStatus.Identity(device: 8, inode: 4711)
    #expect(LogOutput.isJournal(identity, named: "8:4711"))
    #expect(!LogOutput.isJournal(identity, named: "8:4712"))
    #expect(!LogOutput.isJournal(identity, named: nil))
    #expect(!LogOutput.isJournal(nil, named: "8:4711"))
  }
}

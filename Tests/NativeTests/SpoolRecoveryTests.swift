import Daemon
import Glibc
import Model
import Native
import Testing

struct SpoolRecoveryTests {
  private let directory: PosixTemporaryDirectory

  init() throws { directory = try PosixTemporaryDirectory() }

  @Test("what was in flight at the end is taken again at the next start") func restart() throws {
    let before = SpoolJournal { _ in nil }
    try directory.drop("1", as: "a")
    let first = try before.spool(directory.path)
    try #require(before.offers.wait(forCount: 1))
    first.stop(waitingAtMost: .zero)
    before.offers.all[0].complete(.durable)
    let after = SpoolJournal()
    let second = try after.spool(directory.path)
    #expect(after.initial.wait(forCount: 1))
    second.stop()
    #expect(after.names == ["a"])
    #expect(try directory.names() == [])
  }

  @Test("stopping waits for the verdicts of what is in flight and takes nothing new") func stop() throws {
    let journal = SpoolJournal { _ in nil }
    let spool = try journal.spool(directory.path)
    try directory.drop("1", as: "a")
    try #require(journal.offers.wait(forCount: 1))
    let stopped = PosixSignalBox<Bool>()
    let thread = try ThreadHandle.start(name: "stopper") {
      spool.stop(waitingAtMost: .seconds(20))
      stopped.put(true)
    }
    journal.offers.all[0].complete(.durable)
    thread.join()
    #expect(stopped.all == [true])
    #expect(try directory.names() == [])
    try directory.drop("2", as: "b")
    spool.stop()
    #expect(journal.names == ["a"])
  }

  @Test("a file that a killed process was just removing or setting aside comes back under its name") func claimed() throws {
    try FileSystem.makeDirectory(directory(".hushd-claimed"), mode: 0o700)
    try directory.write("1", to: ".hushd-claimed/a")
    try directory.write("2", to: "a")
    let journal = SpoolJournal()
    let spool = try journal.spool(directory.path)
    try #require(journal.offers.wait(forCount: 2))
    spool.stop()
    #expect(journal.names.sorted() == ["a", "a.2"])
    #expect(Set(journal.offers.all.map(\.text)) == ["1", "2"])
    #expect(try directory.names() == [])
  }

  @Test("card numbers in a file that is set aside are masked, however long it is") func largeMasked() throws {
    let card = "4111 1111 1111 1111"
    let line = "{\"note\":\"\(card)\",\"id\":\"97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a\",\"more\":\"\(String(repeating: "x", count: 997))\"}\n"
    // More than is read at a time.
    let text = String(repeating: line, count: 1500)
    try directory.write(text, to: "large")
    let journal = SpoolJournal()
    let spool = try journal.spool(directory.path)
    #expect(journal.initial.wait(forCount: 1))
    spool.stop()
    let kept = String(decoding: try FileSystem.read(directory("failed/large"), atMost: 1 << 26), as: UTF8.self)
    #expect(text.utf8.count > 1 << 20 && kept == text.replacing(card, with: "**** **** **** ****"))
    #expect(try directory.text(of: "failed/large.error").hasSuffix("(the card numbers in it are masked)\n"))
  }

  @Test("a file set aside half, its reason written, gets the same name and a whole reason") func halfSetAside() throws {
    try FileSystem.makeDirectory(directory("failed"), mode: 0o770)
    try directory.write("old", to: "failed/a.error")
    try directory.drop("1", as: "a")
    let journal = SpoolJournal { _ in .bad(reason: "new") }
    let spool = try journal.spool(directory.path)
    #expect(journal.initial.wait(forCount: 1))
    spool.stop()
    #expect(try directory.names(in: "failed") == ["a", "a.error"])
    #expect(try directory.text(of: "failed/a.error") == "new\n")
  }

  @Test("more files than the kernel queues notices for are all taken, each once") func overflow() throws {
    let text = try FileSystem.read("/proc/sys/fs/inotify/max_queued_events", atMost: 64)
    let queued = try #require(Int(String(decoding: text, as: UTF8.self).filter(\.isNumber)))
    try #require(queued <= 100_000)
    let gate = Monitor(false)
    let journal = SpoolJournal { _ in
      // Holds up the spool's thread, so that nobody reads the notices.
      _ = gate.wait(atMost: .seconds(60)) { $0 }
      return .durable
    }
    let spool = try journal.spool(directory.path)
    try directory.drop("", as: "first")
    let count = queued + 100
    try directory.write("x", to: ".source")
    for number in 0..<count {
      try #require(link(directory(".source"), directory(".\(number)")) == 0)
      try FileSystem.rename(directory(".\(number)"), to: directory("\(number)"))
    }
    gate.withLock { $0 = true }
    try #require(journal.offers.wait(forCount: count + 1, atMost: .seconds(60)))
    spool.stop()
    #expect(try directory.names() == [".source"])
    #expect(Set(journal.names).count == count + 1)
  }

  @Test("a missing directory is made, and made again when it is removed under way") func missing() throws {
    let path = directory("a/spool")
    let journal = SpoolJournal()
    let spool = try journal.spool(path)
    #expect(journal.initial.wait(forCount: 1))
    #expect(try FileSystem.status(of: path).mode == 0o770)
    try FileSystem.rename(path, to: directory("a/moved"))
    #expect(journal.reports.wait(forCount: 1))
    try directory.drop("1", as: "a/spool/x")
    try #require(journal.offers.wait(forCount: 1))
    spool.stop()
    #expect(journal.reports.all == ["\(path) had been removed or renamed; a new one is watched now"])
  }

  @Test("what cannot be a spool directory is told at once") func impossible() throws {
    try directory.write("", to: "file")
    let error = try #require(throws: PosixError.self) { try SpoolJournal().spool(directory("file")) }
    #expect("\(error)" == "cannot create directory \(directory("file")): Not a directory")
  }

  @Test("a file that can neither be taken nor set aside is reported and left") func stuck() throws {
    try directory.write("", to: "failed")
    let journal = SpoolJournal { $0.name == "a" ? .bad(reason: "r") : .durable }
    try directory.drop("1", as: "a")
    let spool = try journal.spool(directory.path)
    #expect(journal.reports.wait(forCount: 1))
    #expect(journal.initial.wait(forCount: 1))
    try directory.drop("2", as: "b")
    #expect(journal.offers.wait(until: { $0.contains { $0.name == "b" } }))
    spool.stop()
    #expect(try directory.text(of: "a") == "1")
    #expect(journal.reports.all.contains { $0.contains("Not a directory") && $0.hasSuffix("it was to be set aside: r") })
  }
}

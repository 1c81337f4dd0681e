import Daemon
import Glibc
import Model
import Native
import Testing

struct SpoolDirectoryTests {
  private let directory: PosixTemporaryDirectory

  init() throws { directory = try PosixTemporaryDirectory() }

  @Test("files present at the start are taken by name order, then what is renamed in, and all are removed") func order() throws {
    for name in ["b", "a", "c"] { try directory.drop(name, as: name) }
    let journal = SpoolJournal()
    let spool = try journal.spool(directory.path)
    #expect(journal.initial.wait(forCount: 1))
    #expect(Set(journal.names) == ["a", "b", "c"])
    #expect(journal.names == journal.names.sorted())
    try directory.drop("A", as: "a")
    try #require(journal.offers.wait(forCount: 4))
    #expect(journal.offers.all[3].text == "A")
    spool.stop()
    #expect(try directory.names() == [])
    #expect(journal.reports.all == [])
  }

  @Test("a written and closed file is taken when closed; a linked one and one never closed when it has settled") func announcements() throws
  {
    let journal = SpoolJournal()
    let spool = try journal.spool(directory.path)
    try directory.write("closed", to: "1")
    try #require(journal.offers.wait(forCount: 1))
    try directory.write("linked", to: ".hidden")
    try #require(link(directory(".hidden"), directory("2")) == 0)
    try #require(journal.offers.wait(forCount: 2))
    let descriptor = open(directory("3"), O_WRONLY | O_CREAT, 0o644)
    defer { close(descriptor) }
    try #require(write(descriptor, "open", 4) == 4)
    try #require(journal.offers.wait(forCount: 3))
    spool.stop()
    #expect(journal.offers.all.map(\.text) == ["closed", "linked", "open"])
    #expect(try directory.names() == [".hidden"])
  }

  @Test("hidden and temporary names, directories, links and fifos are left alone") func ignored() throws {
    for name in [".a", "b.tmp"] { try directory.write("x", to: name) }
    try FileSystem.makeDirectory(directory("sub"), mode: 0o700)
    try #require(symlink(directory(".a"), directory("link")) == 0)
    try #require(mkfifo(directory("fifo"), 0o600) == 0)
    let journal = SpoolJournal()
    let spool = try journal.spool(directory.path)
    #expect(journal.initial.wait(forCount: 1))
    try FileSystem.rename(directory("link"), to: directory("link2"))
    try FileSystem.rename(directory("fifo"), to: directory("fifo2"))
    try directory.drop("last", as: "last")
    try #require(journal.offers.wait(forCount: 1))
    spool.stop()
    #expect(journal.names == ["last"])
    #expect(try directory.names() == [".a", "b.tmp", "fifo2", "link2", "sub"])
  }

  @Test("bad and oversized files are set aside with the reason, and stop none of the good") func bad() throws {
    let journal = SpoolJournal { $0.text == "bad" ? .bad(reason: "events[0].id: missing") : .durable }
    let spool = try journal.spool(directory.path, maxBody: 5)
    for round in 1...3 {
      try directory.drop("bad", as: "x")
      try directory.drop("good", as: "y")
      try #require(journal.offers.wait(forCount: round * 2))
      spool.flush(journal, directory)
    }
    try directory.drop("larger", as: "z")
    spool.flush(journal, directory)
    spool.stop()
    #expect(try directory.names() == ["failed"])
    #expect(
      try directory.names(in: "failed") == ["x", "x.2", "x.2.error", "x.3", "x.3.error", "x.error", "z", "z.error"])
    #expect(try directory.text(of: "failed/x.2") == "bad")
    #expect(try directory.text(of: "failed/x.2.error") == "events[0].id: missing\n")
    #expect(try directory.text(of: "failed/z.error") == "\(directory("z")) is larger than 5 bytes\n")
    let aside = [
      ("x", "x", "events[0].id: missing"), ("x", "x.2", "events[0].id: missing"), ("x", "x.3", "events[0].id: missing"),
      ("z", "z", "\(directory("z")) is larger than 5 bytes"),
    ]
    #expect(
      journal.reports.all
        == aside.map { name, target, reason in
          "\(directory(name)) is set aside as \(directory("failed/\(target)")): \(reason) (once it is right, rename it back)"
        })
  }

  @Test("a reason never overwrites a file that was set aside under its name") func errorNames() throws {
    let journal = SpoolJournal { _ in .bad(reason: "r") }
    let spool = try journal.spool(directory.path)
    try directory.drop("1", as: "x.error")
    try #require(journal.offers.wait(forCount: 1))
    try directory.drop("2", as: "x")
    try #require(journal.offers.wait(forCount: 2))
    spool.stop()
    #expect(try directory.names(in: "failed") == ["x.2", "x.2.error", "x.error", "x.error.error"])
    #expect(try directory.text(of: "failed/x.error") == "1")
  }

  @Test("while the journal is unavailable files stay, and come again in order") func later() throws {
    let refusals = Monitor(5)
    let journal = SpoolJournal { _ in
      refusals.withLock { left in
        left -= 1
        return left >= 0 ? .later : .durable
      }
    }
    for name in ["a", "b"] { try directory.drop(name, as: name) }
    let spool = try journal.spool(directory.path, settle: .milliseconds(20))
    try #require(journal.offers.wait(forCount: 2))
    #expect(journal.initial.all == [])
    #expect(FileSystem.exists(directory("a")))
    #expect(journal.initial.wait(forCount: 1))
    spool.stop()
    #expect(try directory.names() == [])
    #expect(journal.names.suffix(2).sorted() == ["a", "b"])
  }

  @Test("nothing is removed before it is durable, nor taken twice meanwhile") func inFlight() throws {
    let journal = SpoolJournal { _ in nil }
    let spool = try journal.spool(directory.path)
    try directory.drop("1", as: "a")
    try #require(journal.offers.wait(forCount: 1))
    try directory.write("1", to: "a")
    try directory.drop("2", as: "b")
    try #require(journal.offers.wait(forCount: 2))
    #expect(journal.names == ["a", "b"])
    #expect(try directory.names() == ["a", "b"])
    journal.offers.all[1].complete(.durable)
    journal.offers.all[1].complete(.bad(reason: "a second verdict counts for nothing"))
    // Written again meanwhile, so it is not what was read: it comes once more.
    journal.offers.all[0].complete(.durable)
    try #require(journal.offers.wait(forCount: 3))
    #expect(journal.names == ["a", "b", "a"])
    journal.offers.all[2].complete(.durable)
    spool.stop()
    #expect(try directory.names() == [])
  }

  @Test(
    "a file renamed over one in flight is not lost, whatever that one's verdict",
    arguments: [
      SpoolDirectory.Verdict.durable, .bad(reason: "r"), .later,
    ])
  func replaced(verdict: SpoolDirectory.Verdict) throws {
    let journal = SpoolJournal { $0.text == "old" ? nil : .durable }
    let spool = try journal.spool(directory.path)
    try directory.drop("old", as: "a")
    try #require(journal.offers.wait(forCount: 1))
    try directory.drop("new", as: "a")
    journal.offers.all[0].complete(verdict)
    #expect(journal.offers.wait(until: { $0.last?.text == "new" }))
    spool.stop()
    #expect(try directory.names().filter { $0 != "failed" } == [])
  }
}

extension SpoolDirectory {
  /// Waits until a file dropped now has been taken: then all before it have their verdicts.
  fileprivate func flush(_ journal: SpoolJournal, _ directory: PosixTemporaryDirectory) {
    let name = "flush-\(SystemRandom.hexadecimal(bytes: 4))"
    try? directory.drop("", as: name)
    _ = journal.offers.wait(until: { $0.contains { $0.name == name } })
  }
}

import Model
import Native
import Testing

@testable import Daemon

struct SpoolScheduleTests {
  private var schedule = SpoolDirectory.Schedule(settle: .seconds(1), namesMax: 3)
  private let old = Span.seconds(2)
  private let fresh = Span.zero

  private func version(_ size: Int64 = 1) -> SpoolDirectory.Version {
    SpoolDirectory.Version(identity: FileStatus.Identity(device: 1, inode: 1), size: size, modifiedNanoseconds: 0)
  }

  private func at(_ milliseconds: Int64) -> Tick { Tick(milliseconds: milliseconds) }

  @Test("hidden and temporary names are no candidates", arguments: [".a", "a.tmp", ".tmp", "."])
  func candidates(name: String) {
    var schedule = schedule
    schedule.announce(name)
    schedule.sight(name, version(), age: old, now: at(0))
    #expect(schedule.next(now: at(0)) == nil)
  }

  @Test("announced files come at once, in the order of their announcement, each once") mutating func announced() {
    for name in ["b", "a", "b"] { schedule.announce(name) }
    #expect(schedule.next(now: at(0)) == "b")
    #expect(schedule.next(now: at(0)) == "a")
    #expect(schedule.next(now: at(0)) == nil)
    #expect(schedule.finish("b") == .none)
    #expect(schedule.idleTime(now: at(0)) == nil)
  }

  @Test("an unannounced file waits until it has not changed for a second") mutating func settling() {
    schedule.sight("old", version(), age: old, now: at(0))
    schedule.sight("new", version(1), age: fresh, now: at(0))
    #expect(schedule.next(now: at(0)) == "old")
    #expect(schedule.next(now: at(0)) == nil)
    #expect(schedule.idleTime(now: at(400)) == .milliseconds(600))
    #expect(schedule.due(now: at(999)) == [])
    #expect(schedule.due(now: at(1000)) == ["new"])
    schedule.settled("new", version(2), now: at(1000))
    #expect(schedule.next(now: at(1000)) == nil)
    #expect(schedule.due(now: at(2000)) == ["new"])
    schedule.settled("new", version(2), now: at(2000))
    #expect(schedule.next(now: at(2000)) == "new")
  }

  @Test("a stale wait does nothing once the file was announced or has vanished") mutating func staleWait() {
    schedule.sight("a", version(), age: fresh, now: at(0))
    schedule.announce("a")
    #expect(schedule.next(now: at(0)) == "a")
    #expect(schedule.due(now: at(1000)) == [])
    schedule.sight("b", version(), age: fresh, now: at(0))
    #expect(schedule.due(now: at(1000)) == ["b"])
    schedule.settled("b", nil, now: at(1000))
    #expect(schedule.files["b"] == nil)
  }

  @Test("a file touched in flight is not taken twice at a time, but once more afterwards") mutating func touched() {
    schedule.announce("a")
    #expect(schedule.next(now: at(0)) == "a")
    schedule.sight("a", version(), age: fresh, now: at(0))
    schedule.announce("a")
    #expect(schedule.next(now: at(0)) == nil)
    #expect(schedule.finish("a") == .announced)
    #expect(schedule.next(now: at(0)) == "a")
    schedule.sight("a", version(), age: fresh, now: at(0))
    #expect(schedule.finish("a") == .appeared)
    #expect(schedule.next(now: at(0)) == nil)
  }

  @Test("later pauses everything, and the files come again in their old order") mutating func later() {
    for name in ["a", "b", "c"] { schedule.announce(name) }
    #expect([schedule.next(now: at(0)), schedule.next(now: at(0))] == ["a", "b"])
    schedule.retry("b", now: at(0))
    schedule.retry("a", now: at(0))
    #expect(schedule.next(now: at(999)) == nil)
    #expect(schedule.idleTime(now: at(0)) == .seconds(1))
    #expect((0..<3).map { _ in schedule.next(now: at(1000)) } == ["a", "b", "c"])
  }

  @Test("only so many files and bytes are in flight") func bounds() {
    var schedule = SpoolDirectory.Schedule(settle: .seconds(1))
    for number in 0...Limits.spoolFilesInFlightMax { schedule.announce("\(number)") }
    for _ in 0..<Limits.spoolFilesInFlightMax { #expect(schedule.next(now: at(0)) != nil) }
    #expect(schedule.next(now: at(0)) == nil)
    _ = schedule.finish("0")
    schedule.began("1", bytes: Limits.spoolBytesInFlightMax)
    #expect(schedule.next(now: at(0)) == nil)
    _ = schedule.finish("1")
    #expect(schedule.bytesInFlight == 0)
    #expect(schedule.next(now: at(0)) != nil)
  }

  @Test("names without room are found by another look") mutating func room() {
    for name in ["a", "b", "c", "d"] { schedule.announce(name) }
    #expect(schedule.isIncomplete)
    #expect(!schedule.isInitialTaken)
    while let name = schedule.next(now: at(0)) { _ = schedule.finish(name) }
    #expect(schedule.isIdle)
    schedule.beginScan()
    schedule.sight("d", version(), age: old, now: at(0))
    #expect(schedule.next(now: at(0)) == "d")
  }

  @Test("the start is over when all its files have a verdict, not when they are to come again") mutating func initial() {
    for name in ["a", "b", "c"] { schedule.sight(name, version(), age: name == "c" ? fresh : old, now: at(0), isInitial: true) }
    while schedule.next(now: at(0)) != nil {}
    _ = schedule.finish("a")
    schedule.retry("b", now: at(0))
    schedule.settled("c", version(2), now: at(0))
    #expect(!schedule.isInitialTaken)
    #expect(schedule.next(now: at(1000)) == "b")
    schedule.stick("b")
    #expect(schedule.isInitialTaken)
  }

  @Test("a stuck file is left alone until it is announced anew") mutating func stuck() {
    schedule.announce("a")
    _ = schedule.next(now: at(0))
    schedule.stick("a")
    schedule.sight("a", version(), age: old, now: at(0))
    #expect(schedule.next(now: at(0)) == nil)
    schedule.announce("a")
    #expect(schedule.next(now: at(0)) == "a")
  }
}

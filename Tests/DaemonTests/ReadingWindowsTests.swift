@testable import Daemon

import Model
import Native
import Testing

@Suite("hushd windows, exposure, parked and status") struct ReadingWindowsTests {
  private func windows(_ journal: ReadingJournal, all: Bool = false, isJSON: Bool = true, width: Int? = nil) throws -> ReadingPage {
    var list = WindowList()
    list.includesAll = all
    list.isJSON = isJSON
    return try ReadingPage(width: width) { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }
  }

  @Test("the open windows stand in the journal, with gap, deadline and recordings; no secret is needed")
  func open() throws {
    let journal = try ReadingJournal()
    journal.answers = false
    try journal.event(.pauseStarted, "c-1")
    journal.answers = true
    try journal.event(.pauseStarted, "c-2")
    let objects = try windows(journal).objects
    #expect(objects.compactMap { $0["conversation"]?.string } == ["c-1", "c-2"])
    #expect(objects[0]["gapSeconds"] == nil && objects[1]["gapSeconds"]?.double == 0)
    #expect(objects[1]["expiresAt"]?.string == "2026-03-19T22:09:00.000Z")
    let recording = try #require(objects[1]["recordings"]?.elements?.first)
    #expect(recording["wanted"]?.string == "paused" && recording["known"]?.string == "paused" && recording["recording"]?.string == "p-1")
    journal.pass(.seconds(5))
    let table = try windows(journal, isJSON: false)
    #expect(table.lines[1].contains("5.000 s so far") && table.lines[1].contains("in 1m 55s") && table.lines[1].hasSuffix("none known"))
    #expect(table.lines[2].hasSuffix("p-1 at genesys paused"))
    #expect(try windows(journal, isJSON: false, width: 70).lines.allSatisfy { $0.count <= 70 })
  }

  @Test("--all has every window that closed, also several of one agent in one conversation")
  func all() throws {
    let journal = try ReadingJournal()
    for _ in 0..<3 {
      try journal.event(.pauseStarted, "c-1")
      journal.pass(.seconds(10))
      try journal.event(.pauseEnded, "c-1")
      journal.pass(.seconds(10))
    }
    try journal.event(.pauseStarted, "c-2")
    #expect(try windows(journal).objects.count == 1)
    let objects = try windows(journal, all: true).objects
    #expect(objects.compactMap { $0["conversation"]?.string } == ["c-1", "c-1", "c-1", "c-2"])
    #expect(
      objects.compactMap { $0["closedAt"]?.string } == ["2026-03-19T22:07:10.000Z", "2026-03-19T22:07:30.000Z", "2026-03-19T22:07:50.000Z"])
    #expect(try windows(ReadingJournal(), isJSON: false).lines == ["no window is open"])
  }

  @Test("W5: a window that had expired ended when it was opened again")
  func reopened() throws {
    let journal = try ReadingJournal()
    try journal.event(.pauseStarted, "c-1")
    journal.pass(.minutes(3))
    try journal.fireTimers()
    try journal.event(.pauseStarted, "c-1")
    journal.pass(.seconds(10))
    try journal.event(.pauseEnded, "c-1")
    let objects = try windows(journal, all: true).objects
    #expect(objects.compactMap { $0["openedAt"]?.string } == ["2026-03-19T22:07:00.000Z", "2026-03-19T22:10:00.000Z"])
    #expect(objects.compactMap { $0["closedAt"]?.string } == ["2026-03-19T22:10:00.000Z", "2026-03-19T22:10:10.000Z"])
  }

  @Test("W1: a window that a late started has moved is told once")
  func moved() throws {
    let journal = try ReadingJournal()
    journal.pass(.seconds(5))
    try journal.event(.pauseStarted, "c-1")
    journal.pass(.zero - .seconds(3))
    try journal.event(.pauseStarted, "c-1")
    journal.pass(.seconds(10))
    try journal.event(.pauseEnded, "c-1")
    let key = ConversationKey(system: "genesys", id: "c-1")
    let history = try WindowHistory(of: key, from: JournalFold(journal.configuration), journal.reader)
    #expect(history.windows.map(\.openedAt.description) == ["2026-03-19T22:07:02.000Z"])
  }

  @Test("W4: a recording that ended is not wanted paused by a window that is over")
  func wantedOfEnded() throws {
    let journal = try ReadingJournal()
    func wanted() throws -> [String] {
      try windows(journal, all: true).objects.compactMap { $0["recordings"]?.elements?.first?["wanted"]?.string }
    }
    try journal.event(.pauseStarted, "c-1")
    journal.answer = { command in
      var outcome = ReadingJournal.works(command)
      for index in outcome.observations.indices { outcome.observations[index].state = .ended }
      return outcome
    }
    journal.pass(.seconds(20))
    try journal.fireTimers()
    #expect(try wanted() == ["paused"])
    try journal.event(.pauseEnded, "c-1")
    #expect(try wanted() == ["recording"])
  }

  private func exposures(_ journal: ReadingJournal, _ change: (inout ExposureList) -> Void = { _ in }) throws -> ReadingPage {
    var list = ExposureList()
    list.format = .json
    change(&list)
    return try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }
  }

  /// A short exposure, a long one, and one that goes on.
  private func exposed() throws -> ReadingJournal {
    let journal = try ReadingJournal()
    let start = journal.time
    journal.latency = .milliseconds(20)
    try journal.event(.pauseStarted, "c-short")
    journal.latency = .zero
    journal.pass(.minutes(1) - (journal.time - start))
    journal.answer = { $0.kind == .resolve ? Outcome(.confirmed, status: 200) : ReadingJournal.works($0) }
    try journal.event(.pauseStarted, "c,long")
    journal.pass(.seconds(9))
    try journal.event(.pauseEnded, "c,long")
    journal.pass(.minutes(1))
    try journal.event(.pauseStarted, "c-open", overlay: true)
    journal.pass(.seconds(3))
    return journal
  }

  @Test("exposures longer than the limit; with --all the short ones too; open ones without an end")
  func exposure() throws {
    let journal = try exposed()
    let flagged = try exposures(journal).objects
    #expect(flagged.compactMap { $0["conversation"]?.string } == ["c,long", "c-open"])
    #expect(flagged[0]["seconds"]?.double == 9 && flagged[0]["to"]?.string == "2026-03-19T22:08:09.000Z")
    #expect(flagged[0]["platform"]?.string == "genesys" && flagged[0]["recording"] == nil && flagged[0]["cause"]?.string == "unresolved")
    #expect(flagged[1]["seconds"]?.double == 3 && flagged[1]["to"] == nil && flagged[1]["flagged"]?.bool == true)
    let all = try exposures(journal) { $0.includesAll = true }.objects
    #expect(all.compactMap { $0["conversation"]?.string } == ["c-short", "c,long", "c-open"])
    #expect(all[0]["recording"]?.string == "p-1" && all[0]["flagged"]?.bool == false)
  }

  @Test("since and until take what overlaps them")
  func overlap() throws {
    let journal = try exposed()
    func conversations(_ since: String?, _ until: String?) throws -> [String] {
      try exposures(journal) { list in
        list.since = since.flatMap { TimeArgument($0) }
        list.until = until.flatMap { TimeArgument($0) }
        list.includesAll = true
      }.objects.compactMap { $0["conversation"]?.string }
    }
    #expect(try conversations("2026-03-19T22:08:05Z", nil) == ["c,long", "c-open"])
    #expect(try conversations(nil, "2026-03-19T22:08:05Z") == ["c-short", "c,long"])
    #expect(try conversations("2026-03-19T22:08:05Z", "2026-03-19T22:08:06Z") == ["c,long"])
    #expect(try conversations("2026-03-19T22:09:11Z", nil) == ["c-open"])
  }

  @Test("CSV quotes what needs it, and a table sums up")
  func csv() throws {
    let journal = try exposed()
    let lines = try exposures(journal) { $0.format = .csv }.lines
    #expect(
      lines == [
        "platform,conversation,agent,recording,from,to,seconds,cause,rule,flagged,overlay",
        "genesys,\"c,long\",a-1,,2026-03-19T22:08:00.000Z,2026-03-19T22:08:09.000Z,9.0,unresolved,policy,true,false",
        "genesys,c-open,a-1,,2026-03-19T22:09:09.000Z,,3.0,unresolved,policy,true,true",
      ])
    #expect(try exposures(journal) { $0.format = .table }.lines.last == "2 exposures longer than exposureLimit, 12.000 s together")
    #expect(
      try exposures(ReadingJournal()) { $0.format = .table }.lines == ["no exposure longer than exposureLimit; --all shows the short ones"])
  }

  @Test("--since takes all windows of that time, however many, and only those")
  func since() throws {
    let journal = try ReadingJournal()
    for number in 1...(WindowList.pausesMax + 5) {
      try journal.event(.pauseStarted, "c-\(number)")
      journal.pass(.seconds(1))
      try journal.event(.pauseEnded, "c-\(number)")
    }
    var list = WindowList()
    list.includesAll = true
    list.isJSON = true
    let newest = try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }
    #expect(newest.lines.count == WindowList.pausesMax && newest.notes.first?.contains("--since has older ones") == true)
    list.since = TimeArgument(journal.time - .days(1))
    let all = try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }
    #expect(all.lines.count == WindowList.pausesMax + 5 && all.notes.isEmpty)
    list.since = TimeArgument(journal.time - .seconds(10))
    #expect(try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }.lines.count == 10)
  }

  @Test("no window since a moment is not none at all")
  func noneSince() throws {
    let journal = try ReadingJournal()
    func lines(_ since: Model.Span?) throws -> [String] {
      var list = WindowList()
      list.includesAll = true
      list.since = since.map { TimeArgument(journal.time - $0) }
      return try ReadingPage { try list.print(journal.reader, journal.configuration, now: journal.time, to: $0) }.lines
    }
    #expect(try lines(nil) == ["there was no window yet"])
    try journal.event(.pauseStarted, "c-1")
    journal.pass(.seconds(1))
    try journal.event(.pauseEnded, "c-1")
    journal.pass(.minutes(1))
    #expect(try lines(.seconds(30)) == ["no window is open, and none began since 2026-03-19T22:07:31.000Z"])
    #expect(try lines(.minutes(2)).count == 2)
  }

  private func parkedJournal() throws -> ReadingJournal {
    let journal = try ReadingJournal()
    journal.answer = {
      $0.kind == .pause ? Outcome(.refused, refusal: .malformed, status: 400, message: "no such field") : ReadingJournal.works($0)
    }
    try journal.event(.pauseStarted, "c-1")
    return journal
  }

  @Test("parked commands with their reason, by id or all")
  func parked() throws {
    let journal = try parkedJournal()
    func listed(_ operands: String...) throws -> ReadingPage {
      var list = try ParkedList(operands: operands)
      list.isJSON = true
      return try ReadingPage { try list.print(journal.reader, journal.configuration, to: $0) }
    }
    let object = try #require(try listed().objects.first)
    let id = try #require(object["id"]?.string)
    #expect(object["command"]?.string == "pause" && object["reason"]?.string == "no such field" && object["recording"]?.string == "p-1")
    #expect(try listed("list", id).objects.count == 1)
    let missing = try listed(id, "99.0")
    #expect(missing.isFine == false && missing.notes == ["hushd: 99.0 is not parked"])
    let failure = #expect(throws: ReadingFailure.self) { try ParkedList(operands: ["retyr"]) }
    #expect(failure?.description == "retyr is no parked command's id (did you mean retry?)")
    #expect(throws: ReadingFailure.self) { try ParkedList(operands: ["drop", "all"]) }
  }

  @Test("retry and drop ask the daemon, and name what it did not do")
  func acting() throws {
    let journal = try parkedJournal()
    journal.configuration.controlSocket = "\(journal.path)/c"
    let retry = try ParkedList(operands: ["retry", "4.0", "5.0"])
    #expect(throws: ReadingFailure.self) { try ReadingPage { try retry.run(journal.configuration, to: $0) } }
    let asked = Monitor<[String]>([])
    let server = try UnixSocketServer(path: journal.configuration.controlSocket) { line, _, connection in
      asked.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
      try? connection.send(Array(#"{"id":"4.0","done":"retry"}"#.utf8))
    }
    defer { server.stop() }
    let page = try ReadingPage { try retry.run(journal.configuration, to: $0) }
    #expect(page.isFine == false)
    #expect(page.lines == ["4.0: decided anew"])
    #expect(page.notes == ["hushd: 5.0 is not parked"])
    #expect(asked.withLock { $0 } == [#"{"ask":"retry","ids":["4.0","5.0"]}"#])
  }

  @Test("a stopped hushd has a status: what its journal tells, and how to start it")
  func stopped() throws {
    let journal = try parkedJournal()
    var report = StatusReport()
    report.isJSON = true
    let page = try ReadingPage { try report.print(journal.configuration, to: $0) }
    #expect(page.isFine == false)
    let status = try #require(try page.objects.first)
    #expect(page.lines.count == 1)
    #expect(status["state"]?.string == "stopped" && status["ready"]?.bool == false)
    #expect(status["windows"]?.int64 == 1 && status["parked"]?.int64 == 1 && status["entries"]?.int64 == journal.seq)
    #expect(status["platforms"]?.elements?.first?["platform"]?.string == "genesys")
    #expect(status["alarms"]?.elements?.first?["alarm"]?.string == "parked")
    #expect(page.notes.count == 1 && page.notes[0].contains("systemctl start hushd"))
    report.isJSON = false
    let table = try ReadingPage(width: 60) { try report.print(journal.configuration, to: $0) }
    #expect(table.lines[0].hasSuffix("is stopped") && table.lines.allSatisfy { $0.count <= 60 })
    let words = table.lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
    #expect(words.contains("no such field"), "a message is never cut: \(words)")
    let parked = try ReadingPage(width: 60) { try ParkedList(operands: []).print(journal.reader, journal.configuration, to: $0) }
    #expect(parked.lines.last == "    no such field")
  }

  @Test("a running hushd's status is passed on as it is; an answer that is an error is one")
  func running() throws {
    let journal = try ReadingJournal()
    journal.configuration.controlSocket = "\(journal.path)/c"
    let answer = Monitor(#"{"state":"running","ready":true,"windows":2,"backlog":0,"parked":0,"platforms":[],"alarms":[]}"#)
    let server = try UnixSocketServer(path: journal.configuration.controlSocket) { _, _, connection in
      try? connection.send(Array(answer.withLock { $0 }.utf8))
    }
    defer { server.stop() }
    var report = StatusReport()
    report.isJSON = true
    let page = try ReadingPage { try report.print(journal.configuration, to: $0) }
    #expect(page.isFine == true)
    #expect(page.lines == [answer.withLock { $0 }])
    answer.withLock { $0 = #"{"error":"overloaded"}"# }
    let failure = #expect(throws: ReadingFailure.self) { try ReadingPage { try report.print(journal.configuration, to: $0) } }
    #expect(failure?.code == .tryLater && failure?.description == "overloaded")
  }
}

@testable import Daemon

import Journal
import Model
import Testing

@Suite("hushd events, show, export and verify") struct ReadingEntriesTests {
  private func listed(_ journal: ReadingJournal, width: Int? = nil, goesOn: () -> Bool = { false }, _ change: (inout EntryList) -> Void)
    throws -> ReadingPage
  {
    var list = EntryList()
    list.isJSON = true
    change(&list)
    return try ReadingPage(width: width) { try list.print(journal.reader, to: $0, goesOn: goesOn) }
  }

  private func numbers(_ page: ReadingPage) throws -> [Int64] { try page.objects.compactMap { $0["seq"]?.int64 } }

  @Test("the newest hundred events, oldest first; every limit, kind and conversation")
  func limits() throws {
    let journal = try ReadingJournal()
    for index in 0..<150 { try journal.event(index % 3 == 0 ? .agentJoined : .customerLeft, "c-\(index % 5)") }
    let all = try numbers(listed(journal) { $0.limit = 0 })
    #expect(all.count == 150)
    #expect(try numbers(listed(journal) { _ in }) == Array(all.suffix(100)))
    #expect(try numbers(listed(journal) { $0.limit = 3 }) == Array(all.suffix(3)))
    let joined = try listed(journal) { $0.kind = "agent.joined" }
    #expect(try joined.objects.count == 50)
    #expect(try joined.objects.allSatisfy { $0["kind"]?.string == "agent.joined" && $0["entry"]?.string == "event" })
    #expect(try listed(journal) { $0.conversation = "c-2" }.objects.allSatisfy { $0["conversation"]?.string == "c-2" })
    #expect(try listed(journal) { $0.conversation = "c-9" }.bytes.isEmpty)
  }

  @Test("--all has every entry, in the form of the contract, and export the same")
  func everything() throws {
    let journal = try ReadingJournal()
    try journal.event(.pauseStarted, "c-1")
    var entries: [Entry] = []
    try journal.reader.read(JournalQuery()) { entries.append($0) }
    #expect(Set(entries.map(\.word)) == [.event, .decision, .call, .outcome])
    let expected = entries.map { String(decoding: $0.json, as: UTF8.self) }
    #expect(try listed(journal) { $0.includesAll = true }.lines == expected)
    let exported = try ReadingPage { try EntryExport().print(journal.reader, to: $0) }.lines
    #expect(exported.map { $0.split(separator: ",\"chain\":")[0] + "}" } == expected)
    #expect(try listed(journal) { _ in }.objects.count == 1)
  }

  @Test("following prints what comes in, each entry once")
  func follow() throws {
    let journal = try ReadingJournal()
    for _ in 0..<3 { try journal.event(.customerLeft, "c-1") }
    var rounds = 0
    let page = try listed(
      journal,
      goesOn: {
        rounds += 1; if rounds % 2 == 0 { try? journal.event(.agentJoined, "c-\(rounds)") }; return rounds < 9
      }
    ) {
      $0.follows = true
      $0.limit = 2
    }
    #expect(try numbers(page) == [2, 3, 4, 5, 6, 7])
  }

  @Test("what makes no sense is said before anything is read")
  func problems() throws {
    var list = EntryList()
    #expect(list.problem == nil)
    list.kind = "pause.start"
    #expect(list.problem == "there are no events of kind pause.start (did you mean pause.started?); other entries are shown with --all")
    list.includesAll = true
    #expect(list.problem == nil)
    list.limit = -1
    #expect(list.problem?.contains("--limit") == true)
    list.limit = 0
    list.follows = true
    list.until = TimeArgument("1m")
    #expect(list.problem?.contains("--follow") == true)
  }

  @Test("a table never wraps, and says when there may be more")
  func table() throws {
    let journal = try ReadingJournal()
    for index in 0..<5 {
      try journal.event(.pauseStarted, "0b6d1f0e-8a5e-4a55-9d0e-0d8f5b0c000\(index)", agent: "b2222222-2222-4222-8222-222222222222")
    }
    for width in [40, 80, 132, 250] {
      let page = try listed(journal, width: width) { list in
        list.isJSON = false
        list.includesAll = true
        list.limit = 4
      }
      #expect(page.lines.count == 5)
      #expect(page.lines.allSatisfy { $0.count <= width })
      #expect(page.notes == ["the newest 4; --limit 0 shows all"])
    }
  }

  @Test("a conversation from first to last, with its windows and exposures at the end")
  func timeline() throws {
    let journal = try ReadingJournal()
    try journal.event(.pauseStarted, "c-1")
    journal.pass(.seconds(30))
    try journal.event(.pauseEnded, "c-1")
    journal.pass(.milliseconds(500))
    journal.answer = {
      $0.kind == .resume
        ? Outcome(.refused, refusal: .malformed, status: 400, message: "bad \u{1B}[31m request", correlation: "v-7")
        : ReadingJournal.works($0)
    }
    try journal.fireTimers()
    try journal.event(.pauseStarted, "c-2")
    let page = try shown("c-1", journal)
    let text = page.lines.joined(separator: "\n")
    #expect(page.lines.first == "conversation c-1 in genesys")
    #expect(page.lines[1] == "2026-03-19 (UTC)")
    #expect(page.lines[2].hasPrefix("22:07:00.000             event     pause.started agent a-1, source genesys"))
    let order = [
      "policy agent a-1, rule policy: pause, at most 2m, then resume", "call →    resolve at genesys",
      "answer ←  resolve confirmed HTTP 200, sees p-1 recording",
      "call →    pause recording p-1 at genesys", "answer ←  pause accepted HTTP 202, recording p-1",
      " +30.000 s  event     pause.ended",
      "  +0.500 s  timer     a deadline came", "call →    resume recording p-1", "answer ←  resume refused HTTP 400 malformed",
      "alarm !   parked raised",
      "window of agent a-1, rule policy: closed", "  paused  2026-03-19 22:07:00.000  gap 0.000 s",
      "  closed  2026-03-19 22:07:30.000  after 30.000 s",
    ]
    var rest = text[...]
    for line in order {
      let found = try #require(rest.firstRange(of: line), "\(line) comes after what precedes it in\n\(text)")
      rest = rest[found.upperBound...]
    }
    #expect(text.contains("correlation v-7") && !text.contains("\u{1B}") && !text.contains("c-2"))
  }

  @Test("an id that several systems know is shown for each; one that none knows is a problem with a hint")
  func identities() throws {
    let journal = try ReadingJournal()
    try journal.event(.agentJoined, "c-1")
    try journal.event(.agentJoined, "c-1", system: "cxone")
    let page = try shown("c-1", journal)
    #expect(page.lines.filter { $0.hasPrefix("conversation") } == ["conversation c-1 in cxone", "conversation c-1 in genesys"])
    let failure = try #require(throws: ReadingFailure.self) { try shown("c-7", journal) }
    #expect(failure.code == .foundProblem && failure.description.contains("no conversation c-7"))
  }

  @Test("lines of a timeline wrap under their text on a terminal")
  func wrapping() throws {
    let journal = try ReadingJournal()
    try journal.event(.pauseStarted, "c-1", reason: String(repeating: "long ", count: 30))
    let page = try shown("c-1", journal, width: 90)
    #expect(page.lines.allSatisfy { $0.count <= 90 })
    #expect(page.lines[3].hasPrefix(String(repeating: " ", count: 35)))
  }

  private func shown(_ conversation: String, _ journal: ReadingJournal, width: Int? = nil) throws -> ReadingPage {
    try ReadingPage(width: width) {
      try Timeline(conversation: conversation).print(journal.reader, journal.configuration, now: journal.time, to: $0)
    }
  }

  @Test("verify says that the chain holds, or where it breaks")
  func verify() throws {
    let journal = try ReadingJournal()
    try journal.event(.pauseStarted, "c-1")
    let good = try ReadingPage { try ChainCheck(keyFile: nil, export: nil).print(journal.reader.audit(by: nil), to: $0) }
    #expect(good.isFine == true)
    #expect(good.lines[0].hasPrefix("intact: \(journal.seq) entries, head "))
    #expect(good.lines[0].split(separator: " ").last?.count == 64)
    try journal.tamper("UPDATE entry SET kind = 'pause.ended' WHERE seq = 1")
    let bad = try ReadingPage { try ChainCheck(keyFile: nil, export: nil).print(journal.reader.audit(by: nil), to: $0) }
    #expect(bad.isFine == false)
    #expect(bad.lines == ["broken at entry 1: its content, its hash or its place is not what was written"])
  }
}

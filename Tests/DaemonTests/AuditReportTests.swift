import Model
import Native
import Testing

@testable import Daemon

@Suite("hushd report") struct AuditReportTests {
  private func page(_ journal: ReadingJournal) throws -> String {
    let facts = try AuditFacts(
      journal.reader, journal.configuration, since: journal.time - .days(30), until: journal.time, now: journal.time)
    return AuditPage(facts).html
  }

  /// A good window, one whose recording was never found, one that was refused and parked, and one that goes on.
  private func journal() throws -> ReadingJournal {
    let journal = try ReadingJournal()
    journal.latency = .milliseconds(40)
    try journal.event(.pauseStarted, "c-good")
    journal.latency = .zero
    journal.pass(.seconds(5))
    try journal.event(.pauseEnded, "c-good")
    journal.answer = { $0.kind == .resolve ? Outcome(.confirmed, status: 200) : ReadingJournal.works($0) }
    try journal.event(.pauseStarted, "c-<script>")
    journal.pass(.seconds(9))
    try journal.event(.pauseEnded, "c-<script>")
    journal.answer = {
      $0.kind == .pause ? Outcome(.refused, refusal: .malformed, status: 400, message: "no & such") : ReadingJournal.works($0)
    }
    try journal.event(.pauseStarted, "c-parked")
    journal.pass(.seconds(130))
    try journal.fireTimers()
    return journal
  }

  @Test("has the windows and gaps, the exposures by recording, what was refused and parked, the safety nets, the rules and the chain")
  func content() throws {
    let journal = try journal()
    let html = try page(journal)
    #expect(html.contains("<dt>Windows</dt><dd>3</dd>") && html.contains("<dt>Never confirmed paused</dt><dd>2</dd>"))
    #expect(html.contains("verified up to entry \(journal.seq)"))
    #expect(html.contains("c-&lt;script&gt;") && html.contains("no &amp; such"))
    #expect(html.contains("<td>not found</td>") && html.contains("<td>p-1</td>"))
    #expect(html.contains("malformed") && html.contains("max_pause") && html.contains("rule policy: pause, at most 2m, then resume"))
    #expect(html.contains("<svg") && html.contains("up to 100ms"))
  }

  @Test("needs nothing but a browser, and nothing in it is a script")
  func selfContained() throws {
    let html = try page(journal())
    for part in ["<script", "src=", "href=", "http:", "https:", "url(", "@import", "javascript", "onload"] {
      #expect(!html.contains(part), "\(part)")
    }
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("@media print"))
    #expect(HTMLText.escaped("a\u{202E}b\u{0}\n") == "a�b��")
  }

  @Test("says when the chain is broken, and what an empty journal has to say")
  func broken() throws {
    let journal = try journal()
    try journal.tamper("UPDATE entry SET kind = 'x' WHERE seq = 3")
    #expect(try page(journal).contains("BROKEN at entry 3"))
    let empty = try page(ReadingJournal())
    #expect(empty.contains("There is none.") && empty.contains("No safety net fired.") && empty.contains("No rule was asked."))
  }
}

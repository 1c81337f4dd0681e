import Journal
import Model
import Native

/// What `hushd report` writes: a page for the auditor that needs nothing but a browser, and prints.
package struct AuditReport {
  package static let usualSpan = Model.Span.days(30)

  package var since: TimeArgument?
  package var until: TimeArgument?
  private let file: String

  package init(file: String) { self.file = file }

  /// Says whether the chain holds.
  package func write(_ configuration: Configuration, to output: Output) throws -> Bool {
    configuration.noteRead("report", ["since": since?.text, "until": until?.text, "out": file])
    let now = Clock.live.wall()
    let reader = try configuration.openJournal()
    let facts = try AuditFacts(
      reader, configuration, since: since?.moment ?? now - Self.usualSpan, until: until?.moment ?? now, now: now)
    try FileSystem.replace(file, with: Array(AuditPage(facts).html.utf8))
    try output.line(
      "\(file): \(facts.windows.count) windows, \(facts.flagged.count) exposures longer than exposureLimit, chain \(facts.chain)")
    return facts.isIntact
  }
}

extension AuditFacts {
  var isIntact: Bool { if case .intact = verification { true } else { false } }

  var chain: String {
    switch verification {
    case .intact(let head): "verified up to entry \(head.seq)"
    case .broken(let seq, let fault): "BROKEN at entry \(seq): \(fault)"
    }
  }
}

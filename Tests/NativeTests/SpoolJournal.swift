import Daemon
import Model
import Native

/// What the spool hands its files to; a test answers them, or lets it answer at once.
final class SpoolJournal: Sendable {
  struct Offer: Sendable {
    let name: String
    let text: String
    let complete: SpoolDirectory.Completion
  }

  let offers = PosixSignalBox<Offer>()
  let reports = PosixSignalBox<String>()
  let initial = PosixSignalBox<Bool>()
  private let answer: @Sendable (Offer) -> SpoolDirectory.Verdict?

  /// Where the answer is nil, the test completes the offer itself.
  init(_ answer: @escaping @Sendable (Offer) -> SpoolDirectory.Verdict? = { _ in .durable }) { self.answer = answer }

  var names: [String] { offers.all.map(\.name) }

  /// Started, with a settle time of a tenth of a second.
  func spool(_ directory: String, maxBody: Int = 1000, settle: Span = .milliseconds(100)) throws -> SpoolDirectory {
    let hooks = SpoolDirectory.Hooks(
      take: { [self] name, bytes, completion in
        let offer = Offer(name: name, text: String(decoding: bytes, as: UTF8.self), complete: completion)
        let verdict = answer(offer)
        offers.put(offer)
        if let verdict { completion(verdict) }
      },
      report: { [reports] in reports.put($0) }, initialScanTaken: { [initial] in initial.put(true) })
    let spool = try SpoolDirectory(
      SpoolDirectory.Settings(directory: directory, maxBody: maxBody, settle: settle), hooks: hooks)
    try spool.start()
    return spool
  }
}

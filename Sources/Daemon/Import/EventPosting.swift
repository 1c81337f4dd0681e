import Journal
import Model

/// Hands events to the running daemon, a batch at a time.
struct EventPosting: ImportSink {
  private static let batchBytes = 256 * 1024

  let client: ControlClient
  let file: String
  private var batch: [[UInt8]] = []
  private var batchSize = 0
  private var accepted: Int64 = 0
  private var duplicates: Int64 = 0
  private var leftOut = 0

  init(client: ControlClient, file: String) {
    self.client = client
    self.file = file
  }

  /// What is gone brings no event.
  mutating func take(_ range: PurgedRange) {}

  /// Of an export only the events: the rest is the past of another journal.
  mutating func take(_ entry: Entry) throws {
    guard case .event(let event) = entry.body else {
      leftOut += 1
      return
    }
    try take([event])
  }

  mutating func take(_ events: [Event]) throws {
    for event in events {
      let body = Entry(seq: 0, recordedAt: Timestamp(milliseconds: 0), tick: Tick(milliseconds: 0), body: .event(event)).storedBody
      batch.append(body)
      batchSize += body.count
    }
    if batchSize >= Self.batchBytes { try post() }
  }

  mutating func finish() throws -> String {
    try post()
    let rest = leftOut == 0 ? "" : "; \(leftOut) entries that are no events left out (only a journal that ends where they begin takes them)"
    return "\(accepted) events taken, \(duplicates) known already\(rest)"
  }

  private mutating func post() throws {
    guard !batch.isEmpty else { return }
    let answers = try client.answers(to: "import") { writer in
      writer.field("file", file)
      writer.field("events", array: { writer in for event in batch { writer.element(raw: event) } })
    }
    guard let answer = answers.first?.root, let taken = answer["accepted"]?.int64, let known = answer["duplicates"]?.int64 else {
      throw ReadingFailure(.tryLater, "hushd did not take the events; import \(file) again")
    }
    accepted += taken
    duplicates += known
    batch.removeAll(keepingCapacity: true)
    batchSize = 0
  }
}

import Model
import Native
import Platforms

/// A source's spool directory: a file holds what a POST body may hold, and is removed once its events are on disk (G1).
package struct SpoolIntake: Sendable {
  private let spool: SpoolDirectory

  package init(
    _ source: SourceSettings, directory: String, maxBody: Int, mailbox: Mailbox<Letter>, observers: Observers, clock: Clock
  ) throws {
    let decoder = EventDecoder(format: source.format, source: source.identity)
    let name = source.name
    let hooks = SpoolDirectory.Hooks(
      take: { _, bytes, completion in
        do throws(DecodeError) {
          let message = InboundMessage(body: bytes, receivedAt: clock.wall())
          let submission = Submission(events: try decoder.decode(message), receivedAt: clock.microseconds()) { result in
            completion(result == .unavailable ? .later : .durable)
          }
          if !mailbox.post(.submission(submission)) { completion(.later) }
        } catch {
          observers.metrics.refused(source: name)
          completion(.bad(reason: error.description))
        }
      },
      report: { observers.log.warning($0, [("source", name)]) },
      initialScanTaken: { mailbox.insist(.spoolTaken(source: name)) })
    spool = try SpoolDirectory(SpoolDirectory.Settings(directory: directory, maxBody: maxBody), hooks: hooks, clock: clock)
  }

  package func start() throws { try spool.start() }
  package func stop() { spool.stop() }
}

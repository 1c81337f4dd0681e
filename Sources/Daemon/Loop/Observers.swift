import Engine
import Journal
import Model
import Native

/// Whoever watches the loop: metrics, the log, and the health that `/readyz` shows.
package struct Observers: Sendable {
  package let metrics: Metrics
  package let log: Log
  package let health: Health

  package init(metrics: Metrics, log: Log, health: Health) {
    self.metrics = metrics
    self.log = log
    self.health = health
  }

  func event(_ event: Event, isDuplicate: Bool) {
    metrics.event(source: event.source, kind: event.kind, result: isDuplicate ? .duplicate : .accepted)
  }

  func acknowledged(microseconds: Int64) { metrics.acknowledged(seconds: Double(microseconds) / 1_000_000) }

  func dispatched(_ command: Command, microseconds: Int64) {
    metrics.dispatched(platform: command.target.platform, seconds: Double(microseconds) / 1_000_000)
  }

  func answered(_ command: Command, _ result: HTTPResult, microseconds: Int64) {
    let status =
      switch result {
      case .response(let response): "\(response.status)"
      case .lost: "lost"
      case .unreachable: "unreachable"
      }
    metrics.answered(
      platform: command.target.platform, command: command.kind, status: status, seconds: Double(microseconds) / 1_000_000)
    log.debug(
      "\(command.kind.rawValue) at \(command.target.platform): \(status) after \(microseconds / 1000) ms",
      [("conversation", command.target.conversation.id), ("recording", command.target.recording ?? "")])
  }

  func decided(_ decision: Decision) {
    switch decision.kind {
    case .exposure(let exposure):
      guard let to = exposure.to else { return }
      let platform = decision.recording?.platform ?? ""
      metrics.exposed(platform: platform, cause: exposure.cause, seconds: (to - exposure.from).seconds)
      guard [.late, .unresolved, .refused, .outage].contains(exposure.cause), decision.recording != nil else { return }
      metrics.paused(platform: platform, gap: to - exposure.from)
    case .parked:
      log.warning("parked: \(decision.message ?? "")", [("conversation", decision.conversation.id)])
    case .policy, .void, .dropped:
      break
    }
  }

  func alarmed(_ alarm: Alarm) {
    var fields = [("alarm", alarm.name)]
    if let conversation = alarm.conversation { fields.append(("conversation", conversation.id)) }
    if let subject = alarm.subject { fields.append(("subject", subject)) }
    if alarm.isRaised {
      log.warning("alarm \(alarm.name): \(alarm.message)", fields)
    } else {
      log.info("alarm \(alarm.name) cleared", fields)
    }
  }

  func journal(_ state: JournalState) {
    switch state {
    case .healthy: health.set("journal", .ok)
    case .failed(let reason): health.set("journal", .failed(reason))
    }
  }

  func disk(isFull: Bool, _ reason: String) { health.set("disk", isFull ? .failed(reason) : .ok) }

  func complain(_ message: String) { log.error(message, []) }
}

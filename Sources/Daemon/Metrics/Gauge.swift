/// A value as it is at the moment of reading, passed in by whoever knows it.
package struct Gauge: Sendable {
  package enum Name: String, Sendable, CaseIterable {
    case windowsOpen = "hushd_windows_open"
    case parked = "hushd_parked"
    case backlog = "hushd_backlog"
    case oldestPendingSeconds = "hushd_oldest_pending_seconds"
    case rateTokens = "hushd_rate_tokens"
    case journalBytes = "hushd_journal_bytes"
    case alarmsActive = "hushd_alarms_active"
    case buildInfo = "hushd_build_info"
    case configLastReloadSuccessful = "hushd_config_last_reload_successful"

    var help: String {
      switch self {
      case .windowsOpen: "Windows that are open now."
      case .parked: "Commands kept for an operator; hushd parked lists them."
      case .backlog: "Commands that wait to be sent, by lane."
      case .oldestPendingSeconds: "Age of the oldest command that waits to be sent."
      case .rateTokens: "Calls that the platform's rate limit allows now."
      case .journalBytes: "Size of the journal on disk."
      case .alarmsActive: "Alarms that stand now."
      case .buildInfo: "Which hushd this is; always 1."
      case .configLastReloadSuccessful: "1 when the configuration on disk is the one in use, 0 when its reload failed."
      }
    }
  }

  package let name: Name
  package let labels: [(name: String, value: String)]
  package let value: Double

  package init(_ name: Name, _ labels: [(name: String, value: String)], _ value: Double) {
    self.name = name
    self.labels = labels
    self.value = value
  }

  package init(_ name: Name, _ value: Double) { self.init(name, [], value) }
}

/// What is logged, and in which form.
package struct LogSettings: Hashable, Sendable {
  /// The least that is logged.
  package enum Level: String, Sendable, CaseIterable { case debug, info, warning, error }
  /// `auto`: journald fields under systemd, text on a terminal, JSON otherwise.
  package enum Format: String, Sendable, CaseIterable { case auto, journald, text, json }

  package var level: Level
  package var format: Format

  package init(level: Level = .info, format: Format = .auto) {
    self.level = level
    self.format = format
  }
}

import Model
import Native

/// What the daemon tells its operator, line by line. Card numbers are masked in every text (G7).
package struct Log: Sendable {
  private let level: LogSettings.Level
  private let clock: Clock
  private let write: @Sendable (LogLine) -> Void

  /// Writes to the journal under systemd and to stderr elsewhere, unless the settings say otherwise.
  package init(_ settings: LogSettings, clock: Clock = .live) {
    let output = LogOutput(settings.format)
    self.init(settings.level, clock: clock) { output.write($0) }
  }

  /// Hands each line from this level on to `write`.
  init(_ level: LogSettings.Level, clock: Clock, write: @escaping @Sendable (LogLine) -> Void) {
    self.level = level
    self.clock = clock
    self.write = write
  }

  package func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> [(String, String)] = []) {
    log(.debug, message, fields)
  }

  package func info(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> [(String, String)] = []) {
    log(.info, message, fields)
  }

  package func warning(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> [(String, String)] = []) {
    log(.warning, message, fields)
  }

  package func error(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> [(String, String)] = []) {
    log(.error, message, fields)
  }

  /// The texts are made only when somebody will read them.
  private func log(_ level: LogSettings.Level, _ message: () -> String, _ fields: () -> [(String, String)]) {
    guard level.priority <= self.level.priority else { return }
    write(LogLine(at: clock.wall(), level, message(), fields()))
  }
}

import Engine
import Model

/// What the operator wants, checked and complete: every default is filled in and every unit read.
package struct Configuration: Hashable, Sendable {
  package var stateDirectory: String
  package var http: HTTPSettings
  /// In name order.
  package var sources: [SourceSettings]
  /// In name order.
  package var platforms: [PlatformConfiguration]
  package var policy: Policy
  /// No resume goes out before this has passed after a start (R7).
  package var startGrace: Span
  /// After this long without an event a look-up says whether a conversation is over (W7).
  package var conversationIdle: Span
  package var journal: JournalSettings
  package var controlSocket: String
  package var log: LogSettings
  /// SHA-256 over its files as they are, so that the journal tells which was in force; empty for one built in code.
  package var digest = ""
  /// Every secret it refers to, for `check --secrets`.
  package var secrets: [SecretReference]

  package init(stateDirectory: String, http: HTTPSettings = HTTPSettings()) {
    self.stateDirectory = stateDirectory
    self.http = http
    sources = []
    platforms = []
    policy = Policy()
    startGrace = .seconds(5)
    conversationIdle = .hours(12)
    journal = JournalSettings(archive: "\(stateDirectory)/archive")
    controlSocket = "\(stateDirectory)/control.sock"
    log = LogSettings()
    secrets = []
  }

  /// What is in it, in one line.
  package var summary: String {
    func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    let parts = [count(sources.count, "source"), count(platforms.count, "platform"), count(policy.rules.count, "rule")]
    return parts.joined(separator: ", ") + (journal.encryptionKeys.isEmpty ? "; the journal is not encrypted" : "")
  }

  /// Where commands look that know no $RUNTIME_DIRECTORY: the daemon keeps a link here when its socket is elsewhere.
  package var controlLink: String { "\(stateDirectory)/control.sock" }
  package var journalFile: String { "\(stateDirectory)/journal.sqlite" }
  /// Held by whoever writes the journal.
  var lockFile: String { "\(stateDirectory)/lock" }

  /// The source of that name; nil when there is none.
  package func source(named name: String) -> SourceSettings? { sources.first { $0.name == name } }
  /// The platform of that name; nil when there is none.
  package func platform(named name: String) -> PlatformConfiguration? { platforms.first { $0.name == name } }
}

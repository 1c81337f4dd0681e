import Model

/// One rule of the policy: what it applies to, and what it says differently from the defaults.
package struct PolicyRule: Hashable, Sendable {
  /// What a window must be like; an absent key matches anything.
  package struct Condition: Hashable, Sendable {
    package var source: [String]?
    package var platform: [String]?
    package var queue: [String]?
    package var division: [String]?
    package var customerType: [String]?
    package var language: [String]?
    package var agent: [String]?
    /// The share of conversations, chosen by a stable hash of their id.
    package var percent: Int?

    package init() {}
  }

  package var name: String
  package var when: Condition
  package var pause: Bool?
  package var platforms: [String]?
  package var maxPause: Span?
  package var onMaxPause: Governance.OnMaxPause?
  package var resumeDelay: Span?
  package var scope: Governance.Scope?
  package var onTransfer: Governance.OnTransfer?
  package var recordingSide: Governance.RecordingSide?
  package var exposureLimit: Span?
  package var tags: [String: String]

  package init(name: String, when: Condition = Condition()) {
    self.name = name
    self.when = when
    tags = [:]
  }
}

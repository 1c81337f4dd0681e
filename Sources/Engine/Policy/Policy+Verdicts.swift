import Model

/// Why a rule decides, or does not.
package struct RuleVerdict: Hashable, Sendable {
  package enum Word: String, Sendable {
    case matches, differs
    /// It might still match once an unknown attribute is known, so nothing below it is asked.
    case open
    /// A rule above it decides.
    case unasked = "not asked"
  }

  package var rule: String
  package var word: Word
  /// The condition that made it so.
  package var key: String?
  /// What the condition wants, and what the window has.
  package var wanted: [String]
  package var value: String?
}

extension Policy {
  /// What `decide` saw, rule by rule.
  package func verdicts(for attributes: PolicyAttributes) -> [RuleVerdict] {
    var isDecided = false
    return rules.map { rule in
      guard !isDecided else { return RuleVerdict(rule: rule.name, word: .unasked, wanted: []) }
      let (verdict, key) = rule.when.match(attributes)
      isDecided = verdict != .differs
      let word: RuleVerdict.Word =
        switch verdict {
        case .matches: .matches
        case .differs: .differs
        case .open: .open
        }
      return RuleVerdict(
        rule: rule.name, word: word, key: key, wanted: key.map { rule.when.wanted($0) } ?? [], value: key.flatMap { attributes.value($0) })
    }
  }
}

extension PolicyRule.Condition {
  fileprivate func wanted(_ key: String) -> [String] {
    switch key {
    case "source": source ?? []
    case "platform": platform ?? []
    case "queue": queue ?? []
    case "division": division ?? []
    case "customerType": customerType ?? []
    case "language": language ?? []
    case "agent": agent ?? []
    default: percent.map { ["\($0)"] } ?? []
    }
  }
}

extension PolicyAttributes {
  fileprivate func value(_ key: String) -> String? {
    switch key {
    case "source": source
    case "platform": platform
    case "queue": queue
    case "division": division
    case "customerType": customerType
    case "language": language
    case "agent": agent
    default: "\(PolicyRule.Condition.share(of: conversation))"
    }
  }
}

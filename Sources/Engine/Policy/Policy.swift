import Model

/// The ordered rules that decide whether, where and how a window acts; the first match wins.
package struct Policy: Hashable, Sendable {
  package var defaults: Governance
  package var rules: [PolicyRule]

  package init(defaults: Governance = Governance(), rules: [PolicyRule] = []) {
    self.defaults = defaults
    self.rules = rules
  }

  /// Whether a window may cover its agent's screens in other conversations (W3).
  package var usesAgentScope: Bool { defaults.scope == .agent || rules.contains { $0.scope == .agent } }

  /// What the rules say of a window; provisional, under the defaults, while an unknown attribute leaves a rule further up open.
  package func decide(for attributes: PolicyAttributes) -> Governance {
    for rule in rules {
      switch rule.when.match(attributes).verdict {
      case .matches: return rule.applied(to: defaults)
      case .differs: continue
      case .open:
        var provisional = defaults
        provisional.isProvisional = true
        return provisional
      }
    }
    return defaults
  }
}

/// What is known of a window when a rule is chosen for it.
package struct PolicyAttributes: Hashable, Sendable {
  package var conversation: String
  package var source: String
  package var platform: String
  package var agent: String?
  package var queue: String?
  package var division: String?
  package var customerType: String?
  package var language: String?

  package init(conversation: String, source: String, platform: String) {
    self.conversation = conversation
    self.source = source
    self.platform = platform
  }
}

extension PolicyRule.Condition {
  package enum Verdict: Sendable { case matches, differs, open }

  /// The verdict and the first key that made it so, for `hushd explain`.
  package func match(_ attributes: PolicyAttributes) -> (verdict: Verdict, key: String?) {
    let checks: [(String, [String]?, String?)] = [
      ("source", source, attributes.source), ("platform", platform, attributes.platform), ("queue", queue, attributes.queue),
      ("division", division, attributes.division), ("customerType", customerType, attributes.customerType),
      ("language", language, attributes.language), ("agent", agent, attributes.agent),
    ]
    var openKey: String?
    for (key, allowed, value) in checks {
      guard let allowed else { continue }
      guard let value else {
        openKey = openKey ?? key
        continue
      }
      if !allowed.contains(value) { return (.differs, key) }
    }
    if let percent, Self.share(of: attributes.conversation) >= percent { return (.differs, "percent") }
    return openKey == nil ? (.matches, nil) : (.open, openKey)
  }

  /// FNV-1a of the conversation id, 0 to 99: the same on every machine and in every version.
  static func share(of conversation: String) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in conversation.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int(hash % 100)
  }
}

extension PolicyRule {
  func applied(to defaults: Governance) -> Governance {
    var result = defaults
    result.rule = name
    result.pause = pause ?? defaults.pause
    result.platforms = platforms ?? defaults.platforms
    result.maxPause = maxPause ?? defaults.maxPause
    result.onMaxPause = onMaxPause ?? defaults.onMaxPause
    result.resumeDelay = resumeDelay ?? defaults.resumeDelay
    result.scope = scope ?? defaults.scope
    result.onTransfer = onTransfer ?? defaults.onTransfer
    result.recordingSide = recordingSide ?? defaults.recordingSide
    result.exposureLimit = exposureLimit ?? defaults.exposureLimit
    result.tags = defaults.tags.merging(tags) { _, ours in ours }
    return result
  }
}

extension Governance {
  /// A later decision may add recordings or lengthen a window, never release it before its ended.
  func widened(by later: Governance, platform: String) -> Governance {
    var result = later
    result.pause = pause || later.pause
    if pause {
      let ours = platforms.isEmpty ? [platform] : platforms
      let theirs = later.platforms.isEmpty ? [platform] : later.platforms
      result.platforms = later.pause ? ours + theirs.filter { !ours.contains($0) } : ours
      result.maxPause = max(maxPause, later.maxPause)
      if onMaxPause == .keep { result.onMaxPause = .keep }
      let width: [Scope] = [.initiator, .agent, .everyone]
      if let mine = width.firstIndex(of: scope), let other = width.firstIndex(of: later.scope) { result.scope = width[max(mine, other)] }
    }
    return result
  }
}

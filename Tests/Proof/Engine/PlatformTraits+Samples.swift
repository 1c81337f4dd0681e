import Model

/// One platform of each nature that the engine tells apart.
extension PlatformTraits {
  private static let rate = Rate(perMinute: 300, burst: 20, reservedForPauses: 0.3)

  private static func sample(
    _ name: String, _ addressing: Addressing, isShared: Bool = false, canResolve: Bool = true, canInspect: Bool = true,
    inspectsConversation: Bool = false, coversEveryone: Bool = false
  ) -> PlatformTraits {
    PlatformTraits(
      name: name, system: "sys", addressing: addressing, isShared: isShared, canResolve: canResolve, canInspect: canInspect,
      inspectsConversation: inspectsConversation, coversEveryone: coversEveryone, timeout: .seconds(3),
      driftCheck: canInspect ? .seconds(15) : nil, maxInFlight: 16, rate: rate)
  }

  static let genesys = sample("genesys", .participant, inspectsConversation: true)
  static let cxoneScreen = sample("cxone-screen", .recording, coversEveryone: true)
  /// A screen with an id of its own, paused for its agent only.
  static let screen = sample("screen", .recording)
  var withoutDriftCheck: PlatformTraits {
    var copy = self
    copy.driftCheck = nil
    return copy
  }

  /// What was accepted is believed (R10).
  var unverified: PlatformTraits {
    var copy = self
    copy.verifies = false
    copy.driftCheck = nil
    return copy
  }

  /// The whole conversation, with inspection.
  static let conversation = sample("conversation", .conversation, isShared: true, canResolve: false, inspectsConversation: true)
  /// A contact's voice: nothing can be looked up.
  static let voice = sample("voice", .contact, isShared: true, canResolve: false, canInspect: false)
}

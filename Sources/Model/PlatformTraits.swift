/// What the engine and the delivery must know of a platform: how its recordings are addressed and what it can do.
package struct PlatformTraits: Hashable, Sendable {
  /// What identifies a recording there.
  package enum Addressing: String, Sendable {
    /// A participant of the conversation (Genesys Cloud).
    case participant
    /// An id of the recording's own (CXone screen).
    case recording
    /// The conversation itself.
    case conversation
    /// The contact that is an alias of the conversation (CXone voice); a transfer makes a new one.
    case contact
    /// The contact as well, but the first one is the conversation (Amazon Connect).
    case leg
    /// The telephone call, which is the conversation unless an event names another (Genesys Engage).
    case call
    /// The agent as the recorder knows him (CXone mask).
    case user
  }

  package var name: String
  package var system: String
  package var addressing: Addressing
  /// One recording for all of the conversation, not one agent's own screen.
  package var isShared: Bool
  package var canResolve: Bool
  package var canInspect: Bool
  /// What can be inspected is read back after each call, instead of believing its 2xx (R10).
  package var verifies: Bool
  /// One look-up answers for every recording of the conversation.
  package var inspectsConversation: Bool
  /// Every recording of the conversation is covered by any window in it, whoever's it is.
  package var coversEveryone: Bool
  /// How long a reading after a call is not final (R10).
  package var settle: Span
  package var driftCheck: Span?
  /// The platform resumes by itself after this long.
  package var selfResumes: Span?
  package var timeout: Span
  package var maxInFlight: Int
  package var rate: Rate

  package struct Rate: Hashable, Sendable {
    package var perMinute: Int
    package var burst: Int
    package var reservedForPauses: Double

    package init(perMinute: Int, burst: Int, reservedForPauses: Double) {
      self.perMinute = perMinute
      self.burst = burst
      self.reservedForPauses = reservedForPauses
    }
  }

  /// Whether the id of a recording may come up in another conversation too.
  package var mayBeNamedByOthers: Bool { addressing != .participant && addressing != .conversation }

  package init(
    name: String, system: String, addressing: Addressing, isShared: Bool, canResolve: Bool, canInspect: Bool,
    verifies: Bool = true, inspectsConversation: Bool = false, coversEveryone: Bool = false, timeout: Span, driftCheck: Span?,
    selfResumes: Span? = nil, maxInFlight: Int, rate: Rate
  ) {
    self.name = name
    self.system = system
    self.addressing = addressing
    self.isShared = isShared
    self.canResolve = canResolve
    self.canInspect = canInspect
    self.verifies = verifies
    self.inspectsConversation = inspectsConversation
    self.coversEveryone = coversEveryone
    settle = max(.seconds(2), timeout)
    self.timeout = timeout
    self.driftCheck = driftCheck
    self.selfResumes = selfResumes
    self.maxInFlight = maxInFlight
    self.rate = rate
  }
}

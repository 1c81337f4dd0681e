import Model

/// What every type of platform is told alike, whatever its vendor.
package struct PlatformSettings: Hashable, Sendable {
  package var name: String
  package var system: String
  package var rate: PlatformTraits.Rate
  package var maxInFlight: Int
  package var timeout: Span
  /// Read back what a call did (R10).
  package var verify: Bool
  package var driftCheck: Span?
  package var selfResumes: Span?

  package init(
    name: String, system: String, rate: PlatformTraits.Rate, maxInFlight: Int, timeout: Span, verify: Bool = true,
    driftCheck: Span? = nil, selfResumes: Span? = nil
  ) {
    self.name = name
    self.system = system
    self.rate = rate
    self.maxInFlight = maxInFlight
    self.timeout = timeout
    self.verify = verify
    self.driftCheck = driftCheck
    self.selfResumes = selfResumes
  }

  /// The traits of a platform of these settings; what cannot be inspected is not checked for drift either.
  func traits(
    addressing: PlatformTraits.Addressing, isShared: Bool, canResolve: Bool, canInspect: Bool, inspectsConversation: Bool = false,
    coversEveryone: Bool = false
  ) -> PlatformTraits {
    PlatformTraits(
      name: name, system: system, addressing: addressing, isShared: isShared, canResolve: canResolve, canInspect: canInspect,
      verifies: verify, inspectsConversation: inspectsConversation, coversEveryone: coversEveryone, timeout: timeout,
      driftCheck: canInspect ? driftCheck : nil, selfResumes: selfResumes, maxInFlight: maxInFlight, rate: rate)
  }
}

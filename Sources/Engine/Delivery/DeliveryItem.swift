import Model

/// A command in the queue: how often it was tried, when it may go, and its place.
struct DeliveryItem: Hashable, Sendable {
  enum Place: Hashable, Sendable {
    /// Its entry is not on disk yet (G3). Can transition to: resting, ready.
    case uncommitted
    /// Its time has not come. Can transition to: ready.
    case resting
    /// May leave as soon as quota and places allow. Can transition to: inFlight.
    case ready
    /// Its call is under way. Can transition to: resting, ready.
    case inFlight
  }

  let command: Command
  /// G3: it may not leave before its entry is on disk.
  let waitsForCommit: Bool
  var place = Place.ready
  var attempts = 0
  /// How often it has probed a platform that does not answer (D3: the most urgent ones in turn).
  var turns = 0
  var notBefore: Tick
  /// Sent although the vendor asked to wait, to see whether it still means it.
  var isProbe = false
  /// The token it was last sent with; a 401 to an older one costs nothing.
  var tokenGeneration = 0
  var wasRejected = false
  var firstFailure: Tick?
  var throttles = 0
  var hasToldOfToken = false

  init(command: Command, waitsForCommit: Bool, notBefore: Tick) {
    self.command = command
    self.waitsForCommit = waitsForCommit
    self.notBefore = notBefore
  }

  var lane: Lane { Lane(command, attempts: attempts) }
  var isUrgent: Bool { lane.isUrgent }

  /// Positive, so that nobody comes back early, and drawn from the command itself: the machine has no randomness.
  func jittered(_ span: Span) -> Span {
    var mixed = UInt64(bitPattern: command.id.seq) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(command.id.index * 31 + attempts)
    mixed = (mixed ^ (mixed >> 31)) &* 0xbf58_476d_1ce4_e5b9
    return span + .milliseconds(Int64((mixed >> 33) % UInt64(max(1, span.milliseconds / 4 + 1))))
  }
}

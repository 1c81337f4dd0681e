import Model

/// A command in the queue: how often it was tried, when it may go, and its place (D1).
struct DeliveryItem: Hashable, Sendable {
  let command: Command
  var attempts = 0
  var notBefore: Tick
  var isInFlight = false
  /// Sent although the vendor asked to wait, to see whether it still means it.
  var isProbe = false
  /// The token it was last sent with; a 401 to an older one costs nothing.
  var tokenGeneration = 0
  var wasRejected = false
  var firstFailure: Tick?
  var throttles = 0
  var hasToldOfToken = false

  /// Only pauses and what they need may use the reserve.
  var isUrgent: Bool { command.purpose == .pause }

  /// D1: pauses, first attempts before retries, then what a pause needs, resumes, verifications, replay; the oldest exposure first.
  /// D3: while one call at a time probes, those of a lane take turns.
  func rank(takingTurns: Bool) -> (Int, Int, Tick, CommandID) {
    let lane =
      switch (command.kind, command.purpose) {
      case (.pause, .pause): attempts == 0 ? 0 : 1
      case (_, .pause): 2
      case (_, .resume): 3
      case (_, .verify): 4
      case (_, .replay): 5
      }
    return (lane, takingTurns ? attempts : 0, command.since, command.id)
  }

  /// For the metrics: the lane as a word.
  var lane: String { command.kind == .pause ? "pause" : command.purpose == .pause ? "look-up" : command.purpose.rawValue }

  /// Positive, so that nobody comes back early, and drawn from the command itself: the machine has no randomness.
  func jittered(_ span: Span) -> Span {
    var mixed = UInt64(bitPattern: command.id.seq) &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(command.id.index * 31 + attempts)
    mixed = (mixed ^ (mixed >> 31)) &* 0xbf58_476d_1ce4_e5b9
    return span + .milliseconds(Int64((mixed >> 33) % UInt64(max(1, span.milliseconds / 4 + 1))))
  }
}

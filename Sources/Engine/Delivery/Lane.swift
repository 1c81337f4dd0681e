import Model

/// D1: the order in which commands leave: pauses, first attempts before retries; what a pause needs; resumes; readings; replay.
enum Lane: Int, Comparable, Sendable {
  case firstPause, pauseAgain, lookUp, resume, verify, drift, replay

  init(_ command: Command, attempts: Int) {
    self =
      switch (command.kind, command.purpose) {
      case (.pause, .pause): attempts == 0 ? .firstPause : .pauseAgain
      case (_, .pause): .lookUp
      case (_, .resume): .resume
      case (_, .verify): .verify
      case (_, .drift): .drift
      case (_, .replay): .replay
      }
  }

  var isPause: Bool { self <= .pauseAgain }
  /// Only pauses and what they need may use the reserve.
  var isUrgent: Bool { self <= .lookUp }

  static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}

extension Command {
  /// Its lane as a word, for the metrics.
  var lane: String { kind == .pause ? "pause" : purpose == .pause ? "look-up" : purpose.rawValue }
}

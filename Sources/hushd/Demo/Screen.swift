import Model

/// A screen's recording, or a call's, as the simulator has it: the truth.
struct Screen {
  enum State: String {
    case recording, paused, ended, requested
  }

  let conversation: String
  let agent: String
  let recording: String
  let state: State
  /// Every state it ever had, the newest last.
  let history: [(at: Timestamp, state: State)]

  /// Nil for what is no recording of that kind.
  init?(_ json: JSONValue, kind: String) {
    guard json["kind"]?.string == kind, let conversation = json["conversation"]?.string,
      let recording = json["recording"]?.string ?? json["participant"]?.string,
      let state = json["state"]?.string.flatMap({ State(rawValue: $0) })
    else { return nil }
    self.conversation = conversation
    self.recording = recording
    self.state = state
    agent = json["agent"]?.string ?? ""
    history = (json["history"]?.elements ?? []).compactMap { change in
      guard let at = change["at"]?.time, let state = change["state"]?.string.flatMap({ State(rawValue: $0) }) else { return nil }
      return (at, state)
    }
  }

  /// The first time from a moment on at which it was in a state; the moment itself when it was so already.
  func time(of state: State, from moment: Timestamp) -> Timestamp? {
    self.state(at: moment) == state ? moment : change(to: state, after: moment)
  }

  /// Nil before it began.
  func state(at moment: Timestamp) -> State? { history.last { $0.at <= moment }?.state }

  /// When it next became so.
  func change(to state: State, after moment: Timestamp) -> Timestamp? { history.first { $0.at > moment && $0.state == state }?.at }
}

extension JSONValue {
  var time: Timestamp? { string.flatMap { Timestamp(rfc3339: $0) } }
}

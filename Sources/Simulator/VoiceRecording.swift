import Model

/// The recording of one call, which is paused, resumed and ends with the call.
struct VoiceRecording: Sendable {
  enum State: String, Sendable {
    case recording, paused, ended
  }

  let id: String
  var conversation: String
  var agent: String?
  var state: Settling<State>
  var calls = CallCounts()

  init(id: String, conversation: String, agent: String?, at moment: Moment) {
    self.id = id
    self.conversation = conversation
    self.agent = agent
    state = Settling(.recording, at: moment)
  }

  /// Asks for a state and says in which one it was; an ended one stays so.
  @discardableResult
  mutating func set(paused: Bool, at moment: Moment, latency: Span) -> State {
    if paused { calls.pause += 1 } else { calls.resume += 1 }
    state.settle(at: moment)
    let before = state.value
    if before != .ended { state.wish(paused ? .paused : .recording, at: moment, after: latency) }
    return before
  }

  /// Takes over what the world's file says of its state.
  mutating func update(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    if let text = json["state"]?.string {
      guard let value = State(rawValue: text) else { throw ControlError("state: \(text) is none of recording, paused, ended") }
      state.force(value, at: moment)
    }
    if json["ended"]?.bool == true { state.force(.ended, at: moment) }
  }

  var row: RecordingRow {
    RecordingRow(
      kind: .voice, conversation: conversation, agent: agent, recording: id, state: state.value.rawValue, since: state.since,
      history: state.history.map { ($0.at, $0.value.rawValue) }, calls: calls)
  }
}

import Model

/// A vendor in the simulation: recordings with a true state, readings that lag behind it, calls that apply late or not at all.
struct SimulatedPlatform {
  /// Vendors are eventually consistent: a reading may be this old.
  static let lagMax: Int64 = 2000

  struct Recording {
    let id: String
    let platform: Int
    /// Nil for what all of the conversation share.
    let agent: Int?
    var begins: Int64
    /// A 2xx does nothing before (R4).
    var connects: Int64
    var ends: Int64 = .max
    /// What it was since when, the oldest first.
    var history: [(since: Int64, isPaused: Bool)] = []

    func exists(at time: Int64) -> Bool { begins <= time && time < ends }
    func isPaused(at time: Int64) -> Bool { history.last { $0.since <= time }?.isPaused ?? false }
  }

  let traits: [PlatformTraits]
  var recordings: [Recording]

  func index(of command: Command) -> Int? {
    recordings.firstIndex { $0.id == command.target.recording && traits[$0.platform].name == command.target.platform }
  }

  /// The call reaches the recording now.
  mutating func apply(_ command: Command, at time: Int64) {
    guard let index = index(of: command), recordings[index].exists(at: time), recordings[index].connects <= time else { return }
    recordings[index].history.append((time, command.kind == .pause))
  }

  /// What the platform says to a pause or resume at this moment.
  func reply(to command: Command, at time: Int64) -> Outcome {
    guard let index = index(of: command), recordings[index].exists(at: time) else { return Outcome(.gone, status: 404) }
    return Outcome(.accepted, status: 202)
  }

  /// What a look-up sees, if states are read as they were at `read`.
  func look(_ command: Command, at time: Int64, read: Int64) -> Outcome {
    guard let platform = traits.firstIndex(where: { $0.name == command.target.platform }) else { return Outcome(.gone, status: 404) }
    let isWhole = command.kind == .resolve || traits[platform].inspectsConversation
    let seen = recordings.filter { recording in
      guard recording.platform == platform, recording.begins <= time else { return false }
      if command.kind == .resolve && recording.ends <= time { return false }
      return isWhole || recording.id == command.target.recording
    }
    guard command.kind == .resolve || !seen.isEmpty else { return Outcome(.gone, status: 404) }
    return Outcome(.confirmed, status: 200, observations: seen.map { observation(of: $0, at: time, read: read) })
  }

  private func observation(of recording: Recording, at time: Int64, read: Int64) -> Observation {
    let isParticipant = traits[recording.platform].addressing == .participant
    // Of one that does not record yet some vendors say so, others that its agent is not there yet.
    let isExpected = time < recording.connects && recording.ends > time
    let tellsState = recording.agent.map { $0 % 2 == 0 } ?? true
    let state: Observation.State =
      if recording.ends <= time { .ended } else if isExpected && tellsState { .requested } else {
        recording.isPaused(at: read) ? .paused : .recording
      }
    return Observation(
      recording: recording.id, agent: recording.agent.map { SimulatedHistory.agents[$0] }, participant: isParticipant ? recording.id : nil,
      state: state, isConnected: !isExpected || tellsState)
  }
}

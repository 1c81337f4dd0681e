import Model

/// NICE CXone's screen recordings, each with an id of its own; all recordings of an interaction are paused together.
package struct CXoneScreen: Platform {
  package let traits: PlatformTraits
  package let credential: Credential
  private let recordings: String

  package init(_ account: CXoneAccount) {
    recordings = URLText.base(account.api) + "/api/wem/v1/screen-recordings"
    traits = account.platform.traits(
      addressing: .recording, isShared: false, canResolve: true, canInspect: true, coversEveryone: true)
    credential = account.credential
  }

  package func request(for command: Command) -> HTTPRequest? {
    let accept = HTTPHeader("Accept", "application/json")
    if command.kind == .resolve {
      let agent = command.target.agent.map { "agentId=\(URLText.encoded($0))&" } ?? ""
      return HTTPRequest(method: "GET", url: "\(recordings)?\(agent)status=RECORDING", headers: [accept])
    }
    guard let recording = URLText.segment(command.target.recording ?? "") else { return nil }
    let url = "\(recordings)/\(recording)"
    guard command.kind != .inspect else { return HTTPRequest(method: "GET", url: url, headers: [accept]) }
    let headers = [HTTPHeader("Content-Type", "application/json"), accept]
    return HTTPRequest(method: "PUT", url: "\(url)/\(command.kind.rawValue)", headers: headers, body: body(of: command))
  }

  private func body(of command: Command) -> [UInt8] {
    let reason = command.reason ?? (command.kind == .pause ? "PCI_DATA_DETECTED" : "PCI_DATA_CLEARED")
    // The operator's tags outrank what a sender wrote.
    let metadata = command.metadata.merging(command.tags) { _, tag in tag }
    return JSONWriter.object { writer in
      writer.field("reason", reason)
      writer.field("metadata", metadata)
    }
  }

  package func outcome(of response: HTTPResponse, to command: Command, at now: Timestamp) -> Outcome {
    var outcome = Outcome(answer: response, to: command, permission: permission(for: command.kind), at: now)
    guard outcome.result == .confirmed else { return outcome }
    guard let root = try? JSONDocument(response.body).root else {
      outcome.fail("the screen recordings cannot be read: the answer is not JSON")
      return outcome
    }
    if command.kind == .resolve {
      readRows(of: root, command: command, into: &outcome)
    } else {
      readRecording(root, command: command, into: &outcome)
    }
    return outcome
  }

  /// Only rows of the window's own interaction: the agent may be recorded in another one as well.
  private func readRows(of root: JSONValue, command: Command, into outcome: inout Outcome) {
    guard let rows = CXoneScreen.rows(of: root) else {
      outcome.fail("the screen recordings cannot be read: the answer holds no list")
      return
    }
    let interaction = Identifier.canonical(command.target.conversation.id)
    for row in rows where row["interactionId"]?.text.map(Identifier.canonical) == interaction {
      guard let recording = CXoneScreen.id(of: row) else { continue }
      outcome.observations.append(CXoneScreen.observation(of: recording, row: row))
      outcome.contact = outcome.contact ?? row["contactId"]?.text
    }
  }

  private func readRecording(_ root: JSONValue, command: Command, into outcome: inout Outcome) {
    let row = ["screenRecording", "item", "data"].lazy.compactMap { root[$0] }.first { $0.isObject } ?? root
    guard row.isObject else {
      outcome.fail("the screen recording cannot be read: the answer is no object")
      return
    }
    guard let recording = command.target.recording ?? CXoneScreen.id(of: row) else { return }
    outcome.observations = [CXoneScreen.observation(of: recording, row: row)]
    outcome.contact = row["contactId"]?.text
  }

  private static func rows(of root: JSONValue) -> [JSONValue]? {
    if let elements = root.elements { return elements }
    return ["screenRecordings", "items", "data", "recordings", "results"].lazy.compactMap { root[$0]?.elements }.first
  }

  private static func id(of row: JSONValue) -> String? {
    ["screenRecordingId", "id", "recordingId"].lazy.compactMap { row[$0]?.text }.first { !$0.isEmpty }
  }

  private static func observation(of recording: String, row: JSONValue) -> Observation {
    let state: Observation.State =
      switch row["status"]?.string?.uppercased() {
      case "RECORDING"?: .recording
      case "PAUSED"?: .paused
      case "ENDED"?: .ended
      default: .unknown
      }
    return Observation(recording: recording, agent: row["agentId"]?.text.map(Identifier.canonical), state: state)
  }

  package func permission(for kind: Command.Kind) -> String {
    switch kind {
    case .pause: "wem.recording.pause"
    case .resume: "wem.recording.control"
    case .resolve, .inspect: "wem.recording.read"
    }
  }
}

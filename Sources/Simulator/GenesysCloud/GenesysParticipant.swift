import Model

/// A participant of a simulated conversation, with the screen recording that belongs to it.
struct GenesysParticipant: Sendable {
  /// The API's `screenRecordingState`.
  enum Screen: String, Sendable {
    case requested, active, paused, stopped, error, timeout
  }

  let id: String
  var purpose: String
  var userID: String?
  var queueID: String?
  var name: String?
  /// Of its call: alerting, dialing, contacting, offering, connected, disconnected, terminated.
  var state: String
  var isHeld = false
  var startTime: Timestamp
  var connectedTime: Timestamp?
  var endTime: Timestamp?
  var disconnectType: String?
  var consultParticipantID: String?
  var monitoredParticipantID: String?
  var coachedParticipantID: String?
  var bargedParticipantID: String?
  /// Nil when no screen of it is recorded.
  var screen: Settling<Screen>?
  /// The API does not show its `screenRecordingState`.
  var hidesScreen = false
  var calls = CallCounts()

  /// A participant as it appears by itself: an agent's screen is recorded from the answer on.
  init(id: String, purpose: String, userID: String?, state: String = "connected", at moment: Moment) {
    self.id = id
    self.purpose = purpose
    self.userID = userID
    self.state = state
    startTime = moment.timestamp
    if state == "connected" { connectedTime = moment.timestamp }
    if state == "connected", userID != nil { screen = Settling(.active, at: moment) }
  }

  var isLive: Bool { endTime == nil && !["disconnected", "terminated"].contains(state) }

  /// Pauses or resumes its screen as the API would, or says why not.
  mutating func set(paused: Bool, at moment: Moment, latency: Span) throws(GenesysError) {
    if paused { calls.pause += 1 } else { calls.resume += 1 }
    screen?.settle(at: moment)
    guard isLive, let current = screen?.value else { throw .noParticipant(id) }
    switch (current, paused) {
    case (.paused, true): throw .alreadyIn("paused")
    case (.active, false): throw .alreadyIn("active")
    case (.active, true): if state == "connected" { screen?.wish(.paused, at: moment, after: latency) }
    case (.paused, false): screen?.wish(.active, at: moment, after: latency)
    // Accepted without effect: the trap of a recording that is announced and does not run yet.
    case (.requested, _): break
    case (.stopped, _), (.error, _), (.timeout, _): throw .noParticipant(id)
    }
  }

  mutating func end(at moment: Moment, disconnectType: String = "client") {
    guard endTime == nil else { return }
    endTime = moment.timestamp
    state = "terminated"
    self.disconnectType = self.disconnectType ?? disconnectType
    screen?.force(.stopped, at: moment)
  }

  /// Its screen's state in hushd's words.
  static func word(for screen: Screen) -> String {
    switch screen {
    case .requested: "requested"
    case .active: "recording"
    case .paused: "paused"
    case .stopped, .error, .timeout: "ended"
    }
  }
}

extension GenesysParticipant {
  private static let keys: Set<String> = [
    "id", "purpose", "userId", "queueId", "name", "state", "held", "startTime", "connectedTime", "endTime", "ended", "disconnectType",
    "consultParticipantId", "monitoredParticipantId", "coachedParticipantId", "bargedParticipantId", "screenRecordingState",
    "hideScreenRecordingState",
  ]

  /// A participant as the world's file describes it.
  init(_ json: JSONValue, id: String, at moment: Moment) throws(ControlError) {
    let userID = json["userId"]?.string
    let state = json["state"]?.string ?? "connected"
    self.init(id: id, purpose: json["purpose"]?.string ?? (userID == nil ? "customer" : "agent"), userID: userID, state: state, at: moment)
    try update(json, at: moment)
  }

  /// Takes over what is given; null takes a value away.
  mutating func update(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    for (name, value) in json.members {
      let text = value.text
      switch name {
      case "id": break
      case "purpose": purpose = text ?? purpose
      case "userId": userID = text
      case "queueId": queueID = text
      case "name": self.name = text
      case "state": try become(text ?? state, screenGiven: json["screenRecordingState"] != nil, at: moment)
      case "held": isHeld = value.bool ?? false
      case "startTime": startTime = try json.time(name) ?? startTime
      case "connectedTime": connectedTime = try json.time(name)
      case "endTime": endTime = try json.time(name)
      case "ended": if value.bool == true { end(at: moment) }
      case "disconnectType": disconnectType = text
      case "consultParticipantId": consultParticipantID = text
      case "monitoredParticipantId": monitoredParticipantID = text
      case "coachedParticipantId": coachedParticipantID = text
      case "bargedParticipantId": bargedParticipantID = text
      case "screenRecordingState": try setScreen(value, at: moment)
      case "hideScreenRecordingState": hidesScreen = value.bool ?? false
      default: throw ControlError("\(name): no such key of a participant (one of \(Self.keys.sorted().joined(separator: ", ")))")
      }
    }
  }

  private mutating func become(_ state: String, screenGiven: Bool, at moment: Moment) throws(ControlError) {
    let known = ["alerting", "dialing", "contacting", "offering", "connected", "disconnected", "terminated"]
    guard known.contains(state) else { throw ControlError("state: \(state) is none of \(known.joined(separator: ", "))") }
    let wasConnected = self.state == "connected"
    if state == "terminated" || state == "disconnected" {
      end(at: moment)
    } else if state == "connected", !wasConnected {
      connectedTime = moment.timestamp
      // An answered call starts the screen, unless the world says otherwise.
      if !screenGiven, userID != nil { startScreen(at: moment) }
    }
    self.state = state
  }

  private mutating func startScreen(at moment: Moment) {
    if screen == nil { screen = Settling(.active, at: moment) } else { screen?.force(.active, at: moment) }
  }

  private mutating func setScreen(_ json: JSONValue, at moment: Moment) throws(ControlError) {
    guard !json.isNull else {
      screen = nil
      return
    }
    guard let text = json.string, let value = Screen(rawValue: text) else {
      throw ControlError("screenRecordingState: \(json.text ?? "?") is none of requested, active, paused, stopped, error, timeout")
    }
    if screen == nil { screen = Settling(value, at: moment) } else { screen?.force(value, at: moment) }
  }
}

import Model

extension CXoneTenant {
  /// `POST /inContactAPI/services/{version}/interactions/{contact}/signal`: tells the contact's script what to do, by JSON or by p1…p9.
  /// Nobody is told whether it did: a signal the script does not know is accepted as well.
  mutating func signal(_ request: WireRequest, at moment: Moment, latency: Span) throws(CXoneError) -> HTTPResponse {
    let segments = request.segments.map { $0.lowercased() }
    guard segments.count == 6, segments[1] == "services", segments[2].hasPrefix("v"), segments[3] == "interactions", segments[5] == "signal"
    else {
      throw CXoneError(404, "no such resource")
    }
    try check(request, takes: "POST")
    let contact = request.segments[4]
    guard let body = try? request.json() else { throw CXoneError(400, "the body is not JSON") }
    let name = body["eventName"]?.string ?? request.query("p1")
    guard let name, !name.isEmpty else { throw CXoneError(400, "no signal: eventName in the body or p1 in the query is required") }
    if createsUnknown, contacts[contact] == nil {
      let interaction = Self.derived("c", from: contact)
      contacts[contact] = CXoneContact(id: contact, interactionID: interaction, agentID: nil, userID: nil, at: moment)
    }
    contacts[contact]?.settle(at: moment)
    guard let state = contacts[contact]?.voice.state.value, state != .ended else { throw CXoneError(404, "no active contact \(contact)") }
    switch name {
    case "PauseRecordingSignal": contacts[contact]?.set(paused: true, at: moment, latency: latency)
    case "ResumeRecordingSignal": contacts[contact]?.set(paused: false, at: moment, latency: latency)
    default: break
    }
    return HTTPResponse(status: 202)
  }

  /// `…/interactions/mask`, `unmask` and `get-recording-status`: by user, and for his latest call, with the screens of all who are on it.
  mutating func manage(_ request: WireRequest, at moment: Moment, latency: Span) throws(CXoneError) -> HTTPResponse {
    // An older page has it without the version.
    let path = request.segments.dropFirst().filter { $0 != "v1" }
    guard path.count == 2, path.first == "interactions", let verb = path.last else { throw CXoneError(404, "no such resource") }
    guard let user = request.query("userId") ?? request.query("user-id") else { throw CXoneError(400, "userId is required") }
    guard ["mask", "unmask", "get-recording-status"].contains(verb) else { throw CXoneError(404, "no such resource") }
    try check(request, takes: verb == "get-recording-status" ? "GET" : "POST")
    guard let contact = try latestContact(of: user, at: moment) else { throw CXoneError(404, "no active interactions") }
    guard verb != "get-recording-status" else {
      contacts[contact.id]?.voice.calls.inspect += 1
      return status(of: contact)
    }
    if let locked = contact.lockedUntil, locked.microseconds > moment.microseconds {
      throw CXoneError(425, "the interaction is locked while processing a previous request")
    }
    contacts[contact.id]?.lockedUntil = moment + maskLock
    contacts[contact.id]?.set(paused: verb == "mask", at: moment, latency: latency)
    for (id, recording) in screenRecordings where recording.interactionID == contact.voice.conversation && recording.status.value != .ended
    {
      screenRecordings[id]?.status.wish(verb == "mask" ? .paused : .recording, at: moment, after: latency)
    }
    return .json { writer in
      writer.field("description", "\(verb) done")
      writer.field("contactId", contact.id)
      writer.field("httpStatus", "OK")
    }
  }

  private mutating func latestContact(of user: String, at moment: Moment) throws(CXoneError) -> CXoneContact? {
    if createsUnknown, !contacts.values.contains(where: { $0.userID == user }) {
      contacts[user] = CXoneContact(id: user, interactionID: Self.derived("c", from: user), agentID: nil, userID: user, at: moment)
    }
    for id in contacts.keys { contacts[id]?.settle(at: moment) }
    return contacts.values.filter { $0.userID == user && $0.voice.state.value != .ended }
      .max { ($0.startTime, $0.id) < ($1.startTime, $1.id) }
  }

  private func status(of contact: CXoneContact) -> HTTPResponse {
    let isMasked = contact.voice.state.value == .paused
    return .json { writer in
      writer.field("contactId", contact.id)
      writer.field("interactionId", contact.voice.conversation)
      writer.field("statusReason", isMasked ? "Mask" : "Policy")
      writer.field("recordingStatusToAgent", isMasked ? "Stopped" : "Recording")
      writer.field("recordingStatusFromAgent", isMasked ? "Stopped" : "Recording")
    }
  }
}

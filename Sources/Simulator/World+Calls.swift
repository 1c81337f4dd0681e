import Model

// The set-up of what has a voice recording only: contacts of CXone and Amazon Connect, calls of Genesys Engage and of the recorder.

extension World {
  mutating func changeContacts(_ request: WireRequest, _ body: JSONValue, at moment: Moment) throws(ControlError) -> Bool {
    let segments = request.segments
    switch (request.method, segments.count) {
    case ("POST", 1): for contact in body.elements ?? [body] { cxone.put(try CXoneContact(contact, at: moment)) }
    case ("POST", 2):
      guard var contact = cxone.contacts[segments[1]] else { throw ControlError("no contact \(segments[1])", status: 404) }
      try contact.update(body, at: moment)
      cxone.put(contact)
    case ("DELETE", 2): cxone.contacts[segments[1]] = nil
    default: return false
    }
    return true
  }

  /// `POST /…` with {id, conversation, agent}, `POST /…/{id}` with {state} or {"ended": true}, `DELETE /…/{id}`.
  mutating func changeCalls(
    _ calls: WritableKeyPath<World, [String: VoiceRecording]>, _ request: WireRequest, _ body: JSONValue, at moment: Moment
  ) throws(ControlError) -> Bool {
    let segments = request.segments
    guard segments.count <= 2 else { return false }
    let id = segments.count > 1 ? segments[1] : try body.required("id")
    switch request.method {
    case "DELETE": self[keyPath: calls][id] = nil
    case "POST":
      if segments.count > 1, self[keyPath: calls][id] == nil { throw ControlError("no call \(id)", status: 404) }
      let conversation = body["conversation"]?.text ?? body["interactionId"]?.text ?? body["initialContact"]?.text ?? id
      var call =
        self[keyPath: calls][id]
        ?? VoiceRecording(
          id: id, conversation: conversation, agent: body["agent"]?.text ?? body["agentId"]?.text ?? body["user"]?.text, at: moment)
      try call.update(body, at: moment)
      self[keyPath: calls][id] = call
    default: return false
    }
    return true
  }
}

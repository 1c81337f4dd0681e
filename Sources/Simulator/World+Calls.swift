import Model

// The set-up of what has a voice recording only: contacts of CXone and Amazon Connect, calls of Genesys Engage.

extension World {
  mutating func changeContacts(_ request: WireRequest, _ body: JSONValue, at moment: Moment) throws(ControlError) -> Bool {
    let segments = request.segments
    switch (request.method, segments.count) {
    case ("POST", 1): for contact in body.elements ?? [body] { cxone.put(try CXoneContact(contact, at: moment)) }
    case ("POST", 2):
      guard var contact = cxone.contacts[segments[1]] else { throw ControlError("no contact \(segments[1])", status: 404) }
      try contact.update(body, at: moment)
      cxone.put(contact)
    default: return false
    }
    return true
  }

  /// `POST /engage-calls` with {id, conversation, user}, `POST /engage-calls/{id}` with {state} or {"ended": true}.
  mutating func changeEngageCalls(_ segments: [String], _ body: JSONValue, at moment: Moment) throws(ControlError) {
    let id = segments.count > 1 ? segments[1] : try body.required("id")
    if segments.count > 1, engage.calls[id] == nil { throw ControlError("no call \(id)", status: 404) }
    if segments.count == 1 {
      engage.calls[id] = VoiceRecording(id: id, conversation: body["conversation"]?.text ?? id, agent: body["user"]?.text, at: moment)
    }
    if var call = engage.calls[id] {
      try call.update(body, at: moment)
      engage.calls[id] = call
    }
  }

  /// `POST /connect-contacts` with {id, initialContact, agent}, `POST /connect-contacts/{id}` with {state} or {"ended": true}.
  mutating func changeConnectContacts(_ segments: [String], _ body: JSONValue, at moment: Moment) throws(ControlError) {
    let id = segments.count > 1 ? segments[1] : try body.required("id")
    if segments.count > 1, connect.contacts[id] == nil { throw ControlError("no contact \(id)", status: 404) }
    if segments.count == 1 {
      let initial = body["initialContact"]?.text ?? id
      connect.add(VoiceRecording(id: id, conversation: initial, agent: body["agent"]?.text, at: moment), initial: initial)
    }
    if var contact = connect.contacts[id] {
      try contact.update(body, at: moment)
      connect.contacts[id] = contact
    }
  }
}

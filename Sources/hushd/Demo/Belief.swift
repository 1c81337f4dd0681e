import Model

/// An open window as hushd reports it.
struct Belief {
  struct Recording {
    let id: String
    /// recording or paused: what hushd wants it to be.
    let wanted: String
    /// recording, paused, ended or unknown: what hushd holds for confirmed.
    let known: String
  }

  let conversation: String
  let agent: String
  let openedAt: Timestamp
  let recordings: [Recording]

  init?(_ json: JSONValue) {
    guard let conversation = json["conversation"]?.string, let openedAt = json["openedAt"]?.time else { return nil }
    self.conversation = conversation
    self.openedAt = openedAt
    agent = json["agent"]?.string ?? ""
    recordings = (json["recordings"]?.elements ?? []).compactMap { recording in
      guard let id = recording["recording"]?.string else { return nil }
      return Recording(id: id, wanted: recording["wanted"]?.string ?? "", known: recording["known"]?.string ?? "")
    }
  }
}

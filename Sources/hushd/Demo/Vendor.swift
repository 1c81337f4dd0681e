import Model

/// What the demo has to know of a platform: how its world is arranged in the simulator, and how its events look.
protocol Vendor: Sendable {
  var head: VendorHead { get }

  func leg(_ agent: String, of conversation: String, purpose: Leg.Purpose) -> Leg
  func begin(_ conversation: String) -> [Arrangement]
  /// The agent's telephone rings; nothing is recorded yet.
  func ring(_ leg: Leg) -> [Arrangement]
  func connect(_ leg: Leg) -> [Arrangement]
  func leave(_ leg: Leg) -> [Arrangement]
  /// Takes the conversation out of the simulator, for good.
  func remove(_ legs: [Leg]) -> [Arrangement]

  func event(_ fact: Fact, of leg: Leg, id: String, at moment: Timestamp) -> [UInt8]
  /// Shell lines that begin a secure pause, made for 80 columns.
  func example(url: String) -> [String]
  /// Which recording a call to the platform pauses or resumes, by its method and path and its body.
  func change(_ call: [Substring], body: String) -> (verb: String, recording: String)?
}

extension Vendor {
  func begin(_: String) -> [Arrangement] { [] }
  func ring(_: Leg) -> [Arrangement] { [] }
}

/// What a vendor is called, and what every one of them says alike.
struct VendorHead: Sendable {
  /// As the configuration names the type.
  let type: String
  /// The platform's name, and the name of the source for anybody's own events.
  let name: String
  /// As the simulator names it.
  let simulated: String
  /// Of its events.
  let format: String
  /// The kind of recording it is about, as the simulator names it.
  let kind: String
  /// The calls that fail while it is out of order.
  let pathPrefix: String
  /// What an event has to say instead of the example's word to end a secure pause.
  let ending: String
  /// The keys of its section in the configuration; ADDRESS stands for the simulator's.
  let keys: String
}

/// An agent's part in a conversation, with the recording it is about.
struct Leg: Hashable {
  enum Purpose: String { case agent, user }

  let conversation: String
  let agent: String
  let recording: String
  let purpose: Purpose
}

/// What a sender tells about a leg.
enum Fact {
  case joined, pauseStarted, pauseEnded, left
  /// Of the whole conversation.
  case over
}

/// A request to the simulator's own endpoints, which changes the simulated world.
struct Arrangement {
  let method: String
  let path: String
  let body: [UInt8]

  init(_ method: String, _ path: String, _ body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.body = body
  }

  init(_ path: String, _ write: (inout JSONWriter) -> Void) {
    self.init("POST", path, JSONWriter.object(write))
  }
}

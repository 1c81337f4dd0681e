import Model

/// What the demo has to know of a platform: how its world is arranged in the simulator, and how its events look.
protocol Vendor: Sendable {
  /// As the configuration names the type.
  var type: String { get }
  /// The platform's name, and the name of the source for anybody's own events.
  var name: String { get }
  /// As the simulator names it.
  var simulated: String { get }
  /// Of its events.
  var format: String { get }
  /// The calls that fail while it is out of order.
  var pathPrefix: String { get }

  /// The platform's section of the configuration.
  func settings(address: String) -> String

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
  /// What the example has to say instead to end it.
  var ending: String { get }
  /// Which recording a call to the platform pauses or resumes.
  func change(_ segments: [Substring]) -> (verb: String, recording: String)?
}

/// An agent's part in a conversation, with the recording of the screen.
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

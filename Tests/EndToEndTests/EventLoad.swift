import Model
import Native
import Testing
import Seeded

/// Secure pauses that begin and end in many conversations, and who has been told that hushd has them.
struct EventLoad {
  /// One event, its place in the truth, and when its sender posted it and was answered.
  struct Sent {
    let id: String
    let conversation: Int
    let isStarted: Bool
    let text: String
    let postedAt: Int64
    var acknowledgedAt: Int64?
    /// It lies in the spool: its sender has done its part.
    var isFile = false
  }

  private(set) var sent: [Sent] = []
  private var random: SeededRandom
  private var newest: [(moment: Timestamp, isOpen: Bool)]

  /// The simulator's `--auto` makes conversation cX with agent aX and participant bX.
  init(seed: UInt64, conversations: Int) {
    random = SeededRandom(seed)
    newest = Array(repeating: (Timestamp(milliseconds: 0), false), count: conversations)
  }

  var conversations: Range<Int> { newest.indices }

  /// What the senders know: whether the conversation's window is open.
  func isOpen(_ conversation: Int) -> Bool { newest[conversation].isOpen }

  mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  /// The next fact of a random conversation, later than all before it and not ahead of the clock: two from the future would count as
  /// simultaneous (E2), and then a started wins (W1).
  mutating func makeEvent() -> Int {
    let conversation = number(below: newest.count)
    var moment = SentEvent.now
    while moment <= newest[conversation].moment { moment = SentEvent.now }
    newest[conversation] = (moment, !newest[conversation].isOpen)
    let id = "load-\(sent.count)"
    let text = SentEvent.securePause(
      newest[conversation].isOpen ? "started" : "ended", of: "a\(conversation)", in: "c\(conversation)", at: moment, id: id)
    sent.append(
      Sent(
        id: id, conversation: conversation, isStarted: newest[conversation].isOpen, text: text,
        postedAt: Clock.live.microseconds()))
    return sent.count - 1
  }

  mutating func acknowledge(_ index: Int) { sent[index].acknowledgedAt = sent[index].acknowledgedAt ?? Clock.live.microseconds() }

  mutating func leaveToSpool(_ index: Int) { sent[index].isFile = true }

  /// Posts on several connections until it shall stop, then does what was asked and waits for the answers under way.
  mutating func post(
    to centre: ContactCentre, connections: Int, stopAfter isEnough: (_ acknowledged: Int) -> Bool, stop: () -> Void
  ) -> Set<String> {
    let client = HTTPClient()
    var acknowledged: Set<String> = []
    var isStopped = false
    while true {
      while !isStopped, client.inFlight < connections {
        let index = makeEvent()
        submit(index, to: centre, by: client)
      }
      for completion in client.run(waitingAtMost: .milliseconds(2)) {
        guard case .response(let response) = completion.result, response.status == 200 else { continue }
        acknowledge(Int(completion.id))
        acknowledged.insert(sent[Int(completion.id)].id)
      }
      if !isStopped, isEnough(acknowledged.count) {
        isStopped = true
        stop()
      }
      if isStopped, client.inFlight == 0 { return acknowledged }
    }
  }

  /// Sends again whatever nobody acknowledged, as every sender does.
  mutating func repeatUnacknowledged(to centre: ContactCentre) throws {
    for index in sent.indices where sent[index].acknowledgedAt == nil && !sent[index].isFile {
      let reply = try centre.post(Array(sent[index].text.utf8))
      if reply.status == 200 { acknowledge(index) }
    }
  }

  private func submit(_ index: Int, to centre: ContactCentre, by client: HTTPClient) {
    let request = HTTPRequest(
      method: "POST", url: "\(centre.address)/events/genesys", headers: [HTTPHeader("Content-Type", "application/json")],
      body: Array(sent[index].text.utf8))
    client.submit(request, id: UInt64(index), timeout: .seconds(10))
  }
}

import Model
import Native
import Testing

/// Many senders at once, each on a connection of its own.
struct LoadTests {
  @Test("everyone is answered", arguments: [128, 256])
  func concurrentConnections(count: Int) throws {
    let centre = try ContactCentre()
    let client = HTTPClient()
    var answers: [String: Int] = [:]
    for round in 0..<4 {
      for sender in 0..<count {
        let event = SentEvent.eventBridge("acd.start", in: "c-\(sender)", id: "\(round)-\(sender)", body: "\"queueId\":\"q-1\"")
        client.submit(
          HTTPRequest(
            method: "POST", url: "\(centre.address)/events/genesys", headers: [HTTPHeader("Content-Type", "application/json")],
            body: Array(event.utf8)),
          id: UInt64(sender), timeout: .seconds(20))
      }
      while client.inFlight > 0 {
        for completion in client.run(waitingAtMost: .seconds(20)) {
          if case .response(let response) = completion.result {
            answers[String(decoding: response.body, as: UTF8.self), default: 0] += 1
          } else {
            answers["\(completion.result)", default: 0] += 1
          }
        }
      }
    }
    #expect(answers == ["{\"accepted\":1,\"duplicates\":0}": 4 * count])
    #expect(try centre.entries().count == 4 * count)
  }
}

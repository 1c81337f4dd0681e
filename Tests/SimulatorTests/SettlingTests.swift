import Model
import Testing

@testable import Simulator

@Suite struct SettlingTests {
  private let start = Moment(wallMicroseconds: 0, microseconds: 0)

  @Test func `An older wish with a later effect applies after a newer one`() {
    var state = Settling("recording", at: start)
    state.wish("paused", at: start, after: .seconds(3))
    state.wish("stopped", at: start + .seconds(1), after: .zero)
    #expect(state.value == "stopped")
    state.settle(at: start + .seconds(3))
    #expect(state.value == "paused")
    #expect(state.since == Timestamp(milliseconds: 3000))
    #expect(state.history.map(\.value) == ["recording", "stopped", "paused"])
  }

  @Test func `What is forced forgets every wish`() {
    var state = Settling(1, at: start)
    state.wish(2, at: start, after: .seconds(1))
    state.force(3, at: start)
    state.settle(at: start + .seconds(2))
    #expect(state.value == 3)
  }

  @Test func `Due things come in the order of their times, then of their adding`() {
    var queue = DueQueue<String>()
    for (name, due) in [("c", 30), ("a", 10), ("b1", 20), ("d", 40), ("b2", 20), ("b3", 20)] { queue.add(name, due: Int64(due)) }
    #expect(queue.next == 10)
    #expect(queue.take(until: 9).isEmpty)
    #expect(queue.take(until: 30) == ["a", "b1", "b2", "b3", "c"])
    #expect(queue.take(until: 100) == ["d"])
    #expect(queue.next == nil)
  }

  @Test func `The log keeps the newest`() {
    var log = CallLog()
    for number in 0..<200_003 {
      log.append(
        CallLog.Call(
          platform: "p", at: start + .milliseconds(Int64(number)), answeredAt: start, method: "GET", path: "/\(number)", body: []))
    }
    var writer = JSONWriter()
    log.write(since: Timestamp(milliseconds: 200_001), to: &writer)
    #expect(log.total == 200_003)
    #expect(String(decoding: writer.bytes, as: UTF8.self).contains("/200001\"},{"))
  }
}

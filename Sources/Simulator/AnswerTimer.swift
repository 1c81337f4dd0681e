import Model
import Native

/// Gives answers when their time has come: one thread for all of them.
final class AnswerTimer: Sendable {
  /// What a request gets in the end: a response, or a cut connection.
  struct Answer: Sendable {
    var response: HTTPResponse?
    var reply: HTTPServer.Reply

    func give() {
      if let response { reply.send(response) } else { reply.drop() }
    }
  }

  private struct State: Sendable {
    var due = DueQueue<Answer>()
    var isStopped = false
  }

  private let state: Monitor<State>
  private let thread: ThreadHandle

  init(_ clock: Clock) throws {
    let state = Monitor(State())
    self.state = state
    thread = try ThreadHandle.start(name: "sim-timer") { Self.run(state, clock) }
  }

  /// Keeps an answer until that microsecond since boot.
  func post(_ answer: Answer, due: Int64) { state.withLock { $0.due.add(answer, due: due) } }

  /// Ends the thread; answers that still wait are dropped.
  func stop() {
    state.withLock { $0.isStopped = true }
    thread.join()
  }

  private static func run(_ state: Monitor<State>, _ clock: Clock) {
    while true {
      let (answers, next, isStopped) = state.withLock { ($0.due.take(until: clock.microseconds()), $0.due.next, $0.isStopped) }
      if isStopped { return }
      for answer in answers { answer.give() }
      if !answers.isEmpty { continue }
      let wait = next.map { Span(milliseconds: max(1, ($0 - clock.microseconds() + 999) / 1000)) }
      // Only an earlier deadline than the one waited for is a reason to look again.
      _ = state.wait(atMost: wait) { $0.isStopped || ($0.due.next ?? .max) < (next ?? .max) }
    }
  }
}

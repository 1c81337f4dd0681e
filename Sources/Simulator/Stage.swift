import Model
import Native
import Synchronization

/// Where requests meet the world. The world's lock is never held while an answer is delayed.
final class Stage: Sendable {
  private let world: Mutex<World>
  private let watch: StopWatch
  private let timer: AnswerTimer

  init(_ world: World, clock: Clock) throws {
    self.world = Mutex(world)
    watch = StopWatch(clock)
    timer = try AnswerTimer(clock)
  }

  /// Takes a request of the server and answers it, now or when its delay is over.
  func handle(_ request: borrowing HTTPServer.Request, _ reply: HTTPServer.Reply) {
    let wire = WireRequest(
      method: request.head.method, path: request.head.path, query: request.head.query, headers: request.head.headers, body: request.body)
    let moment = watch.now()
    let reaction = world.withLock { $0.react(to: wire, at: moment) }
    let answer = AnswerTimer.Answer(response: reaction.response, reply: reply)
    if reaction.delay > .zero {
      timer.post(answer, due: (moment + reaction.delay).microseconds)
    } else {
      answer.give()
    }
  }

  func stop() { timer.stop() }
}

import Model

/// The thread that closes connections whose request dribbles in too slowly.
final class Sweeper: Sendable {
  private let isStopping: Monitor<Bool>
  private let thread: ThreadHandle

  init(_ service: Service) throws {
    let isStopping = Monitor(false)
    let pause = Span(milliseconds: min(1000, max(10, service.configuration.timeout.milliseconds / 4)))
    self.isStopping = isStopping
    thread = try ThreadHandle.start(name: "http-sweeper") {
      while !isStopping.wait(atMost: pause, until: { $0 }) { service.expire() }
    }
  }

  /// Ends the thread.
  func stop() {
    isStopping.withLock { $0 = true }
    thread.join()
  }
}

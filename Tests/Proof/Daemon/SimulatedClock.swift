import Model
import Native
import Synchronization

/// Time that stands still until the simulation moves it. The wall may step; the boot-time clock may not.
final class SimulatedClock: Sendable {
  private struct State {
    var boot: Int64 = 5_000_000_000
    var wall: Int64 = 1_774_000_000_000_000
  }

  private let state = Mutex(State())

  /// Microseconds since boot.
  var now: Int64 { state.withLock { $0.boot } }
  var wall: Timestamp { Timestamp(milliseconds: state.withLock { $0.wall } / 1000) }

  func advance(to moment: Int64) {
    state.withLock { state in
      precondition(moment >= state.boot, "time goes forward")
      state.wall += moment - state.boot
      state.boot = moment
    }
  }

  /// Somebody sets the wall clock.
  func stepWall(by span: Span) { state.withLock { $0.wall += span.milliseconds * 1000 } }

  var clock: Clock {
    Clock(
      wall: { self.wall }, boot: { Tick(milliseconds: self.now / 1000) }, microseconds: { self.now }, bootID: { "simulated" })
  }
}

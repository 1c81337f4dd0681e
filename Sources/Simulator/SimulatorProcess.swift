import Model
import Native

/// `hushd simulate` from its first line to its end.
package enum SimulatorProcess {
  /// Serves until a signal asks it to end, or until standard input ends where that is wanted: so no test can leave one behind.
  package static func run(_ options: SimulatorOptions, untilInputCloses: Bool, announce: (String) -> Void) throws {
    let signals = SignalWaiter()
    let simulator = try Simulator(options.world, listen: options.listen)
    announce("listening on \(simulator.addresses.joined(separator: " "))")
    if untilInputCloses {
      _ = try ThreadHandle.start(name: "sim-input") {
        while readLine() != nil {}
        signals.wake()
      }
    }
    _ = signals.next()
    simulator.stop()
  }
}

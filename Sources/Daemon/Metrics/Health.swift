import Model
import Synchronization

/// What `/livez` and `/readyz` answer from; whoever knows how a part is sets its check.
package final class Health: Sendable {
  package enum Check: Hashable, Sendable {
    case ok
    /// With the reason, for the operator.
    case failed(String)
  }

  private enum Phase {
    case starting, running, stopping
  }

  private struct State {
    var phase = Phase.starting
    var checks: [String: Check] = [:]
    var lastBeat: Tick?
  }

  /// A loop that has not turned for so long will not turn again.
  private static let beatLimit = Span.seconds(10)

  private let state = Mutex(State())

  package init() {}

  package func set(_ name: String, _ check: Check) { state.withLock { $0.checks[name] = check } }

  /// Everything is up: ready from now on, unless a check has failed.
  package func start() {
    state.withLock { state in
      if state.phase == .starting { state.phase = .running }
    }
  }

  /// Never ready again.
  package func stop() { state.withLock { $0.phase = .stopping } }

  /// The loop has turned.
  package func beat(at now: Tick) { state.withLock { $0.lastBeat = now } }

  /// False when the loop has turned before, but not in the last 10 s.
  package func isLive(at now: Tick) -> Bool {
    state.withLock { state in state.lastBeat.map { now - $0 < Self.beatLimit } ?? true }
  }

  /// One line for each check as Kubernetes writes them; just `ok` when all is well, unless asked for more.
  package func report(verbose isVerbose: Bool) -> (isReady: Bool, text: String) {
    let (phase, named) = state.withLock { ($0.phase, $0.checks) }
    let checks = [("running", Self.check(of: phase))] + named.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    let isReady = checks.allSatisfy { $0.1 == .ok }
    if isReady && !isVerbose { return (true, "ok\n") }
    let lines = checks.map { Self.line($0, $1) } + ["readyz check \(isReady ? "passed" : "failed")"]
    return (isReady, lines.map { "\($0)\n" }.joined())
  }

  private static func check(of phase: Phase) -> Check {
    switch phase {
    case .starting: .failed("still starting")
    case .running: .ok
    case .stopping: .failed("stopping")
    }
  }

  private static func line(_ name: String, _ check: Check) -> String {
    switch check {
    case .ok: "[+]\(name) ok"
    case .failed(let reason): "[-]\(name) failed: \(reason.split(whereSeparator: \.isNewline).joined(separator: " "))"
    }
  }
}

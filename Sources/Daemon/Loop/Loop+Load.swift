import Model

/// What the loop holds in memory at a time: all of it is bounded (G5), which the simulation checks after each turn.
package struct LoopLoad: Hashable, Sendable {
  /// Commands that wait, or whose call is under way, by lane.
  package var backlog: [String: Int]
  /// Calls and token requests under way.
  package var requests: Int
  /// Pauses whose way to their call is being timed.
  package var timedPauses: Int
  /// Entries that wait for the disk.
  package var unwritten: Int
  /// Events among them, for the sake of repeats.
  package var recentEvents: Int
  /// Those that the engine holds.
  package var conversations: Int
  /// Those whose turn to be forgotten will come.
  package var remembered: Int
}

extension Loop {
  /// As it is now.
  package var load: LoopLoad {
    let reports = platforms.keys.compactMap { delivery.report(of: $0, now: now) }
    return LoopLoad(
      backlog: reports.reduce(into: [:]) { $0.merge($1.backlog, uniquingKeysWith: +) }, requests: underWay.count,
      timedPauses: pausesIssued.count, unwritten: Int(nextSeq - 1 - journal.durableSeq), recentEvents: recent.count,
      conversations: engine.conversationCount, remembered: remembered.count - rememberedStart)
  }
}

import Model

/// What became of the windows at the vendor.
struct Figures {
  /// Started to the pause's arrival, of the windows that were paused at all.
  let timesToPause: [Span]
  /// Windows whose recording was still running when they ended.
  let uncovered: Int
  /// Pauses that came when their window was over: a recording stopped for nothing.
  let late: Int
  let resumed: Int
  let calls: Int
  let refused: Int

  init(_ windows: [Window], _ vendor: Vendor) {
    var arrivals: [String: Tick] = [:]
    for call in vendor.calls where call.kind == .pause && call.status == 202 && arrivals[call.recording] == nil {
      arrivals[call.recording] = call.arrivedAt
    }
    let pauses = windows.map { (window: $0, arrival: arrivals[HushdSender.recording(ofCall: $0.number)]) }
    timesToPause = pauses.compactMap { pause in pause.arrival.map { $0 - pause.window.started } }.sorted()
    uncovered = pauses.count { pause in pause.arrival.map { $0 > pause.window.ended } ?? true }
    late = pauses.count { pause in pause.arrival.map { $0 > pause.window.ended } ?? false }
    resumed = Set(vendor.calls.filter { $0.kind == .resume && $0.status == 202 }.map(\.recording)).count
    calls = vendor.calls.count
    refused = vendor.calls.count { $0.status == 429 }
  }

  func percentile(_ share: Int) -> Span {
    timesToPause.isEmpty ? .zero : timesToPause[min(timesToPause.count - 1, timesToPause.count * share / 100)]
  }
}

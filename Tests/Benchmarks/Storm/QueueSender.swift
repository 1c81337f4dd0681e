import Model

/// What a queue with a worker does: event after event, each call repeated until it is answered, the next only then.
struct QueueSender {
  private(set) var vendor: Vendor
  private let afterStarted: [Command.Kind]
  private let afterEnded: [Command.Kind]

  /// `verifies`: it makes the calls that hushd makes; without, one call for each event, and nobody knows whether it worked.
  init(_ vendor: Vendor, verifies: Bool) {
    self.vendor = vendor
    afterStarted = verifies ? [.pause, .inspect] : [.pause]
    afterEnded = verifies ? [.inspect, .resume, .inspect] : [.resume]
  }

  mutating func run(_ windows: [Window], perMinute: Int64) {
    var jobs: [(at: Tick, call: Int, calls: [Command.Kind])] = []
    for window in windows { jobs += [(window.started, window.number, afterStarted), (window.ended, window.number, afterEnded)] }
    jobs.sort { ($0.at, $0.call) < ($1.at, $1.call) }
    let interval = Span.milliseconds(60_000 / perMinute)
    var free = Tick(milliseconds: 0)
    for job in jobs {
      for kind in job.calls {
        var leaves = max(free, job.at)
        while true {
          let (outcome, _) = vendor.answer(kind, of: HushdSender.recording(ofCall: job.call), at: leaves + Vendor.way)
          free = max(leaves + interval, leaves + Vendor.way + Vendor.way)
          guard outcome.status == 429 || outcome.status == 503 else { break }
          leaves = free + (outcome.retryAfter ?? .seconds(1))
        }
      }
    }
  }
}

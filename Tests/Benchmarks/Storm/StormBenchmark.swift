import Model

/// Time to the pause at a vendor of 300 calls a minute that is out for ten minutes in the first hour, in simulated time.
enum StormBenchmark {
  private static let perMinute = 300
  private static let outage = Tick(milliseconds: 1_200_000)..<Tick(milliseconds: 1_800_000)

  static func run() {
    print("\nTime to the pause in s, 300 calls a minute, ten minutes of outage in the first hour (simulated time)")
    print(
      "\nqueue: first in, first out, one call for each event. queue+: the same with hushd's calls (read back, inspect before a resume).")
    print("uncovered: windows that ended before their pause arrived. late: pauses that arrived after their window, a recording lost.")
    print("resumed: after the window; hushd leaves a screen paused whose agent has left before there was a call to spare.\n")
    row(["pauses/min", "sender", "windows", "p50", "p99", "max", "uncovered", "late", "resumed", "calls", "429"])
    for rate in [20, 100, 130] {
      let windows = Window.hour(perMinute: rate)
      for (name, send) in senders { row(cells(rate, name, windows, Figures(windows, send(windows)))) }
    }
  }

  private static var senders: [(String, ([Window]) -> Vendor)] {
    [("queue", { queue($0, verifies: false) }), ("queue+", { queue($0, verifies: true) }), ("hushd", hushd)]
  }

  private static func queue(_ windows: [Window], verifies: Bool) -> Vendor {
    var sender = QueueSender(Vendor(perMinute: perMinute, outage: outage), verifies: verifies)
    sender.run(windows, perMinute: Int64(perMinute))
    return sender.vendor
  }

  /// It hears of each agent half a minute before, and of his leaving half a minute after.
  private static func hushd(_ windows: [Window]) -> Vendor {
    let sender = HushdSender(Vendor(perMinute: perMinute, outage: outage))
    var events: [(at: Tick, kind: Event.Kind, call: Int)] = []
    for window in windows {
      events += [
        (window.started - .seconds(30), .agentJoined, window.number), (window.started, .pauseStarted, window.number),
        (window.ended, .pauseEnded, window.number), (window.ended + .seconds(30), .agentLeft, window.number),
      ]
    }
    for event in events.sorted(by: { ($0.at, $0.call) < ($1.at, $1.call) }) {
      sender.run(until: event.at)
      sender.tell(event.kind, call: event.call)
    }
    sender.run(until: sender.now + .minutes(10))
    return sender.vendor
  }

  private static func cells(_ rate: Int, _ name: String, _ windows: [Window], _ figures: Figures) -> [String] {
    ["\(rate)", name, "\(windows.count)"] + [50, 99, 100].map { seconds(figures.percentile($0)) }
      + [figures.uncovered, figures.late, figures.resumed, figures.calls, figures.refused].map { "\($0)" }
  }

  private static func seconds(_ span: Span) -> String {
    let hundredths = (span.milliseconds + 5) / 10
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func row(_ cells: [String]) {
    print(cells.map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined(separator: "  "))
  }
}

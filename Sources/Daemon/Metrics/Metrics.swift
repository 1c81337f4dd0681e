import Model

/// Counts what happens, for Prometheus (design 5.6). Safe from any thread, and cheap enough for every event.
package final class Metrics: Sendable {
  /// What became of what a source delivered.
  package enum EventResult: String, Sendable, CaseIterable {
    case accepted, duplicate, refused
  }

  private let events = Counter<EventLabels>("hushd_events_total", "Events that sources delivered.")
  private let acknowledgements = Histogram(
    "hushd_ack_seconds", "Time from an event's receipt to its sender's answer.", startingWith: NoLabels())
  private let gaps = Histogram<PlatformLabels>(
    "hushd_pause_gap_seconds", "Time from a secure pause's start, by its sender's clock, to its confirmed pause or its end.")
  private let dispatches = Histogram<PlatformLabels>(
    "hushd_pause_dispatch_seconds", "Time from an event's receipt to the sending of the pause it caused.")
  private let calls = Counter<CallLabels>("hushd_calls_total", "Calls to platforms, by HTTP status, lost or unreachable.")
  private let callTimes = Histogram<CommandLabels>("hushd_call_seconds", "Time from a call's sending to its answer.")
  private let exposures = Counter<ExposureLabels>(
    "hushd_exposure_seconds_total", "Time in which windows were open and their recordings not confirmed paused.")
  private let commits = Histogram(
    "hushd_journal_commit_seconds", "Time that a commit of the journal took, disk included.", startingWith: NoLabels())

  package init() {}

  /// An event that could be read.
  package func event(source: String, kind: Event.Kind, result: EventResult) {
    events.add(1, EventLabels(source: source, kind: kind, result: result))
  }

  /// A delivery answered with this HTTP status instead of being taken; of what kind it was is not known.
  package func refused(source: String) {
    events.add(1, EventLabels(source: source, kind: nil, result: .refused))
  }

  /// A sender has its answer, this long after its delivery came in.
  package func acknowledged(seconds: Double) { acknowledgements.observe(seconds, NoLabels()) }

  /// A recording is confirmed paused, or its window is over, this long after that opened.
  package func paused(platform: String, gap: Span) { gaps.observe(gap.seconds, PlatformLabels(platform: platform)) }

  /// A pause was sent, this long after the event that caused it came in.
  package func dispatched(platform: String, seconds: Double) { dispatches.observe(seconds, PlatformLabels(platform: platform)) }

  /// A call came back: `status` is the HTTP status, `lost` or `unreachable`.
  package func answered(platform: String, command: Command.Kind, status: String, seconds: Double) {
    calls.add(1, CallLabels(platform: platform, command: command, status: status))
    callTimes.observe(seconds, CommandLabels(platform: platform, command: command))
  }

  /// An exposure is over.
  package func exposed(platform: String, cause: Exposure.Cause, seconds: Double) {
    exposures.add(seconds, ExposureLabels(platform: platform, cause: cause))
  }

  /// The journal wrote a batch to the disk.
  package func committed(seconds: Double) { commits.observe(seconds, NoLabels()) }

  /// Everything in Prometheus' text format 0.0.4, with the gauges as they are now.
  package func text(_ gauges: [Gauge]) -> String {
    var text = MetricText()
    events.write(to: &text)
    acknowledgements.write(to: &text)
    gaps.write(to: &text)
    dispatches.write(to: &text)
    calls.write(to: &text)
    callTimes.write(to: &text)
    exposures.write(to: &text)
    commits.write(to: &text)
    for name in Gauge.Name.allCases {
      text.family(name.rawValue, "gauge", name.help)
      for gauge in gauges where gauge.name == name { text.sample(name.rawValue, gauge.labels, gauge.value) }
    }
    return text.text
  }
}

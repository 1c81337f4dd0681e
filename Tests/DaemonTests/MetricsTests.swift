import Daemon
import Model
import Native
import Testing

struct MetricsTests {
  /// Design 5.6, with the type of each.
  private static let contract = [
    "hushd_events_total": "counter", "hushd_ack_seconds": "histogram", "hushd_pause_gap_seconds": "histogram",
    "hushd_pause_dispatch_seconds": "histogram", "hushd_calls_total": "counter", "hushd_call_seconds": "histogram",
    "hushd_windows_open": "gauge", "hushd_exposure_seconds_total": "counter", "hushd_parked": "gauge", "hushd_backlog": "gauge",
    "hushd_oldest_pending_seconds": "gauge", "hushd_rate_tokens": "gauge", "hushd_journal_commit_seconds": "histogram",
    "hushd_journal_bytes": "gauge", "hushd_alarms_active": "gauge", "hushd_build_info": "gauge",
    "hushd_config_last_reload_successful": "gauge",
  ]

  private let metrics = Metrics()

  private func read(_ gauges: [Gauge] = []) throws -> MetricsReading { try MetricsReading(metrics.text(gauges)) }

  @Test("every metric of the contract is there from the start, and no other") func names() throws {
    let families = try read().families
    #expect(Dictionary(uniqueKeysWithValues: families.map { ($0.name, $0.type) }) == Self.contract)
  }

  @Test("what has no labels starts at zero, so that a rate can be taken from the first event on") func zero() throws {
    let reading = try read()
    #expect(reading.value("hushd_ack_seconds_count") == 0)
    #expect(reading.value("hushd_journal_commit_seconds_sum") == 0)
    #expect(reading["hushd_calls_total"]?.samples == [])
  }

  @Test("events are counted by source, kind and result") func events() throws {
    for _ in 0..<3 { metrics.event(source: "genesys", kind: .pauseStarted, result: .accepted) }
    metrics.event(source: "genesys", kind: .pauseStarted, result: .duplicate)
    metrics.event(source: "drop", kind: .ignored, result: .accepted)
    metrics.refused(source: "genesys")
    metrics.refused(source: "genesys")
    let reading = try read()
    func count(_ source: String, _ kind: String, _ result: String) -> Double? {
      reading.value("hushd_events_total", ["source": source, "kind": kind, "result": result])
    }
    #expect(count("genesys", "pause.started", "accepted") == 3)
    #expect(count("genesys", "pause.started", "duplicate") == 1)
    #expect(count("drop", "ignored", "accepted") == 1)
    #expect(count("genesys", "unknown", "refused") == 2)
    #expect(reading["hushd_events_total"]?.samples.count == 4)
  }

  @Test("calls are counted by status and timed by command") func calls() throws {
    metrics.answered(platform: "genesys", command: .pause, status: "202", seconds: 0.02)
    metrics.answered(platform: "genesys", command: .pause, status: "lost", seconds: 3)
    metrics.answered(platform: "cxone", command: .inspect, status: "200", seconds: 0.5)
    let reading = try read()
    #expect(reading.value("hushd_calls_total", ["platform": "genesys", "command": "pause", "status": "lost"]) == 1)
    #expect(reading.value("hushd_calls_total", ["platform": "cxone", "command": "inspect", "status": "200"]) == 1)
    #expect(reading.value("hushd_call_seconds_count", ["platform": "genesys", "command": "pause"]) == 2)
    #expect(reading.value("hushd_call_seconds_sum", ["platform": "genesys", "command": "pause"]) == 3.02)
  }

  @Test("a pause's way is timed, and its exposure added up") func pauses() throws {
    metrics.dispatched(platform: "genesys", seconds: 0.0007)
    metrics.paused(platform: "genesys", gap: .milliseconds(180))
    metrics.exposed(platform: "genesys", cause: .late, seconds: 0.25)
    metrics.exposed(platform: "genesys", cause: .late, seconds: 0.5)
    metrics.exposed(platform: "genesys", cause: .maxPause, seconds: 4)
    let reading = try read()
    #expect(reading.value("hushd_pause_dispatch_seconds_bucket", ["platform": "genesys", "le": "0.0005"]) == 0)
    #expect(reading.value("hushd_pause_dispatch_seconds_bucket", ["platform": "genesys", "le": "0.001"]) == 1)
    #expect(reading.value("hushd_pause_gap_seconds_sum", ["platform": "genesys"]) == 0.18)
    #expect(reading.value("hushd_exposure_seconds_total", ["platform": "genesys", "cause": "late"]) == 0.75)
    #expect(reading.value("hushd_exposure_seconds_total", ["platform": "genesys", "cause": "max-pause"]) == 4)
  }

  @Test("buckets reach from 0.5 ms to 60 s, each with its bound in it") func buckets() throws {
    for seconds in [0.0005, 0.000_500_1, 1, 60, 60.1] { metrics.committed(seconds: seconds) }
    let reading = try read()
    func count(_ bound: String) -> Double? { reading.value("hushd_journal_commit_seconds_bucket", ["le": bound]) }
    #expect(count("0.0005") == 1)
    #expect(count("0.001") == 2)
    #expect(count("0.5") == 2)
    #expect(count("1") == 3)
    #expect(count("60") == 4)
    #expect(count("+Inf") == 5)
    let bounds = reading["hushd_journal_commit_seconds"]?.samples.compactMap { $0.labels["le"] } ?? []
    #expect(bounds.first == "0.0005")
    #expect(bounds.suffix(2) == ["60", "+Inf"])
  }

  @Test("a clock that stepped back takes nothing away") func negative() throws {
    metrics.paused(platform: "genesys", gap: .milliseconds(-5000))
    metrics.exposed(platform: "genesys", cause: .late, seconds: -1)
    metrics.acknowledged(seconds: .nan)
    let reading = try read()
    #expect(reading.value("hushd_pause_gap_seconds_sum", ["platform": "genesys"]) == 0)
    #expect(reading.value("hushd_pause_gap_seconds_bucket", ["platform": "genesys", "le": "0.0005"]) == 1)
    #expect(reading.value("hushd_exposure_seconds_total", ["platform": "genesys", "cause": "late"]) == 0)
    #expect(reading.value("hushd_ack_seconds_sum") == 0)
  }

  @Test("gauges stand under their family, in whatever order they come") func gauges() throws {
    let reading = try read([
      Gauge(.backlog, [("lane", "pauses")], 2), Gauge(.windowsOpen, 7), Gauge(.backlog, [("lane", "resumes")], 0),
      Gauge(.buildInfo, [("version", "0.1.0"), ("commit", "abc")], 1), Gauge(.rateTokens, [("platform", "genesys")], 19.75),
      Gauge(.journalBytes, 5_000_000_000),
    ])
    #expect(reading.value("hushd_backlog", ["lane": "pauses"]) == 2)
    #expect(reading.value("hushd_backlog", ["lane": "resumes"]) == 0)
    #expect(reading.value("hushd_windows_open") == 7)
    #expect(reading.value("hushd_build_info", ["version": "0.1.0", "commit": "abc"]) == 1)
    #expect(reading.value("hushd_rate_tokens", ["platform": "genesys"]) == 19.75)
    #expect(reading.value("hushd_journal_bytes") == 5_000_000_000)
  }

  @Test("numbers are written as the format wants them", arguments: [0.0, -3, 0.1, 1e-9, 1e300, .infinity, -.infinity, .nan])
  func numbers(value: Double) throws {
    let read = try read([Gauge(.parked, value)]).value("hushd_parked")
    #expect(read == value || (read?.isNaN == true && value.isNaN))
  }

  @Test("a label's value may hold anything", arguments: ["a\"b", "back\\slash", "two\nlines", "\\n", "{le=\"1\"} 5", "é 💳", "", "\r"])
  func escaping(source: String) throws {
    metrics.event(source: source, kind: .ignored, result: .accepted)
    #expect(try read().value("hushd_events_total", ["source": source, "kind": "ignored", "result": "accepted"]) == 1)
  }

  @Test("the same state is the same text") func order() {
    let names = (0..<40).map { "source-\($0)" }
    let other = Metrics()
    for name in names { metrics.event(source: name, kind: .ignored, result: .accepted) }
    for name in names.reversed() { other.event(source: name, kind: .ignored, result: .accepted) }
    #expect(metrics.text([]) == other.text([]))
  }

  @Test("nothing counted by several threads at once is lost") func threads() throws {
    let metrics = self.metrics
    let threads = try (0..<4).map { number in
      try ThreadHandle.start(name: "metrics-\(number)") {
        for _ in 0..<5000 {
          metrics.event(source: "genesys", kind: .pauseStarted, result: .accepted)
          metrics.acknowledged(seconds: 0.25)
          metrics.dispatched(platform: "\(number % 2)", seconds: 0.25)
        }
      }
    }
    for thread in threads { thread.join() }
    let reading = try read()
    #expect(reading["hushd_events_total"]?.samples.map(\.value) == [20_000])
    #expect(reading.value("hushd_ack_seconds_sum") == 5000)
    #expect(reading.value("hushd_pause_dispatch_seconds_count", ["platform": "1"]) == 10_000)
  }

  @Test(
    "the reader of these tests refuses what a scraper may refuse",
    arguments: [
      "# HELP a b\n# TYPE a counter\na 1", "# TYPE a counter\na 1\n", "# HELP a b\na 1\n", "# HELP a b\n# TYPE a counter\na 1\na 2\n",
      "# HELP a b\n# TYPE a counter\nb 1\n", "# HELP a b\n# TYPE a counter\na{b=\"1} 1\n", "# HELP a b\n# TYPE a counter\na inf\n",
      "# HELP a b\n# TYPE a counter\n\na 1\n", "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
      "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
    ])
  func strictness(text: String) {
    #expect(throws: MetricsReading.Malformed.self) { try MetricsReading(text) }
  }
}

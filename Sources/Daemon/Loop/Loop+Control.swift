import Engine
import Model

/// What the running daemon tells and does for the commands.
extension Loop {
  func answer(_ request: ControlRequest) -> [[UInt8]] {
    switch request.ask {
    case .status: return [status()]
    case .windows: return engine.openWindows().map(\.json)
    case .unpark(let kind, let ids): return unpark(kind, ids, by: request.by)
    case .replay(let wish): return start(wish, by: request.by)
    case .replayProgress: return replayProgress()
    case .replayStop:
      stopReplay()
      return []
    case .metrics: return [Array(observers.metrics.text(gauges()).utf8)]
    }
  }

  private func unpark(_ kind: Act.Kind, _ ids: [CommandID], by: String) -> [[UInt8]] {
    let chosen = engine.parked().filter { ids.isEmpty || ids.contains($0.id) }
    for command in chosen {
      record(.act(Act(kind, by: by, conversation: command.target.conversation, arguments: ["command": command.id.description])))
    }
    return chosen.map { command in
      JSONWriter.object { writer in
        writer.field("id", command.id.description)
        writer.field("done", kind.rawValue)
      }
    }
  }

  private func status() -> [UInt8] {
    let now = self.now
    let windows = engine.openWindows()
    let reports = platforms.keys.sorted().compactMap { name in delivery.report(of: name, now: now).map { (name, $0) } }
    return JSONWriter.object { writer in
      writer.field("state", isStopping ? "stopping" : "running")
      writer.field("ready", observers.health.report(verbose: false).isReady)
      writer.field("windows", Int64(windows.count))
      writer.field("backlog", Int64(reports.reduce(0) { $0 + $1.1.backlog.values.reduce(0, +) }))
      writer.field("parked", Int64(engine.parked().count))
      writer.field(
        "platforms",
        array: { writer in
          for (name, report) in reports { writer.object { write(report, of: name, to: &$0) } }
        })
      writer.field(
        "alarms",
        array: { writer in
          for (alarm, since) in alarms.all { writer.object { alarm.write(since: since, to: &$0) } }
        })
      writer.field("entries", journal.durableSeq)
      writer.field("version", Version.number)
    }
  }

  private func write(_ report: DeliveryMachine.Report, of name: String, to writer: inout JSONWriter) {
    writer.field("platform", name)
    writer.field("state", report.isOpen ? "not answering" : report.throttledFor != nil ? "throttled" : report.hasToken ? "ok" : "no token")
    writer.field(
      "backlog",
      object: { writer in
        for (lane, count) in report.backlog.sorted(by: { $0.key < $1.key }) { writer.field(lane, Int64(count)) }
      })
    writer.field("inFlight", Int64(report.inFlight))
    writer.field("callsAllowed", Int64(report.calls))
    writer.field("throttledSeconds", report.throttledFor?.seconds)
  }

  private func gauges() -> [Gauge] {
    let now = self.now
    var gauges = [Gauge(.windowsOpen, [], Double(engine.openWindows().count))]
    gauges.append(Gauge(.parked, [], Double(engine.parked().count)))
    gauges.append(Gauge(.journalBytes, [], Double(journal.byteCount)))
    gauges.append(Gauge(.configLastReloadSuccessful, [], wasLastReloadSuccessful ? 1 : 0))
    gauges.append(Gauge(.buildInfo, [("version", Version.number), ("commit", Version.commit)], 1))
    var backlog: [String: Int] = [:]
    var oldest: Tick?
    for name in platforms.keys.sorted() {
      guard let report = delivery.report(of: name, now: now) else { continue }
      backlog.merge(report.backlog) { $0 + $1 }
      oldest = [oldest, report.oldest].compactMap { $0 }.min()
      gauges.append(Gauge(.rateTokens, [("platform", name)], report.calls))
    }
    gauges += backlog.sorted { $0.key < $1.key }.map { Gauge(.backlog, [("lane", $0.key)], Double($0.value)) }
    gauges.append(Gauge(.oldestPendingSeconds, [], oldest.map { max(0, (now - $0).seconds) } ?? 0))
    gauges += alarms.counts.sorted { $0.key < $1.key }.map { Gauge(.alarmsActive, [("alarm", $0.key)], Double($0.value)) }
    return gauges
  }
}

extension Alarm {
  func write(since: Timestamp, to writer: inout JSONWriter) {
    writer.field("alarm", name)
    writer.field("since", since)
    writer.field("conversation", conversation?.id)
    writer.field("subject", subject)
    writer.field("message", message)
  }
}

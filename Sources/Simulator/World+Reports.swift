import Model

extension World {
  /// Every recording, in the state of this moment; the query may name a `platform` and a `conversation`.
  mutating func recordings(_ request: WireRequest, at moment: Moment) -> [UInt8] {
    genesys.settle(at: moment)
    cxone.settle(at: moment)
    engage.settle(at: moment)
    connect.settle(at: moment)
    recorder.settle(at: moment)
    let platform = request.query("platform")
    let conversation = request.query("conversation")
    let platforms: [any SimulatedPlatform] = [genesys, cxone, engage, connect, recorder]
    var writer = JSONWriter()
    writer.array { writer in
      for simulated in platforms where type(of: simulated).name == platform ?? type(of: simulated).name {
        for row in simulated.recordings() where row.conversation == conversation ?? row.conversation {
          row.write(platform: type(of: simulated).name, to: &writer)
        }
      }
    }
    return writer.bytes
  }

  func calls(since text: String?) throws(ControlError) -> [UInt8] {
    let since = text.flatMap { Timestamp(rfc3339: $0) }
    if let text, since == nil { throw ControlError("since: \(text) is no RFC 3339 time") }
    var writer = JSONWriter()
    log.write(since: since, to: &writer)
    return writer.bytes
  }

  func listFaults() -> [UInt8] {
    var writer = JSONWriter()
    writer.array { writer in for fault in faults.faults { fault.write(to: &writer) } }
    return writer.bytes
  }

  /// What the token endpoints were asked for: shows whether callers share one refresh.
  func tokens() -> [UInt8] {
    JSONWriter.object { writer in
      for platform in [cxone, genesys, recorder] as [any SimulatedPlatform] {
        let tokens = platform.tokens
        writer.field(
          type(of: platform).name,
          object: { writer in
            writer.field("issued", Int64(tokens.issued))
            writer.field("refused", Int64(tokens.refused))
          })
      }
    }
  }
}

extension RecordingRow {
  fileprivate func write(platform: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("platform", platform)
      writer.field("kind", kind.rawValue)
      writer.field("conversation", conversation)
      writer.field("participant", participant)
      writer.field("agent", agent)
      writer.field("recording", recording)
      writer.field("state", state)
      writer.field("since", since)
      writer.field(
        "calls",
        object: { writer in
          writer.field("pause", Int64(calls.pause))
          writer.field("resume", Int64(calls.resume))
          writer.field("inspect", Int64(calls.inspect))
        })
      writer.field(
        "history",
        array: { writer in
          for change in history {
            writer.object { writer in
              writer.field("at", change.at)
              writer.field("state", change.state)
            }
          }
        })
    }
  }
}

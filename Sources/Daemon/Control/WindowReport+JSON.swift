import Engine
import Model

extension WindowReport {
  /// The stable contract of design 5.1.
  package var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("platform", platform)
      writer.field("conversation", conversation.id)
      writer.field("agent", agent)
      writer.field("openedAt", openedAt)
      writer.field("closedAt", closedAt)
      writer.field("expiresAt", expiresAt)
      writer.field("gapSeconds", gap?.seconds)
      writer.field(
        "recordings",
        array: { writer in
          for recording in recordings {
            writer.object { writer in
              writer.field("recording", recording.recording)
              writer.field("platform", recording.platform)
              writer.field("wanted", recording.wanted)
              writer.field("known", recording.known)
            }
          }
        })
      writer.field("rule", rule)
    }
  }
}

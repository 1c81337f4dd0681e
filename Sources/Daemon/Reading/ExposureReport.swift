import Engine
import Model

/// One exposure as `hushd exposure` shows it: a closed one from its decision, or one that goes on.
package struct ExposureReport: Hashable {
  package var platform: String?
  /// Where the recording is.
  package var conversation: ConversationKey
  /// Where the window is.
  package var openedIn: ConversationKey
  package var agent: String?
  package var recording: String?
  package var exposure: Exposure
  /// How long so far; an open one goes on until now.
  var length: Model.Span

  /// Nil when the entry is no exposure.
  init?(_ entry: Entry) {
    guard case .decision(let decision) = entry.body, case .exposure(let exposure) = decision.kind else { return nil }
    platform = decision.recording?.platform
    conversation = decision.conversation.naming(decision.recordedIn)
    openedIn = decision.conversation
    agent = decision.window?.agent
    recording = decision.recording?.id
    self.exposure = exposure
    length = max(.zero, (exposure.to ?? entry.recordedAt) - exposure.from)
  }

  /// An exposure of that window that goes on.
  init(_ open: WindowReport.OpenExposure, of window: WindowReport, limit: Model.Span, now: Timestamp) {
    platform = open.platform ?? window.platform
    conversation = window.conversation.naming(open.recordedIn)
    openedIn = window.conversation
    agent = window.agent
    recording = open.recording
    length = max(.zero, now - open.exposure.from)
    exposure = open.exposure
    exposure.isFlagged = length > limit
  }

  /// What it has from its first moment on: by this it is known again when it has ended.
  var beginning: ExposureReport {
    var beginning = self
    beginning.platform = nil
    beginning.length = .zero
    beginning.exposure = Exposure(from: exposure.from, to: nil, cause: .late, rule: "", isFlagged: false)
    return beginning
  }

  var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("platform", platform)
      writer.field("conversation", conversation.id)
      writer.field("agent", agent)
      writer.field("recording", recording)
      writer.field("from", exposure.from)
      writer.field("to", exposure.to)
      writer.field("seconds", length.seconds)
      writer.field("cause", exposure.cause.rawValue)
      writer.field("rule", exposure.rule)
      writer.field("flagged", exposure.isFlagged)
      writer.field("overlay", exposure.hasOverlay ? true : nil)
      writer.field("openedIn", openedIn == conversation ? nil : openedIn.id)
    }
  }

  static let csvTitles = "platform,conversation,agent,recording,from,to,seconds,cause,rule,flagged,overlay"

  /// RFC 4180, with plain line ends.
  var csv: String {
    [
      platform ?? "", conversation.id, agent ?? "", recording ?? "", exposure.from.description, exposure.to?.description ?? "",
      "\(length.seconds)", exposure.cause.rawValue, exposure.rule, "\(exposure.isFlagged)",
      "\(exposure.hasOverlay)",
    ].map(Self.csvField).joined(separator: ",")
  }

  private static func csvField(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ["\"", ",", "\n", "\r"].contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}

extension ConversationKey {
  /// Itself, or the other one of its system that is named.
  fileprivate func naming(_ other: String?) -> ConversationKey { other.map { ConversationKey(system: system, id: $0) } ?? self }
}

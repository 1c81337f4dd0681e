import Model

/// Compares what each recording of a conversation should be with what is confirmed, and asks for the difference.
/// Level-triggered: it looks only at the facts as they stand, so it may run after any entry, any number of times.
struct Reconciliation {
  var state: Conversation
  let entry: Entry
  let platforms: [PlatformTraits]
  let foreign: [KeyedWindow]
  let conversationIdle: Span
  var actions: [Action] = []
  var nextIndex: Int

  var now: Tick { entry.tick }

  /// A window and whose it is; that of another conversation covers the one recording that both name (W4), or else its agent's screens
  /// wherever they are (W3, `scope: "agent"`).
  struct KeyedWindow: Hashable, Sendable {
    var key: WindowKey
    var window: Window
    var recording: RecordingKey?
  }

  init(
    _ state: consuming Conversation, at entry: Entry, platforms: [PlatformTraits], foreign: [KeyedWindow], conversationIdle: Span,
    firstIndex: Int
  ) {
    self.state = state
    self.entry = entry
    self.platforms = platforms
    self.foreign = foreign
    self.conversationIdle = conversationIdle
    nextIndex = firstIndex
  }

  mutating func run() -> (state: Conversation, actions: [Action], nextIndex: Int) {
    checkIdle()
    refreshWindows()
    findRecordings()
    for key in state.recordings.keys.sorted() { step(key) }
    withdrawReadings()
    for traits in platforms { search(traits) }
    finishReconciling()
    finishReplay()
    settleExposures()
    clearAlarms()
    return (state, actions, nextIndex)
  }
}

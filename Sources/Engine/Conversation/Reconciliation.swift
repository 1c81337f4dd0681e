import Model

/// Compares what each recording of a conversation should be with what is confirmed, and asks for the difference.
/// Level-triggered: it looks only at the facts as they stand, so it may run after any entry, any number of times.
struct Reconciliation {
  var state: Conversation
  let entry: Entry
  let platforms: [PlatformTraits]
  let elsewhere: Elsewhere
  let conversationIdle: Span
  var actions: [Action] = []
  var nextIndex: Int
  /// The recordings in other conversations that need the one look of a window of this one, and whether for a replay.
  var owedElsewhere: [RecordingKey: Bool] = [:]

  var now: Tick { entry.tick }

  /// A window and whose it is; that of another conversation covers the one recording that both name (W4), or else its agent's screens
  /// wherever they are (W3, `scope: "agent"`).
  struct KeyedWindow: Hashable, Sendable {
    var key: WindowKey
    var window: Window
    var recording: RecordingKey?
    var conversation: String?
  }

  /// What matters here of other conversations: the windows over recordings of this one, and the recordings under its windows
  /// (W3, `scope: "agent"`), and what others know of those that both name.
  struct Elsewhere {
    var windows: [KeyedWindow] = []
    var recordings: [RecordingKey: (recording: Recording, conversation: ConversationKey)] = [:]
    var copies: [Recording] = []
  }

  init(
    _ state: consuming Conversation, at entry: Entry, platforms: [PlatformTraits], elsewhere: Elsewhere, conversationIdle: Span,
    firstIndex: Int
  ) {
    self.state = state
    self.entry = entry
    self.platforms = platforms
    self.elsewhere = elsewhere
    self.conversationIdle = conversationIdle
    nextIndex = firstIndex
  }

  mutating func run() {
    checkIdle()
    refreshWindows()
    findRecordings()
    for key in state.recordings.keys.sorted() { step(key) }
    withdrawReadings()
    for traits in platforms { search(traits) }
    lookElsewhere()
    finishReconciling()
    finishReplay()
    settleExposures()
    clearAlarms()
  }
}

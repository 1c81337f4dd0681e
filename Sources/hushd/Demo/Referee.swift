import Model

// The referee has the windows from those who opened them, and the screens from the simulator. What hushd reports counts only where a guest
// posts events: for the guest's own windows, and because a guest may close a window of the traffic.

/// The demo's self-check: measures every gap by the simulator's history, and calls out a screen on air that should be dark.
struct Referee {
  /// A longer gap is counted as an exposure: the policy's own default.
  static let exposureLimit = Span.seconds(2)
  /// Until then a resume that was under way when the window opened may still show.
  private static let settling = Span.seconds(1)
  /// So long after it was told, or after the platform answers again, every screen has to be dark.
  private static let patience = Span.seconds(5)
  /// A closed window's resume is awaited no longer.
  private static let attention = Span.seconds(30)

  private(set) var windows: [WatchedWindow] = []
  private(set) var gaps = Gaps()
  private(set) var exposureCount = 0
  private(set) var violationCount = 0
  private(set) var outage: (kind: Outage, since: Timestamp)?
  private var outageEnd = Timestamp(milliseconds: 0)

  /// Takes over what happened.
  mutating func take(_ happening: Happening) -> Notice? {
    switch happening {
    case .opened(let leg, let since, let toldAt):
      let window = WatchedWindow(leg, openedAt: since, toldAt: toldAt, isGuests: false)
      windows.append(window)
      return window.notice(.opened, at: since, "window opened")
    case .closed(let leg, let moment):
      guard let index = windows.firstIndex(where: { $0.leg == leg && $0.closedAt == nil && $0.openedAt <= moment }) else { return nil }
      windows[index].closedAt = moment
      return windows[index].notice(.closed, at: moment, "window closed after \((moment - windows[index].openedAt).inSeconds)")
    case .outage(let kind, let moment):
      if let kind {
        outage = (kind, moment)
        return Notice(at: moment, kind: .outage, text: "outage: \(kind.text)")
      }
      outage = nil
      outageEnd = moment
      return Notice(at: moment, kind: .over, text: "the outage is over")
    case .remark(let text, let moment):
      return Notice(at: moment, kind: .remark, text: text)
    }
  }

  /// Compares what is with what should be; `beliefs` are given where guests may have a hand in it.
  mutating func judge(_ screens: [String: Screen], guestsSee beliefs: [Belief]?, at now: Timestamp) -> [Notice] {
    var notices = beliefs.map { followGuests($0, at: now) } ?? []
    for index in windows.indices {
      var window = windows[index]
      guard let screen = screens[window.leg.recording] else { continue }
      if let notice = noticeDark(&window, screen) { notices.append(notice) }
      // What hushd holds for closed may have been closed by a guest.
      let leg = window.leg
      let isDoubtful = beliefs.map { !$0.contains { $0.conversation == leg.conversation && $0.agent == leg.agent } } ?? false
      if !isDoubtful, let notice = callOut(&window, screen, at: now) { notices.append(notice) }
      windows[index] = window
    }
    return notices + retire(screens, at: now)
  }

  private mutating func noticeDark(_ window: inout WatchedWindow, _ screen: Screen) -> Notice? {
    guard window.darkAt == nil, let darkAt = screen.time(of: .paused, from: window.openedAt) else { return nil }
    if let closedAt = window.closedAt, darkAt > closedAt { return nil }
    window.darkAt = darkAt
    // A pause may come within the millisecond of its started.
    guard screen.state(at: window.openedAt - .milliseconds(1)) != .paused else {
      return window.notice(.dark, at: darkAt, "was dark already")
    }
    let gap = darkAt - window.openedAt
    // A guest says himself when the window opened, so it is no measure of hushd.
    if !window.isGuests {
      gaps.add(gap)
      if gap > Self.exposureLimit { exposureCount += 1 }
    }
    return window.notice(.dark, at: darkAt, "dark after \(gap.milliseconds) ms")
  }

  private mutating func callOut(_ window: inout WatchedWindow, _ screen: Screen, at now: Timestamp) -> Notice? {
    guard !window.isCalledOut, let text = offence(in: window, screen, until: window.closedAt ?? now) else { return nil }
    window.isCalledOut = true
    violationCount += 1
    return window.notice(.violation, at: now, text)
  }

  /// What is wrong with the screen inside the window; nil when nothing is, or the platform is to blame.
  private func offence(in window: WatchedWindow, _ screen: Screen, until end: Timestamp) -> String? {
    if let darkAt = window.darkAt {
      let settled = max(darkAt, window.toldAt + Self.settling)
      if let moment = screen.change(to: .recording, after: settled), moment < end {
        return "on air again at \(moment.timeOfDay), inside the window"
      }
      let hadOutage = outageEnd > window.openedAt || outage.map { $0.since < settled } ?? false
      if settled < end, !hadOutage, screen.state(at: settled) == .recording { return "went dark, but not for long" }
    }
    let demandedAt = max(window.toldAt, outageEnd)
    if outage == nil, end - demandedAt > Self.patience, screen.state(at: end) == .recording {
      return "still on air \((end - window.openedAt).inSeconds) after the window opened"
    }
    return nil
  }

  /// Lets go of the windows that have nothing more to show.
  private mutating func retire(_ screens: [String: Screen], at now: Timestamp) -> [Notice] {
    var notices: [Notice] = []
    let open = Set(windows.filter { $0.closedAt == nil }.map(\.leg))
    windows.removeAll { window in
      guard let closedAt = window.closedAt else { return false }
      let screen = screens[window.leg.recording]
      let isFollowed = open.contains(window.leg)
      let resumedAt = isFollowed || window.darkAt == nil ? nil : screen?.time(of: .recording, from: closedAt)
      if let resumedAt {
        notices.append(window.notice(.resumed, at: resumedAt, "on air again \((resumedAt - closedAt).milliseconds) ms later"))
      }
      let isOver =
        isFollowed || resumedAt != nil || window.darkAt == nil || screen == nil || screen?.state == .ended
        || now - closedAt > Self.attention
      if isOver, window.darkAt == nil, !window.isGuests, closedAt - window.openedAt > Self.exposureLimit { exposureCount += 1 }
      return isOver
    }
    return notices
  }
}

// MARK: - Guests

extension Referee {
  private mutating func followGuests(_ beliefs: [Belief], at now: Timestamp) -> [Notice] {
    var notices: [Notice] = []
    for index in windows.indices where windows[index].isGuests && windows[index].closedAt == nil {
      let window = windows[index]
      if beliefs.contains(where: { $0.conversation == window.leg.conversation && $0.agent == window.leg.agent }) {
        windows[index].seenAt = now
      } else {
        // The screen may be on air again already.
        windows[index].closedAt = window.seenAt
        notices.append(window.notice(.closed, at: now, "your window closed"))
      }
    }
    for belief in beliefs where !windows.contains(where: { $0.leg.conversation == belief.conversation && $0.leg.agent == belief.agent }) {
      for recording in belief.recordings {
        let leg = Leg(conversation: belief.conversation, agent: belief.agent, recording: recording.id, purpose: .agent)
        let window = WatchedWindow(leg, openedAt: belief.openedAt, toldAt: now, isGuests: true)
        windows.append(window)
        notices.append(window.notice(.opened, at: belief.openedAt, "your window opened"))
      }
    }
    return notices
  }
}

import Engine
import Model

/// An operator's replay (design 5.1), behind everything that lives (D4).
extension Loop {
  func start(_ wish: ReplayWish, by: String) -> [[UInt8]] {
    if let replay, !replay.isOver {
      return [JSONWriter.object { $0.field("error", "a replay by \(replay.by) is under way; wait for it, or interrupt it") }]
    }
    let keys = wish.conversations ?? Set(engine.parked().map(\.target.conversation)).sorted()
    // What is open comes first.
    let open = keys.filter { engine.knows($0) && !engine.isAtRest($0) }
    let openKeys = Set(open)
    replay = Replay(open + keys.filter { !openKeys.contains($0) }, by: by, isRehearsal: wish.isRehearsal)
    if !wish.isRehearsal {
      record(.act(Act(.replay, by: by, arguments: wish.arguments.merging(["conversations": "\(keys.count)"]) { $1 })))
    }
    return replayProgress()
  }

  /// Interrupted, or its operator has gone: what was taken up already comes to its end.
  func stopReplay() {
    for rehearsal in replay?.rehearsals ?? [] { for id in rehearsal.looks { delivery.cancel(id) } }
    replay?.stop()
    replay = nil
  }

  func replayProgress() -> [[UInt8]] {
    guard let replay else { return [JSONWriter.object { $0.field("error", "the replay was interrupted") }] }
    self.replay?.untold = []
    return replay.untold.map(\.replayed)
      + [
        JSONWriter.object { writer in
          writer.field("total", Int64(replay.total))
          writer.field("done", Int64(replay.done))
          writer.field("calls", Int64(replay.callCount))
          writer.field("failed", Int64(replay.failures))
          writer.field("over", replay.isOver)
        }
      ]
  }

  /// Closes what has come to its end, and takes up what there is room for: little in one turn, for others wait for their pause.
  func advanceReplay() {
    guard let running = replay, !running.isOver else { return }
    for key in running.live where !engine.isReplaying(key) { replay?.live.remove(key) }
    for _ in 0..<Limits.replayedAtOnceMax {
      guard let key = replay?.next() else { return }
      bringBack(key)
      guard engine.wantsReplay(key) else { continue }
      if running.isRehearsal { rehearse(key) } else { replay(key, by: running.by) }
    }
  }

  private func replay(_ key: ConversationKey, by: String) {
    record(.act(Act(.replay, by: by, conversation: key)))
    if engine.isReplaying(key) { replay?.live.insert(key) }
  }

  private func rehearse(_ key: ConversationKey) {
    rehearsalCount += 1
    var rehearsal = Rehearsal(
      key, on: engine.excerpt(of: key), policy: configuration.policy, number: rehearsalCount, at: now, clock.wall())
    let wanted = rehearsal.begin()
    replay?.rehearsals.append(rehearsal)
    carryOut(wanted)
    closeRehearsals()
  }

  /// Into the journal; the looks of a rehearsal are its own.
  func note(_ body: Entry.Body, of command: Command) {
    guard command.id.seq > Rehearsal.firstSeq else {
      if case .call(let call) = body { noteReplayed(call) }
      return record(body)
    }
    guard let index = replay?.rehearsals.firstIndex(where: { $0.looks.contains(command.id) }) else { return }
    carryOut(replay?.rehearsals[index].take(body, at: now) ?? [])
    closeRehearsals()
  }

  private func noteReplayed(_ call: Call) {
    guard call.attempt == 1, call.command.kind.changesRecording, let running = replay else { return }
    if running.live.contains(call.command.target.conversation) { replay?.add([call.command]) }
  }

  private func carryOut(_ wanted: [Action]) {
    for action in wanted {
      switch action {
      case .command(let command):
        delivery.submit(command, now: now)
        hasNewCommands = true
      case .cancel(let id): delivery.cancel(id)
      case .decide, .note: preconditionFailure("a rehearsal answers these itself")
      }
    }
  }

  private func closeRehearsals() {
    for rehearsal in replay?.rehearsals ?? [] where rehearsal.isOver {
      for id in rehearsal.looks { delivery.cancel(id) }
      replay?.add(rehearsal.hasFailed ? [] : rehearsal.calls)
      if rehearsal.hasFailed { replay?.failures += 1 }
    }
    replay?.rehearsals.removeAll(where: \.isOver)
  }
}

extension Command {
  /// A call as `hushd replay --json` prints it.
  fileprivate var replayed: [UInt8] {
    JSONWriter.object { writer in
      writer.field("call", kind.rawValue)
      writer.field("platform", target.platform)
      writer.field("conversation", target.conversation.id)
      writer.field("agent", target.agent)
      writer.field("recording", target.recording)
    }
  }
}

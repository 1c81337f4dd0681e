import Daemon

/// G5: what the loop holds follows from what there is, however long anything fails.
extension Simulation {
  /// Senders that repeat, an operator and the disk, within one wait for answers; 3,000 seeds came to 6.
  private static let lettersMax = 20
  /// All events, calls and answers of the two seconds for which a disk may take nothing, with what was decided; 3,000 seeds came to 50.
  private static let unwrittenMax = 100

  func check(_ load: LoopLoad) {
    // Each conversation has its own of those that it names.
    let recordings = Set(centre.agents.map { [$0.conversation, recorder.recording(of: $0)] }).count
    let conversations = Set(centre.agents.map(\.conversation)).count
    // Of each recording a pause, the resume that it overtook and a reading; of each conversation a look-up. In a rehearsal each
    // conversation looks for itself at all that its windows may reach.
    let rehearsed = hasRehearsed ? conversations : 0
    let commands = load.backlog.values.reduce(0, +)
    bound("commands", commands, 3 * recordings + conversations + rehearsed * (recordings + conversations))
    // Besides them a token is fetched.
    bound("requests under way", load.requests, commands + 1)
    bound("pauses timed", load.timedPauses, commands)
    bound("entries unwritten", load.unwritten, Self.unwrittenMax)
    bound("events remembered", load.recentEvents, centre.facts.count)
    bound("conversations", load.conversations, conversations)
    bound("conversations in turn", load.remembered, load.conversations)
    bound("letters", mailbox.count, Self.lettersMax)
    if ["pause", "resume"].allSatisfy({ load.backlog[$0, default: 0] > 1 }) { reached.insert(.lanesFilled) }
  }

  private func bound(_ what: String, _ count: Int, _ limit: Int) {
    if count > limit { violate("\(count) \(what), more than \(limit)") }
  }
}

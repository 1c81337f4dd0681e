import Model
import Native
import Platforms

/// Genesys Cloud asked both ways: about a conversation as a whole, and about each screen in it.
struct GenesysPair {
  let whole: any Platform
  let screens: any Platform
  /// Hushd pauses the conversation, and trusts that the screens follow.
  let reliesOnSecurePause: Bool

  /// Nil for other platforms.
  init?(_ configuration: PlatformConfiguration, environment: @escaping Environment.Lookup) throws(ConfigurationError) {
    guard case .genesysCloud(var settings) = configuration.kind else { return nil }
    reliesOnSecurePause = settings.pauseWith == .conversation
    var configuration = configuration
    settings.pauseWith = .conversation
    configuration.kind = .genesysCloud(settings)
    whole = try configuration.platform(environment: environment)
    settings.pauseWith = .participant
    configuration.kind = .genesysCloud(settings)
    screens = try configuration.platform(environment: environment)
  }
}

/// Whether a secure pause by itself pauses the screens in this tenant, which nobody publishes: tried for a moment on one live conversation.
struct SecurePauseMeasurement {
  private static let check = "secure pause and screens"
  private static let patience = Span.seconds(5)

  private let genesys: GenesysPair
  private let conversation: String
  private let call: (Command, any Platform) -> HTTPResult?
  private let clock: Clock

  init(_ genesys: GenesysPair, conversation: String, call: @escaping (Command, any Platform) -> HTTPResult?, clock: Clock) {
    self.genesys = genesys
    self.conversation = conversation
    self.call = call
    self.clock = clock
  }

  private var name: String { genesys.whole.traits.name }

  func run() -> Diagnosis {
    let remedy = "name a live conversation with a recorded screen and without a secure pause"
    guard let before = outcome(.inspect, genesys.screens), before.result == .confirmed else {
      return .fail(name, Self.check, "conversation \(conversation) cannot be read", remedy: remedy)
    }
    let screens = Set(before.observations.filter { $0.state == .recording }.map(\.recording))
    guard !screens.isEmpty else {
      return .fail(name, Self.check, "no screen is being recorded in conversation \(conversation)", remedy: remedy)
    }
    guard outcome(.inspect, genesys.whole)?.observations.first?.state == .recording else {
      return .fail(name, Self.check, "conversation \(conversation) is in a secure pause, or does not tell", remedy: remedy)
    }
    let begin = clock.boot()
    let pause = outcome(.pause, genesys.whole)
    let seconds = pause?.result == .accepted ? secondsUntilPaused(screens, since: begin) : nil
    // Also when the answer was lost: nothing may stay paused because of us.
    let resume = outcome(.resume, genesys.whole)
    guard resume?.result == .accepted else {
      let said = resume?.message ?? "no answer"
      return .fail(
        name, Self.check, "the secure pause could not be ended: \(said)", remedy: "resume conversation \(conversation) by hand, now")
    }
    guard pause?.result == .accepted else {
      return .fail(name, Self.check, pause?.message ?? "no answer", remedy: "see the permission to pause")
    }
    return verdict(seconds)
  }

  private func verdict(_ seconds: Double?) -> Diagnosis {
    if let seconds { return .pass(name, Self.check, "a secure pause pauses the screens too, after \(seconds) s") }
    let detail = "a secure pause leaves the screens recording (looked for \(Self.patience))"
    return genesys.reliesOnSecurePause
      ? .fail(name, Self.check, detail, remedy: "set pauseWith: \"participant\"") : .pass(name, Self.check, detail)
  }

  private func secondsUntilPaused(_ screens: Set<String>, since begin: Tick) -> Double? {
    while clock.boot() - begin < Self.patience {
      let seen = outcome(.inspect, genesys.screens)?.observations.filter { screens.contains($0.recording) } ?? []
      if !seen.isEmpty && seen.allSatisfy({ $0.state == .paused }) { return (clock.boot() - begin).seconds }
      _ = Monitor(false).wait(atMost: .milliseconds(250), until: { $0 })
    }
    return nil
  }

  private func outcome(_ kind: Command.Kind, _ platform: any Platform) -> Outcome? {
    let target = Target(
      platform: name, conversation: ConversationKey(system: platform.traits.system, id: conversation), recording: conversation)
    let command = Command(id: CommandID(seq: 0, index: 0), kind: kind, purpose: .verify, target: target, since: clock.boot())
    guard case .response(let response) = call(command, platform) else { return nil }
    return platform.outcome(of: response, to: command, at: clock.wall())
  }
}

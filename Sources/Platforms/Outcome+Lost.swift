import Model

extension Outcome {
  /// A request whose answer was lost: what changes something may have been done (R9), a look-up is simply made again.
  package init(lost message: String, to command: Command) {
    switch command.kind {
    case .pause, .resume: self.init(.unknown, message: message)
    case .resolve, .inspect: self.init(.failed, message: message)
    }
  }

  /// A request that never reached the platform: certainly not done.
  package init(unreachable message: String) {
    self.init(.failed, message: message)
  }

  /// A command the platform has no call for, or lacks an id for.
  package init(impossible command: Command) {
    self.init(
      .refused, refusal: .malformed,
      message: "\(command.target.platform) cannot \(command.kind.rawValue) this: it has no such call, or an id it needs is unknown or unfit"
    )
  }
}

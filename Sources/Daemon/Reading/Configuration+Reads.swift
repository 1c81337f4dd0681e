import Model

extension Configuration {
  /// So long a reading command waits for a daemon that does not answer.
  private static let notePatience = Span.seconds(1)

  /// Lets the running daemon write down who reads what. Without one, or for who may not ask it, nobody does: a file can be read by whoever
  /// may read it, and only its own log of that (auditd) would say so.
  func noteRead(_ command: String, _ arguments: KeyValuePairs<String, String?> = [:]) {
    let client = ControlClient(path: controlSocket)
    do throws(ControlClient.Unavailable) {
      try client.follow(
        "read",
        { writer in
          writer.field("command", command)
          for (name, value) in arguments { writer.field(name, value) }
        }, patience: Self.notePatience
      ) { _ in }
    } catch {
      return
    }
  }
}

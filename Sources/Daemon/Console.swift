import Native

/// What a command says to the people and programs that run it.
package enum Console {
  /// A line of the answer. A reader that went away ends the process by SIGPIPE, as it does any filter.
  package static func print(_ line: String) { try? StandardStream.output.write(line + "\n") }

  /// What went wrong, line by line, in the name of hushd: never part of the answer.
  package static func complain(_ message: String) {
    for line in message.split(separator: "\n") { note("hushd: \(line)") }
  }

  /// A remark beside the answer.
  package static func note(_ line: String) { try? StandardStream.error.write(line + "\n") }

  /// Ends the process.
  package static func exit(_ code: Int32) -> Never { ThisProcess.exit(code) }
}

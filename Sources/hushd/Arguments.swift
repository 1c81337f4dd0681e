import Daemon

// A command takes what it knows, one after the other, and says `finish`; what is left then is a mistake.

/// The words after a command.
struct Arguments {
  static let defaultConfigurationFile = "/etc/hushd/hushd.json5"

  private let command: any Subcommand.Type
  private var words: [String]
  private var operands: [String]
  private var known: [String] = ["--help"]

  init(_ words: [String], of command: any Subcommand.Type) {
    self.command = command
    // What follows a lone `--` is no option, whatever it looks like.
    let end = words.firstIndex(of: "--") ?? words.count
    self.words = Array(words[..<end])
    operands = Array(words[end...].dropFirst())
  }

  var asksForHelp: Bool { words.contains("--help") || words.contains("-h") }

  /// True when the flag is given.
  mutating func flag(_ name: String) -> Bool {
    known.append(name)
    let isGiven = words.contains(name)
    words.removeAll { $0 == name }
    return isGiven
  }

  /// The value of `NAME VALUE` or `NAME=VALUE`; nil when it is not given.
  mutating func option(_ name: String) throws -> String? {
    known.append(name)
    var found: String?
    while let index = words.firstIndex(where: { $0 == name || $0.hasPrefix("\(name)=") }) {
      guard found == nil else { throw usageError("\(name) is given twice") }
      let word = words.remove(at: index)
      if word != name {
        found = String(word.dropFirst(name.count + 1))
      } else {
        guard index < words.count, !words[index].hasPrefix("--") else { throw usageError("\(name) needs a value") }
        found = words.remove(at: index)
      }
      if found?.isEmpty == true { throw usageError("\(name) needs a value") }
    }
    return found
  }

  /// The value of an option that must be given.
  mutating func required(_ name: String) throws -> String {
    guard let value = try option(name) else { throw usageError("\(name) is missing") }
    return value
  }

  /// What is neither option nor flag. Refuses unknown options, and more or fewer operands than the command takes.
  @discardableResult
  mutating func finish(operands range: ClosedRange<Int> = 0...0) throws -> [String] {
    if let unknown = words.first(where: { $0.hasPrefix("-") && $0 != "-" }) {
      let name = String(unknown.prefix { $0 != "=" })
      let suggestion = Spelling.suggestion(for: name, among: known).map { " (did you mean \($0)?)" } ?? ""
      throw usageError("there is no option \(name)\(suggestion)")
    }
    operands = words + operands
    words = []
    if operands.count > range.upperBound { throw usageError("\(operands[range.upperBound]) is one argument too many") }
    if operands.count < range.lowerBound { throw usageError("an argument is missing") }
    return operands
  }

  func usageError(_ message: String) -> CommandFailure {
    CommandFailure(.usage, message, usage: Program.usage(of: command))
  }
}

extension Arguments {
  /// `--config FILE`, else `$HUSHD_CONFIG`, else the system's own.
  mutating func configurationFile() throws -> String {
    try option("--config") ?? Environment.value("HUSHD_CONFIG") ?? Arguments.defaultConfigurationFile
  }
}

extension Configuration {
  /// The checked configuration of a file, or a failure that lists every problem.
  static func load(_ file: String) throws(CommandFailure) -> Configuration {
    do {
      return try load(file, environment: Environment.value)
    } catch {
      throw CommandFailure(.configuration, error.description)
    }
  }
}

import Journal
import Model
import Native
import Platforms

// Two ways in. The entries of an export continue a journal that nobody has open and that ends where they begin, as an empty one does:
// afterwards it holds what the lost one held, to the byte of its chain. Everything else goes through the running daemon as events, where
// a known one is a duplicate (E1) and an old one opens nothing (W5).

/// What `hushd import` does with its files.
package struct JournalImport {
  package var files: [String]
  /// Whose the events are; needed where the files are no export.
  package var source: String?

  package init(files: [String]) { self.files = files }

  /// Says whether everything could be taken.
  package func run(_ configuration: Configuration, to output: Output) throws -> Bool {
    let lock = try Self.lockIfStopped(configuration)
    var isComplete = true
    let export = ExportReader(sealing: try configuration.journal.sealingKeys(environment: Environment.value))
    for file in files {
      var reading = Reading(
        file: file, export: export, decoder: try decoder(configuration), sink: try sink(lock, configuration, file))
      try reading.run(output)
      isComplete = isComplete && reading.problems == 0
    }
    return isComplete
  }

  private static func lockIfStopped(_ configuration: Configuration) throws -> FileLock? {
    try FileSystem.makeDirectory(configuration.stateDirectory, mode: 0o750)
    do {
      return try FileLock(path: configuration.lockFile)
    } catch is FileLock.Held {
      return nil
    }
  }

  private func sink(_ lock: FileLock?, _ configuration: Configuration, _ file: String) throws -> any ImportSink {
    guard lock != nil else { return EventPosting(client: ControlClient(path: configuration.controlSocket), file: file) }
    return try JournalRestoration(configuration, file: file)
  }

  /// Only events need their source named.
  private func decoder(_ configuration: Configuration) throws(ReadingFailure) -> Result<EventDecoder, ReadingFailure> {
    if let source { return .success(try configuration.decoder(of: source)) }
    return Result { () throws(ReadingFailure) in try configuration.decoder(of: nil) }
  }
}

/// Where what was read goes.
protocol ImportSink {
  /// Takes an entry of an export.
  mutating func take(_ entry: Entry) throws
  /// Hears what had been purged when the export was made.
  mutating func take(_ range: PurgedRange) throws
  mutating func take(_ events: [Event]) throws
  /// Everything was handed over: makes it durable, and says what came of it.
  mutating func finish() throws -> String
}

/// One file, value by value.
private struct Reading {
  private static let progressEach = 10_000

  let file: String
  let export: ExportReader
  let decoder: Result<EventDecoder, ReadingFailure>
  var sink: any ImportSink
  private(set) var problems = 0
  private var count = 0

  init(file: String, export: ExportReader, decoder: Result<EventDecoder, ReadingFailure>, sink: any ImportSink) {
    self.file = file
    self.export = export
    self.decoder = decoder
    self.sink = sink
  }

  mutating func run(_ output: Output) throws {
    var splitter = JSONSplitter()
    try GzipFile.read(file) { piece in
      for value in try splitter.take(Array(piece)) { try take(value, output) }
    }
    if let rest = splitter.rest { try take(rest, output) }
    output.transient(nil)
    let result = try sink.finish()
    try output.line("\(file): \(result)\(problems == 0 ? "" : "; \(problems) could not be read")", problems == 0 ? .plain : .bad)
  }

  private mutating func take(_ bytes: [UInt8], _ output: Output) throws {
    count += 1
    if count % Self.progressEach == 0 { output.transient("\(file): \(count) …") }
    do {
      let root = try JSONDocument(bytes).root
      switch try export.read(root) {
      case .entry(let entry): try sink.take(entry)
      case .purged(let range): try sink.take(range)
      case .key: break
      case nil:
        try sink.take(try decoder.get().decode(InboundMessage(body: bytes, receivedAt: Clock.live.wall())))
      }
    } catch {
      switch error {
      case is JSONError, is EntryError, is DecodeError:
        problems += 1
        output.transient(nil)
        output.note("hushd: \(file), value \(count): \(error)")
      default: throw error
      }
    }
  }
}

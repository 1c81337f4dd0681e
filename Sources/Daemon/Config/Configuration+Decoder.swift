import Platforms

extension Configuration {
  /// Reads events as that source's; without a name, as the only source's.
  func decoder(of name: String?) throws(ReadingFailure) -> EventDecoder {
    let names = sources.map(\.name)
    let settings = name.map { source(named: $0) } ?? (sources.count == 1 ? sources.first : nil)
    if let settings { return EventDecoder(format: settings.format, source: settings.identity) }
    guard let name else {
      throw ReadingFailure(.badArgument, "say whose events these are: --source \(names.joined(separator: ", or --source "))")
    }
    let hint = Spelling.suggestion(for: name, among: names).map { "did you mean \($0)?" } ?? "there is \(names.joined(separator: ", "))"
    throw ReadingFailure(.badArgument, "there is no source \(name) (\(hint))")
  }
}

import Model
import Native
import Testing

/// `hushd simulate` as a process of its own, and what it says of itself.
final class SimulatedVendors {
  /// One recording as the simulator has it.
  struct Recording {
    let id: String
    let state: String
    /// Every state it was in.
    let history: [String]
    let pauses: Int
    let resumes: Int
  }

  /// One call it received.
  struct Call {
    let method: String
    let path: String
    let status: Int?
    let body: String
    /// Of the boot-time clock, in microseconds: when it arrived.
    let at: Int64

    var text: String { "\(method) \(path) \(body)" }
    var isPause: Bool { path.hasSuffix("/pause") }
    var isResume: Bool { path.hasSuffix("/resume") }
  }

  let url: String
  private let process: RunningProcess

  init(in directory: TemporaryDirectory, _ options: [String]) throws {
    let process = try RunningProcess(
      RunningProcess.hushd, ["simulate", "--until-stdin-closes"] + options, in: directory, name: "simulator")
    self.process = process
    let greeting = "listening on "
    url = try found("the simulator listens; it said \(process.log)") {
      process.output.first { $0.hasPrefix(greeting) }.map { String($0.dropFirst(greeting.count)) }
    }
  }

  /// Sets up the world, faults or tokens.
  func post(_ path: String, _ json: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let reply = try Reply.fetch("POST", url + path, Array(json.utf8), sourceLocation: sourceLocation)
    try #require(reply.status == 204, "\(path): \(reply.text)", sourceLocation: sourceLocation)
  }

  private func list(_ path: String) throws -> [JSONValue] {
    try #require(try Reply.fetch("GET", url + path).json?.elements, "\(path) is a list")
  }

  /// Every recording of a conversation, by participant (Genesys) or recording (CXone).
  func recordings(of conversation: String) throws -> [String: Recording] {
    try recordings("?conversation=\(conversation)")[conversation] ?? [:]
  }

  /// Every recording of every conversation.
  func recordings(_ query: String = "") throws -> [String: [String: Recording]] {
    var result: [String: [String: Recording]] = [:]
    for row in try list("/recordings\(query)") {
      let calls = row["calls"]
      let recording = Recording(
        id: row["participant"]?.string ?? row["recording"]?.string ?? "", state: row["state"]?.string ?? "",
        history: row["history"]?.elements?.compactMap { $0["state"]?.string } ?? [],
        pauses: Int(calls?["pause"]?.int64 ?? 0), resumes: Int(calls?["resume"]?.int64 ?? 0))
      let conversation = row["conversation"]?.string ?? ""
      result[conversation, default: [:]][recording.id] = result[conversation]?[recording.id] ?? recording
    }
    return result
  }

  func state(of recording: String, in conversation: String) throws -> String? { try recordings(of: conversation)[recording]?.state }

  func calls() throws -> [Call] {
    try list("/calls").map { row in
      Call(
        method: row["method"]?.string ?? "", path: row["path"]?.string ?? "", status: row["status"]?.int64.map { Int($0) },
        body: row["body"]?.string ?? "", at: row["bootMicroseconds"]?.int64 ?? 0)
    }
  }

  /// Without those for a token.
  func apiCalls() throws -> [Call] { try calls().filter { $0.path.hasPrefix("/api/") } }

  func tokensIssued(to platform: String) throws -> Int64 {
    try #require(try Reply.fetch("GET", "\(url)/tokens").json?[platform]?["issued"]?.int64)
  }
}

import Model

/// What goes wrong with the calls it matches.
struct Fault: Sendable {
  /// Nil matches every method.
  var method: String?
  /// A prefix of the path, or a pattern when it holds an asterisk, which stands for anything.
  var path: String
  /// Texts that must all stand in the request, wherever: vendors put ids into paths, queries and bodies.
  var contains: [[UInt8]]
  /// How often it still strikes; nil: always.
  var times: Int?
  /// How many calls it lets pass before it strikes.
  var skip: Int
  var status: Int?
  var retryAfter: String?
  var delay: Span
  /// The connection is cut without an answer.
  var cuts: Bool
  /// Whether the call has its effect; nil: unless it is refused or cut.
  var applies: Bool?
  var body: [UInt8]?
  var contentType: String?
  /// How long its effect stays unseen.
  var latencyOfEffect: Span

  var hasEffect: Bool { applies ?? !(cuts || status.map { $0 >= 400 } ?? false) }

  func matches(_ request: WireRequest) -> Bool {
    if let method, method != request.method { return false }
    let isThere = Wildcard.matches(request, path: path)
    guard isThere, !contains.isEmpty else { return isThere }
    let text = Array(request.target.utf8) + request.body
    return contains.allSatisfy { Wildcard.matches(text, pattern: [UInt8(ascii: "*")] + $0 + [UInt8(ascii: "*")]) }
  }
}

extension Fault {
  private static let bodyBytesMax: Int64 = 512 * 1024 * 1024
  private static let keys: Set<String> = [
    "match", "status", "retryAfter", "delay", "drop", "applyThenDrop", "ignoreButAnswer", "apply", "body", "bodyBytes", "contentType",
    "latencyOfEffect",
  ]

  /// Reads what `POST /faults` was given.
  init(_ json: JSONValue) throws(ControlError) {
    guard json.isObject else { throw ControlError("a fault is an object") }
    if let unknown = json.members.first(where: { !Self.keys.contains($0.name) }) {
      throw ControlError("\(unknown.name): no such key of a fault (one of \(Self.keys.sorted().joined(separator: ", ")))")
    }
    let match = json["match"]
    method = match?["method"]?.string?.uppercased()
    path = match?["path"]?.string ?? "/"
    contains = try match?.list("contains").map { Array(($0.text ?? "").utf8) } ?? []
    skip = Int(match?["skip"]?.int64 ?? 0)
    times = match?["times"]?.int64.map { Int($0) } ?? (match?["times"]?.string == "always" ? nil : 1)
    status = json["status"]?.int64.map { Int($0) }
    retryAfter = json["retryAfter"]?.text
    delay = try json.span("delay") ?? .zero
    latencyOfEffect = try json.span("latencyOfEffect") ?? .zero
    let appliesThenCuts = json["applyThenDrop"]?.bool ?? false
    cuts = appliesThenCuts || json["drop"]?.bool ?? false
    applies = appliesThenCuts ? true : json["ignoreButAnswer"]?.bool == true ? false : json["apply"]?.bool
    body = json["body"].map { $0.isString ? Array(($0.string ?? "").utf8) : $0.raw }
    if let count = json["bodyBytes"]?.int64 {
      body = [UInt8](repeating: UInt8(ascii: "x"), count: Int(min(max(0, count), Self.bodyBytesMax)))
    }
    contentType = json["contentType"]?.string
    if let status, !(200...599).contains(status) { throw ControlError("status: \(status) is no final HTTP status") }
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field(
        "match",
        object: { writer in
          writer.field("method", method)
          writer.field("path", path)
          writer.field("contains", contains.map { String(decoding: $0, as: UTF8.self) })
          writer.field("skip", skip > 0 ? Int64(skip) : nil)
          if let times { writer.field("times", Int64(times)) } else { writer.field("times", "always") }
        })
      writer.field("status", status.map { Int64($0) })
      writer.field("retryAfter", retryAfter)
      writer.field("delay", delay > .zero ? delay.description : nil)
      writer.field("drop", cuts ? true : nil)
      writer.field("apply", applies)
      writer.field("latencyOfEffect", latencyOfEffect > .zero ? latencyOfEffect.description : nil)
    }
  }
}

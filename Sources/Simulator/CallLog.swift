import Model

/// Every call the platforms received, in the order of arrival; beyond its limit the oldest are forgotten.
struct CallLog: Sendable {
  struct Call: Sendable {
    var platform: String
    var at: Moment
    var answeredAt: Moment
    var method: String
    /// With its query.
    var path: String
    /// Nil when the connection was cut instead.
    var status: Int?
    var body: [UInt8]
  }

  private(set) var total = 0
  private var calls: [Call] = []
  // Where the oldest stands once the row is full and begins to turn.
  private var oldest = 0

  private static let keptMax = 200_000
  private static let bodyBytesMax = 4096

  mutating func append(_ call: Call) {
    var call = call
    if call.body.count > Self.bodyBytesMax { call.body = Array(call.body.prefix(Self.bodyBytesMax)) }
    total += 1
    if calls.count < Self.keptMax {
      calls.append(call)
    } else {
      calls[oldest] = call
      oldest = (oldest + 1) % Self.keptMax
    }
  }

  mutating func clear() {
    total = 0
    calls = []
    oldest = 0
  }

  /// Those received at a time or later, chronologically.
  func write(since: Timestamp?, to writer: inout JSONWriter) {
    let earliest = since.map { $0.milliseconds * 1000 } ?? .min
    writer.array { writer in
      for call in calls[oldest...] + calls[..<oldest] where call.at.wallMicroseconds >= earliest {
        writer.object { writer in
          writer.field("time", call.at.text)
          writer.field("answeredAt", call.answeredAt.text)
          writer.field("bootMicroseconds", call.at.microseconds)
          writer.field("platform", call.platform)
          writer.field("method", call.method)
          writer.field("path", call.path)
          writer.field("status", call.status.map { Int64($0) })
          writer.field("body", call.body.isEmpty ? nil : String(decoding: call.body, as: UTF8.self))
        }
      }
    }
  }
}

import FoundationEssentials
import Model

import Platforms

/// A stored payload and what is expected of it, side by side in Fixtures/.
struct Fixture: CustomStringConvertible {
  let name: String

  private static let directory: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().joined(separator: "/") + "/Fixtures/"
  }()

  var description: String { name }

  func bytes() throws -> [UInt8] { try Fixture.read(name + ".json") }
  func expected() throws -> String { String(decoding: try Fixture.read(name + ".expected"), as: UTF8.self) }

  private static func read(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: directory + file))) }
}

extension SourceIdentity {
  static let genesys = SourceIdentity(name: "genesys", origin: "eventbridge+genesys", system: "genesys", platform: "genesys")
  static let cxone = SourceIdentity(name: "nice", origin: "cxone+nice", system: "nice", platform: "cxone-screen")
  static let middleware = SourceIdentity(name: "middleware", origin: "cloudevents+nice", system: "nice", platform: "cxone-screen")
}

extension InboundMessage {
  static let receipt = Timestamp(milliseconds: 1_774_000_000_000)

  init(_ text: String, type: String? = nil, headers: [HTTPHeader] = []) {
    self.init(body: Array(text.utf8), contentType: type, headers: headers, receivedAt: InboundMessage.receipt)
  }
}

extension EventDecoder {
  static let eventbridge = EventDecoder(format: .eventbridge, source: .genesys)
  static let cxone = EventDecoder(format: .cxone, source: .cxone)
  static let cloudevents = EventDecoder(format: .cloudevents, source: .middleware)

  func decode(_ text: String, type: String? = nil) throws -> [Event] { try decode(InboundMessage(text, type: type)) }

  /// The error's text; fails the test when there is none.
  func error(_ text: String, type: String? = nil) -> String {
    do throws(DecodeError) {
      return "decoded \(try decode(InboundMessage(text, type: type)).count) events"
    } catch {
      return error.description
    }
  }
}

extension Event {
  /// Every field that is there, as one JSON object.
  var json: String {
    let bytes = JSONWriter.object { writer in
      writer.field("kind", kind.rawValue)
      writer.field("id", id)
      writer.field("source", source)
      writer.field("origin", origin)
      writer.field("system", system)
      writer.field("platform", platform)
      writer.field("conversation", conversation)
      writer.field("occurredAt", occurredAt)
      writer.field("agent", agent)
      writer.field("participant", participant)
      writer.field("session", session)
      writer.field("recording", recording)
      writer.field("contact", contact)
      writer.field("initialContact", initialContact)
      writer.field("user", user)
      writer.field("call", call)
      writer.field("queue", queue)
      writer.field("division", division)
      writer.field("customerType", customerType)
      writer.field("language", language)
      writer.field("reason", reason)
      writer.field("transfer", transfer?.rawValue)
      writer.field("overlay", overlay ? true : nil)
      writer.field("metadata", metadata)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

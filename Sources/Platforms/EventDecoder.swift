import Model

/// Reads a source's bodies into events. All or nothing: with one bad event nothing of the body is taken (design 5.3).
package struct EventDecoder: Sendable {
  package let format: EventFormat
  package let source: SourceIdentity

  package init(format: EventFormat, source: SourceIdentity) {
    self.format = format
    self.source = source
  }

  /// The events of a body, at least one, in its order.
  package func decode(_ message: InboundMessage) throws(DecodeError) -> [Event] {
    if format == .cloudevents, CloudEvent.isBinary(message) {
      do throws(FieldError) {
        return [try CloudEvent(binary: message).event(for: source, receivedAt: message.receivedAt)]
      } catch {
        throw DecodeError(index: 0, error)
      }
    }
    var events: [Event] = []
    for value in try message.values() {
      do throws(FieldError) {
        try append(value, receivedAt: message.receivedAt, to: &events)
      } catch {
        throw DecodeError(index: events.count, error)
      }
    }
    return events
  }

  private func append(_ value: JSONValue, receivedAt: Timestamp, to events: inout [Event]) throws(FieldError) {
    guard value.isObject else { throw FieldError("", "must be a JSON object") }
    switch format {
    case .eventbridge:
      try EventBridgeWrapper.unwrap(value) { (envelope) throws(FieldError) in
        events.append(try EventBridgeEnvelope(envelope).event(for: source, receivedAt: receivedAt))
      }
    case .cxone:
      events.append(try CXoneEvent(value).event(for: source, receivedAt: receivedAt))
    case .cloudevents:
      events.append(try CloudEvent(structured: value).event(for: source, receivedAt: receivedAt))
    }
  }
}

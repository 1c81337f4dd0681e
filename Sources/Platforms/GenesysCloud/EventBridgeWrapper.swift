import Model

/// Finds the EventBridge envelopes in what SQS, SNS and a failed Lambda put around them, also around each other.
enum EventBridgeWrapper {
  private static let depthMax = 8

  static func unwrap(_ value: JSONValue, each: (JSONValue) throws(FieldError) -> Void) throws(FieldError) {
    try unwrap(value, field: "", depth: 0, each: each)
  }

  private static func unwrap(
    _ value: JSONValue, field: String, depth: Int, each: (JSONValue) throws(FieldError) -> Void
  ) throws(FieldError) {
    guard depth <= depthMax else { throw FieldError(field, "wrapped more than \(depthMax) times") }
    if let elements = value.elements {
      guard !elements.isEmpty else { throw FieldError(field, "holds no event") }
      for element in elements { try unwrap(element, field: field, depth: depth + 1, each: each) }
    } else if value["detail-type"] != nil {
      try each(value)
    } else if let records = value["Records"]?.elements {
      guard !records.isEmpty else { throw FieldError("Records", "holds no event") }
      for record in records { try unwrap(record: record, depth: depth, each: each) }
    } else if let messages = value["Messages"]?.elements {
      // As `aws sqs receive-message` prints them.
      for message in messages {
        guard let body = message["Body"] else { throw FieldError("Messages.Body", "missing") }
        try unwrap(text: body, field: "Messages.Body", depth: depth, each: each)
      }
    } else if let payload = value["requestPayload"] {
      try unwrap(payload, field: "requestPayload", depth: depth + 1, each: each)
    } else if let message = value["Message"] {
      try unwrap(notification: value, message: message, depth: depth, each: each)
    } else {
      try each(value)
    }
  }

  /// A record of SQS carries its message in `body`, one of SNS (as Lambda sees it) in `Sns`.
  private static func unwrap(
    record: JSONValue, depth: Int, each: (JSONValue) throws(FieldError) -> Void
  ) throws(FieldError) {
    if let notification = record["Sns"] {
      try unwrap(notification, field: "Records.Sns", depth: depth + 1, each: each)
    } else {
      guard let body = record["body"] else { throw FieldError("Records.body", "missing") }
      try unwrap(text: body, field: "Records.body", depth: depth, each: each)
    }
  }

  private static func unwrap(
    notification: JSONValue, message: JSONValue, depth: Int, each: (JSONValue) throws(FieldError) -> Void
  ) throws(FieldError) {
    if let type = notification["Type"]?.string, type != "Notification" {
      throw FieldError("Type", "an SNS subscription has to be confirmed by hand first (aws sns confirm-subscription)")
    }
    try unwrap(text: message, field: "Message", depth: depth, each: each)
  }

  private static func unwrap(
    text: JSONValue, field: String, depth: Int, each: (JSONValue) throws(FieldError) -> Void
  ) throws(FieldError) {
    guard let string = text.string else { throw FieldError(field, "must be a string of JSON") }
    let inner: JSONValue
    do throws(JSONError) {
      inner = try JSONDocument(Array(string.utf8)).root
    } catch {
      throw FieldError(field, error.description)
    }
    try unwrap(inner, field: field, depth: depth + 1, each: each)
  }
}

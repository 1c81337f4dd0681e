import Model

/// An error of the Genesys Cloud API: the parts of its ErrorBody that a client acts on.
struct GenesysError: Error {
  var status: Int
  var code: String
  var message: String

  init(_ status: Int, _ code: String, _ message: String) {
    self.status = status
    self.code = code
    self.message = message
  }

  static func noConversation(_ id: String) -> GenesysError {
    GenesysError(404, "conversation.error.conversation.not.found", "Conversation \(id) was not found.")
  }

  static func noParticipant(_ id: String) -> GenesysError {
    GenesysError(404, "conversation.error.participant.not.found", "Participant \(id) was not found or is no longer active.")
  }

  static func alreadyIn(_ state: String) -> GenesysError {
    GenesysError(409, "conflict", "The screen recording is already \(state).")
  }

  /// What the API says with a status for no reason of the simulator's own.
  init(status: Int) {
    let (code, message) =
      switch status {
      case 401: ("bad.credentials", "Invalid login credentials.")
      case 403:
        (
          "missing.any.permissions",
          "Unable to perform the requested action. You are missing the following permission(s): conversation:recording:pauseOthers"
        )
      case 404: ("not.found", "The requested resource was not found.")
      case 408: ("request.timeout", "The request timed out.")
      case 409: ("conflict", "The request conflicts with the current state.")
      case 429: ("too.many.requests", "Rate limit exceeded the maximum.")
      case 500: ("internal.server.error", "The server encountered an unexpected condition which prevented it from fulfilling the request.")
      case 503: ("service.unavailable", "Service Unavailable - The server is currently unavailable.")
      case 504: ("authentication.request.timeout", "Authentication request timeout.")
      default: (status < 500 ? "bad.request" : "internal.server.error", "The request could not be handled.")
      }
    self.init(status, code, message)
  }

  func response(contextID: String) -> HTTPResponse {
    .json(status: status) { writer in
      writer.field("message", message)
      writer.field("code", code)
      writer.field("status", Int64(status))
      writer.field("messageParams", object: { _ in })
      writer.field("contextId", contextID)
      writer.field("details", array: { _ in })
      writer.field("errors", array: { _ in })
    }
  }
}

import Model
import Native

extension ControlClient {
  /// The running daemon's answer, or why there is none and what to do about it.
  func answers(to word: String, _ more: (inout JSONWriter) -> Void = { _ in }) throws(ReadingFailure) -> [JSONDocument] {
    let lines: [JSONDocument]
    do {
      lines = try ask(word, more)
    } catch {
      throw ReadingFailure(error)
    }
    if let message = lines.first?.root["error"]?.string { throw ReadingFailure(.tryLater, message) }
    return lines
  }
}

extension ReadingFailure {
  static let startHint = "start it with `systemctl start hushd`, or by hand with `hushd run`"

  init(_ failure: ControlClient.Unavailable) {
    switch failure.cause {
    case let error as PosixError where error.isMissing || error.isRefused:
      self.init(.unavailable, "\(failure); \(Self.startHint)")
    case let error as PosixError where error.isDenied:
      self.init(.notPermitted, failure.description)
    default:
      self.init(.tryLater, "\(failure); try again")
    }
  }
}

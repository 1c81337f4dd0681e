import Model
import Native

/// How requests leave and answers come back: curl in the daemon, simulated platforms in the simulation.
package protocol Transport: AnyObject {
  func submit(_ request: HTTPRequest, id: UInt64, timeout: Span)
  /// Lets what was submitted leave, as far as that goes without waiting.
  func push()
  /// Works until something is over, the loop is woken or the time is up.
  func run(waitingAtMost limit: Span) -> [HTTPClient.Completion]
}

extension Transport {
  package func push() {}
}

extension HTTPClient: Transport {}

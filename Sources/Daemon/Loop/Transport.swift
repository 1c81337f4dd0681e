import Model
import Native

/// How requests leave and answers come back: curl in the daemon, simulated platforms in the simulation.
package protocol Transport: AnyObject {
  func submit(_ request: HTTPRequest, id: UInt64, timeout: Span)
  /// Works until something is over, the loop is woken or the time is up.
  func run(waitingAtMost limit: Span) -> [HTTPClient.Completion]
}

extension HTTPClient: Transport {}

import Glibc
import Model
import Native
import Testing

/// Looks again and again until there is something to return, and fails when the time is over: the one place where a test waits.
func found<Found>(
  _ what: @autoclosure () -> String, within limit: Span = .seconds(15), sourceLocation: SourceLocation = #_sourceLocation,
  _ look: () throws -> Found?
) throws -> Found {
  let deadline = Clock.live.boot() + limit
  while true {
    if let found = try look() { return found }
    guard Clock.live.boot() < deadline else { break }
    usleep(5000)
  }
  Issue.record("not within \(limit): \(what())", sourceLocation: sourceLocation)
  throw TimeIsUp()
}

/// Waits until it holds.
func eventually(
  _ what: @autoclosure () -> String, within limit: Span = .seconds(15), sourceLocation: SourceLocation = #_sourceLocation,
  holds condition: () throws -> Bool
) throws {
  try found(what(), within: limit, sourceLocation: sourceLocation) { try condition() ? () : nil }
}

/// Watches for a while that it goes on to hold.
func throughout(_ span: Span, _ what: String, sourceLocation: SourceLocation = #_sourceLocation, holds condition: () throws -> Bool) throws
{
  let end = Clock.live.boot() + span
  while Clock.live.boot() < end {
    try #require(try condition(), "\(what)", sourceLocation: sourceLocation)
    usleep(5000)
  }
}

/// What was waited for did not come; the issue says what that was.
struct TimeIsUp: Error {}

/// Lets others work between two looks.
func restAMoment() { usleep(20_000) }

import Engine
import Model

/// Whether all comes right by itself.
extension ClosureState {
  /// Everything returns and nothing fails any more: in a while each recording must be as the facts say.
  /// `isKnown` says of a state that it was seen to come right; the states on the way are returned.
  mutating func settle(_ isKnown: (Int) -> Bool) -> [Int] {
    var way = [identity]
    if isKnown(way[0]) { return [] }
    while let index = flights.indices.first { take(flights[index].isGivenUp ? .apply(index) : .answer(index, .done)) }
    // Senders tell everything at least once.
    for place in unannounced.sorted() { tell(.recordingStarted, of: place) }
    let end = world.now + 45_000
    while violation == nil {
      while !world.engine.parked().isEmpty { retry() }
      while !world.waiting.isEmpty {
        take(.leave(0))
        if violation == nil { take(.answer(flights.count - 1, .done)) }
        if violation != nil { return [] }
      }
      let here = identity
      if isKnown(here) { return way }
      way.append(here)
      guard let deadline = world.deadline, deadline <= end else { break }
      world.fireTimer()
    }
    world.advance(to: end)
    judge()
    return way
  }

  private mutating func judge() {
    let oracle = oracle
    for (place, recording) in world.cast.recordings.enumerated() where world.phases[place] == .live {
      switch oracle.verdict(on: recording, at: world.now, slack: 20_000) {
      case .covered where !world.isPaused[place]: violation = violation ?? "\(recording.id) is covered and records for good"
      case .free where world.isPaused[place] && !oracle.mayStayPaused(recording):
        violation = violation ?? "\(recording.id) is free and paused for good"
      case .covered, .free, .doubtful: break
      }
    }
  }
}

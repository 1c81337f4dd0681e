import Dispatch
import Engine
import Model
import Seeded
import Synchronization

/// Every true history of a few facts, told in every order, with every single loss, repeat and restart: each must end as its facts say.
/// Wherever the telling has come to it may end, so a history is gone through together with all that leave some of its facts out.
struct HistoryCheck {
  private static let alphabet: [SimulatedHistory.Fact] = [
    .init(kind: .pauseStarted, at: 0, agent: 0), .init(kind: .pauseEnded, at: 0, agent: 0),
    .init(kind: .pauseStarted, at: 0, agent: 0, origin: 1), .init(kind: .pauseEnded, at: 0, agent: 0, origin: 1),
    .init(kind: .pauseStarted, at: 0, agent: 1), .init(kind: .pauseEnded, at: 0, agent: 1),
    .init(kind: .pauseStarted, at: 0), .init(kind: .pauseEnded, at: 0),
    .init(kind: .agentLeft, at: 0, agent: 0, recording: 0), .init(kind: .transferStarted, at: 0, agent: 0),
    .init(kind: .conversationEnded, at: 0),
  ]

  private(set) var histories = 0
  private(set) var sequences = 0
  private(set) var violations: [String] = []
  private var facts: [SimulatedHistory.Fact] = []
  private var told: [String] = []
  /// How many orders lead on from where.
  private var known: [Place: Int] = [:]

  /// All histories of so many facts and less.
  mutating func checkAll(facts: Int) {
    let words = (1...facts).map { length in (0..<length).reduce(1) { count, _ in count * Self.alphabet.count } }
    histories += words.reduce(0, +)
    inParts(of: words[facts - 1]) { check, number in
      check.check(
        (0..<facts).reduce(into: (letters: [Int](), rest: number)) { word, _ in
          word.letters.append(word.rest % Self.alphabet.count)
          word.rest /= Self.alphabet.count
        }.letters)
    }
  }

  /// At least so many histories by chance, of more facts than given and up to seven.
  mutating func checkSamples(_ count: Int, moreThan facts: Int) {
    let length = 7
    let longer = (0..<(1 << length)).count { $0.nonzeroBitCount > facts }
    let words = (count + longer - 1) / longer
    histories += words * longer
    inParts(of: words) { check, number in
      var random = SeededRandom(UInt64(number))
      check.check((0..<length).map { _ in random.next(below: Self.alphabet.count) })
    }
  }

  /// On all processors: each history stands for itself.
  private mutating func inParts(of count: Int, _ body: @Sendable (inout HistoryCheck, Int) -> Void) {
    let partLength = 10
    let whole = Mutex(self)
    DispatchQueue.concurrentPerform(iterations: (count + partLength - 1) / partLength) { part in
      guard whole.withLock({ $0.violations.count < 10 }) else { return }
      var check = HistoryCheck()
      for number in (part * partLength)..<min(count, (part + 1) * partLength) { body(&check, number) }
      whole.withLock { $0.add(check) }
    }
    self = whole.withLock { $0 }
  }

  private mutating func add(_ other: HistoryCheck) {
    sequences += other.sequences
    violations += other.violations
  }

  private mutating func check(_ letters: [Int]) {
    facts = letters.enumerated().map { index, letter in
      var fact = Self.alphabet[letter]
      fact.at = Int64(1000 * (index + 1))
      return fact
    }
    known = [:]
    sequences += tell(Set(facts.indices), to: Self.start, isFaultFree: true)
  }

  private static let cast = {
    var cast = SmallWorld.Cast([.genesys, .conversation], [("a0", 0, 0), ("b0", 0, 1), ("c", 1, nil)])
    cast.fates = [.done]
    return cast
  }()
  private static let start: SmallWorld = {
    var world = SmallWorld(cast, keepsEntries: true)
    world.run(milliseconds: 10_000) { _, _ in }
    return world
  }()

  /// Every order of the facts that are left, or of some of them; once on the way a fact may come again, or the process start anew.
  /// Returns how many orders that makes: those that have led to a state from which the same facts were told already end as those did.
  private mutating func tell(_ left: Set<Int>, to world: SmallWorld, isFaultFree: Bool) -> Int {
    let place = Place(left: left, isFaultFree: isFaultFree, state: world.identity(windows: Self.windows))
    if let count = known[place] { return count }
    finish(world, isWhole: left.isEmpty)
    var count = 1
    for fact in left.sorted() {
      var next = world
      deliver(fact, to: &next)
      count += tell(left.subtracting([fact]), to: next, isFaultFree: isFaultFree)
      told.removeLast()
    }
    if isFaultFree {
      for fact in facts.indices where told.contains("\(fact)") {
        var next = world
        deliver(fact, to: &next)
        count += tell(left, to: next, isFaultFree: false)
        told.removeLast()
      }
      var next = world
      restart(&next)
      count += tell(left, to: next, isFaultFree: false)
      told.removeLast()
    }
    known[place] = count
    return count
  }

  /// Where the telling of a history has come to.
  private struct Place: Hashable {
    var left: Set<Int>
    var isFaultFree: Bool
    var state: Int
  }

  private static let windows = [0, 1, nil].flatMap { agent in
    SimulatedHistory.origins.map { WindowKey(agent: agent.map { SimulatedHistory.agents[$0] }, origin: $0) }
  }

  private mutating func deliver(_ index: Int, to world: inout SmallWorld) {
    told.append("\(index)")
    world.tell(facts[index], id: "e\(index)")
    run(&world, milliseconds: 300)
  }

  private mutating func restart(_ world: inout SmallWorld) {
    told.append("restart")
    world.restart()
  }

  private mutating func run(_ world: inout SmallWorld, milliseconds: Int64) {
    var failure: String?
    let oracle = oracle
    world.run(milliseconds: milliseconds) { world, command in
      guard command.kind == .resume, let place = world.cast.place(of: command) else { return }
      let recording = world.cast.recordings[place]
      if oracle.verdict(on: recording, at: world.now, slack: 0) == .covered { failure = "a resume of \(recording.id) inside its window" }
    }
    if let failure { fail(failure) }
  }

  private var oracle: SimulationOracle {
    Self.cast.oracle(knowing: Set(told.compactMap { Int($0) }).sorted().map { facts[$0] })
  }

  private mutating func finish(_ end: SmallWorld, isWhole: Bool) {
    var world = end
    run(&world, milliseconds: 10_000)
    for (place, recording) in Self.cast.recordings.enumerated() {
      switch oracle.verdict(on: recording, at: world.now, slack: 1000) {
      case .covered where !world.isPaused[place]: fail("\(recording.id) is covered and records")
      case .free where world.isPaused[place] && !oracle.mayStayPaused(recording): fail("\(recording.id) is free and paused")
      case .covered, .free, .doubtful: break
      }
    }
    if !world.waiting.isEmpty { fail("commands are left over") }
    if isWhole && !world.foldsAlike { fail("the fold over the entries differs from the live state") }
  }

  private mutating func fail(_ message: String) {
    let names = facts.map { "\($0.kind.rawValue) \($0.agent.map { SimulatedHistory.agents[$0] } ?? "-") o\($0.origin)" }
    violations.append("\(message): \(names.joined(separator: ", ")); told \(told.joined(separator: " "))")
  }
}

import Engine
import Model
import Seeded

/// Every true history of a few facts, told in every order, with every single loss, repeat and restart: each must end as its facts say.
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

  /// All histories of exactly so many facts.
  mutating func checkAll(length: Int) {
    var letters = [Int](repeating: 0, count: length)
    while violations.count < 10 {
      check(letters)
      guard let place = letters.lastIndex(where: { $0 < Self.alphabet.count - 1 }) else { return }
      letters[place] += 1
      for later in (place + 1)..<max(length, place + 1) { letters[later] = 0 }
    }
  }

  /// One history of so many facts by chance, in one order by chance, with one fault or none.
  mutating func checkSample(length: Int, random: inout SeededRandom) {
    prepare((0..<length).map { _ in random.next(below: Self.alphabet.count) })
    var world = Self.start
    var order = Array(facts.indices).shuffled(using: &random)
    let fault = random.next(below: 4)
    let place = random.next(below: length)
    if fault == 1 { order.remove(at: place) }
    if fault == 2 { order.append(order[place]) }
    for (index, fact) in order.enumerated() {
      if fault == 3 && index == place { restart(&world) }
      deliver(fact, to: &world)
    }
    finish(world)
    told = []
  }

  private mutating func check(_ letters: [Int]) {
    prepare(letters)
    let all = Set(facts.indices)
    tell(all, to: Self.start, isFaultFree: true)
    for lost in facts.indices {
      told = ["lost \(lost)"]
      tell(all.subtracting([lost]), to: Self.start, isFaultFree: false)
      told = []
    }
  }

  private static let cast = SmallWorld.Cast([.genesys, .conversation], [("a0", 0, 0), ("b0", 0, 1), ("c", 1, nil)])
  private static let start: SmallWorld = {
    var world = SmallWorld(cast, keepsEntries: true)
    world.run(milliseconds: 10_000) { _, _ in }
    return world
  }()

  private mutating func prepare(_ letters: [Int]) {
    histories += 1
    facts = letters.enumerated().map { index, letter in
      var fact = Self.alphabet[letter]
      fact.at = Int64(1000 * (index + 1))
      return fact
    }
  }

  /// Every order of the facts that are left; once on the way a fact may come again, or the process start anew.
  private mutating func tell(_ left: Set<Int>, to world: SmallWorld, isFaultFree: Bool) {
    if left.isEmpty { finish(world) }
    for fact in left.sorted() {
      var next = world
      deliver(fact, to: &next)
      tell(left.subtracting([fact]), to: next, isFaultFree: isFaultFree)
      told.removeLast()
    }
    guard isFaultFree else { return }
    for fact in facts.indices where !left.contains(fact) {
      var next = world
      deliver(fact, to: &next)
      tell(left, to: next, isFaultFree: false)
      told.removeLast()
    }
    var next = world
    restart(&next)
    tell(left, to: next, isFaultFree: false)
    told.removeLast()
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

  private mutating func finish(_ end: SmallWorld) {
    var world = end
    sequences += 1
    run(&world, milliseconds: 10_000)
    for (place, recording) in Self.cast.recordings.enumerated() {
      switch oracle.verdict(on: recording, at: world.now, slack: 1000) {
      case .covered where !world.isPaused[place]: fail("\(recording.id) is covered and records")
      case .free where world.isPaused[place] && !oracle.mayStayPaused(recording): fail("\(recording.id) is free and paused")
      case .covered, .free, .doubtful: break
      }
    }
    if !world.waiting.isEmpty { fail("commands are left over") }
    if !world.foldsAlike { fail("the fold over the entries differs from the live state") }
  }

  private mutating func fail(_ message: String) {
    let names = facts.map { "\($0.kind.rawValue) \($0.agent.map { SimulatedHistory.agents[$0] } ?? "-") o\($0.origin)" }
    violations.append("\(message): \(names.joined(separator: ", ")); told \(told.joined(separator: " "))")
  }
}

import Glibc
import Native

/// A process of its own that runs every so many-th of the seeds: the simulated disk is one for each process. It tells the results line by
/// line, and so does not outlive whoever hears them.
struct SeedWorker {
  let seeds: ClosedRange<UInt64>
  let number: Int
  let count: Int

  private var share: StrideThrough<UInt64> { stride(from: seeds.lowerBound + UInt64(number), through: seeds.upperBound, by: count) }

  /// The worker's side.
  func run<Run: SeededRun>(_ make: (UInt64) -> Run) -> Bool {
    for seed in share {
      var run = make(seed)
      print(SeedResult(seed, &run).line)
      fflush(nil)
    }
    return true
  }

  /// Has workers run them all, and returns when they have, or when there are enough violations.
  static func run(_ name: String, _ seeds: ClosedRange<UInt64>, jobs: Int, into tally: Monitor<Tally>) {
    let running = Monitor(jobs)
    for number in 0..<jobs {
      let worker = SeedWorker(seeds: seeds, number: number, count: jobs)
      let thread = try? ThreadHandle.start(name: "worker") {
        worker.listen(name, into: tally)
        running.withLock { $0 -= 1 }
      }
      if thread == nil { running.withLock { $0 -= 1 } }
    }
    while !tally.wait(atMost: .milliseconds(100), until: { $0.isOver }), running.withLock({ $0 > 0 }) {}
  }

  /// A worker that ends before its time has come upon a trap.
  private func listen(_ name: String, into tally: Monitor<Tally>) {
    guard let pipe = popen(command(name), "r") else { return }
    var remaining = share.makeIterator()
    var next = remaining.next()
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    while next != nil, getline(&line, &capacity, pipe) > 0 {
      guard let text = line.map({ String(cString: $0) }), let result = SeedResult(line: String(text.dropLast())) else { break }
      tally.withLock { $0.add(result) }
      next = remaining.next()
    }
    free(line)
    if let next { tally.withLock { $0.add(SeedResult(next, violation: "the process ended in the middle")) } }
    pclose(pipe)
  }

  /// On a processor of its own, since the journal's thread and the simulation take turns; and with memory that is not given back each time.
  private func command(_ name: String) -> String {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count - 1)
    let program = String(decoding: path.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let tunables = "glibc.malloc.mmap_threshold=67108864:glibc.malloc.trim_threshold=268435456:glibc.malloc.arena_max=1"
    return """
      pin="taskset -c \(number)"; $pin true 2>/dev/null || pin=
      GLIBC_TUNABLES=\(tunables) exec $pin '\(program)' \(name) --seeds \(seeds.lowerBound)-\(seeds.upperBound) --worker \(number) --workers \(count)
      """
  }
}

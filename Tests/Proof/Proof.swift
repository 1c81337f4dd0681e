import Glibc
import Model

/// `hushd-sim`: what proves that hushd keeps its rules. Everything it does follows from its arguments.
@main struct Proof {
  private static let usage = """
    usage: hushd-sim daemon [--seed N | --seeds A-B]    the daemon on a simulated clock, disk, network, vendor and senders
           hushd-sim engine [--seed N | --seeds A-B]    the engine alone, by thousands
           hushd-sim model [--states N] [--facts N] [--samples N] [--cast N]
                                                        all states, up to N of each cast; all histories of up to N facts; N longer ones
           hushd-sim mutants                            the faults that HUSHD_MUTANT may name in a build with -DMUTANTS
           daemon and engine stop after ten violations, or as many as --stop says, and use all processors, or as many as --jobs says

    """

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let options = Options(arguments.dropFirst())
    let isProven: Bool
    switch (arguments.first, options) {
    case ("daemon"?, let options?):
      let keepsStory = options.seeds(orElse: 1...2).count == 1
      isProven = options.run("daemon") { DaemonRun(seed: $0, keepsStory: keepsStory) }
    case ("engine"?, let options?):
      isProven = options.run("engine") { EngineRun(seed: $0) }
    case ("model"?, let options?):
      isProven = ModelCheck(
        states: options["states"] ?? 100_000, facts: options["facts"] ?? 4, samples: options["samples"] ?? 100_000,
        only: options["cast"]
      ).run()
    case ("mutants"?, _):
      for mutant in Mutant.allCases { print(mutant.rawValue) }
      isProven = true
    default:
      print(usage, terminator: "")
      exit(64)
    }
    exit(isProven ? 0 : 1)
  }
}

/// `--name value` pairs.
struct Options {
  private static let names = ["seed", "seeds", "stop", "jobs", "worker", "workers", "states", "facts", "samples", "cast"]
  private var values: [String: String] = [:]

  init?(_ arguments: some Sequence<String>) {
    var name: String?
    for argument in arguments {
      if let known = name {
        values[known] = argument
        name = nil
      } else if argument.hasPrefix("--") {
        name = String(argument.dropFirst(2))
      } else {
        return nil
      }
    }
    if name != nil || !Set(values.keys).isSubset(of: Self.names) { return nil }
  }

  subscript(name: String) -> Int? { values[name].flatMap { Int($0) } }

  func seeds(orElse seeds: ClosedRange<UInt64>) -> ClosedRange<UInt64> {
    let bounds = (values["seed"] ?? values["seeds"] ?? "").split(separator: "-").compactMap { UInt64($0) }
    guard let first = bounds.first, let last = bounds.last, first <= last else { return seeds }
    return first...last
  }

  /// As a worker of another process, or with workers.
  fileprivate func run<Run: SeededRun>(_ name: String, _ make: @Sendable (UInt64) -> Run) -> Bool {
    let seeds = seeds(orElse: 1...2000)
    if let number = self["worker"], let count = self["workers"] {
      return SeedWorker(seeds: seeds, number: number, count: count).run(make)
    }
    return SeedRun(seeds, stop: self["stop"] ?? 10, jobs: self["jobs"] ?? sysconf(Int32(_SC_NPROCESSORS_ONLN))).run(name, make)
  }
}

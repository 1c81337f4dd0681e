import Glibc
import Model

/// `hushd-sim`: what proves that hushd keeps its rules. Everything it does follows from its arguments.
@main struct Proof {
  private static let usage = """
    usage: hushd-sim daemon [--seed N | --seeds A-B]    the daemon on a simulated clock, disk, network, vendor and senders
           hushd-sim engine [--seed N | --seeds A-B]    the engine alone, by thousands
           hushd-sim model [--states N] [--facts N] [--samples N]
                                                        all states, up to N of each cast; all histories of up to N facts; N longer ones
           hushd-sim mutants                            the faults that HUSHD_MUTANT may name in a build with -DMUTANTS
           daemon and engine stop after ten violations, or as many as --stop says

    """

  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let options = Options(arguments.dropFirst())
    let isProven: Bool
    switch (arguments.first, options) {
    case ("daemon"?, let options?):
      isProven = SeedRun(options.seeds(orElse: 1...2000), stop: options["stop"] ?? 10).run("daemon") {
        DaemonRun(seed: $0, keepsStory: options.seeds(orElse: 1...2).count == 1)
      }
    case ("engine"?, let options?):
      isProven = SeedRun(options.seeds(orElse: 1...2000), stop: options["stop"] ?? 10).run("engine") { EngineRun(seed: $0) }
    case ("model"?, let options?):
      isProven = ModelCheck(
        states: options["states"] ?? 100_000, facts: options["facts"] ?? 4, samples: options["samples"] ?? 100_000
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
    if name != nil || !Set(values.keys).isSubset(of: ["seed", "seeds", "stop", "states", "facts", "samples"]) { return nil }
  }

  subscript(name: String) -> Int? { values[name].flatMap { Int($0) } }

  func seeds(orElse seeds: ClosedRange<UInt64>) -> ClosedRange<UInt64> {
    let bounds = (values["seed"] ?? values["seeds"] ?? "").split(separator: "-").compactMap { UInt64($0) }
    guard let first = bounds.first, let last = bounds.last, first <= last else { return seeds }
    return first...last
  }
}

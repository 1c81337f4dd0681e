// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled alike: Swift 6 mode, and a warning is an error.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency], extra: [SwiftSetting] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + extra)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding files: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: files, swiftSettings: strict)
}

let package = Package(
  name: "hushd",
  products: [
    .executable(name: "hushd", targets: ["hushd"]),
    .executable(name: "hushd-sim", targets: ["Proof"]),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-gnutls-dev"])]),
    .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // `hushd version` prints the commit, which the Makefile knows.
    .target(name: "CLinux", cSettings: [.define("HUSHD_COMMIT", to: "\"\(Context.environment["HUSHD_COMMIT"] ?? "unknown")\"")]),

    module("Model", []),
    module("Engine", ["Model"]),
    module("Platforms", ["Model"]),
    module("Native", ["Model", "CSQLite", "CCurl", "CMicroHTTPD", "CGnuTLS", "CZlib", "CLinux"], extra: [.strictMemorySafety()]),
    module("Journal", ["Native", "Model"]),
    module("Daemon", ["Engine", "Platforms", "Journal", "Native", "Model"]),
    module("Simulator", ["Native", "Model"]),
    .executableTarget(name: "hushd", dependencies: ["Daemon", "Simulator", "Native", "Model"], swiftSettings: strict),

    // Repeatable chance, for tests and simulations.
    .target(name: "Seeded", path: "Tests/Seeded", swiftSettings: strict),
    .target(name: "CFaultyDisk", path: "Tests/CFaultyDisk"),
    // Simulations and the model check, which `make proof` runs at full speed and the tests run a little of.
    .executableTarget(
      name: "Proof", dependencies: ["Daemon", "Engine", "Platforms", "Journal", "Simulator", "Native", "Model", "Seeded", "CFaultyDisk"],
      path: "Tests/Proof",
      exclude: ["mutants"],
      swiftSettings: strict),
    // Part of `make bench`; its simulated vendor serves the tests of a storm too.
    .executableTarget(
      name: "StormBenchmark", dependencies: ["Engine", "Model"], path: "Tests/Benchmarks/Storm", swiftSettings: strict),

    tests("ModelTests", ["Seeded", "Model"]),
    tests("EngineTests", ["StormBenchmark", "Engine", "Model"]),
    tests("PlatformsTests", ["Platforms", "Model"], excluding: ["Fixtures"]),
    tests("NativeTests", ["Native", "Daemon", "Model"]),
    tests("JournalTests", ["Seeded", "Journal", "Native", "Model"]),
    tests("DaemonTests", ["Daemon", "Engine", "Platforms", "Journal", "Native", "Model"]),
    tests("SimulatorTests", ["Simulator", "Native", "Model"]),
    tests("SimulationTests", ["Proof", "Daemon", "Journal", "Native", "Model"]),
    tests("EndToEndTests", ["Seeded", "Native", "Model", "hushd"]),
    tests("TidyTests", []),
  ]
)

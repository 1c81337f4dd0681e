import Foundation
import Testing

@Suite("The repository keeps its own rules")
struct TidyTests {
  private let repository = Repository()

  @Test(
    "an import goes only along the arrows of the house",
    arguments: [
      ("Model", [String]()), ("Engine", ["Model"]), ("Platforms", ["Model"]),
      ("Native", ["Model", "CSQLite", "CCurl", "CMicroHTTPD", "CGnuTLS", "CZlib", "CLinux", "Glibc", "Synchronization"]),
      ("Journal", ["Model", "Native", "Synchronization"]), ("Simulator", ["Model", "Native", "Synchronization"]),
      ("Daemon", ["Model", "Native", "Journal", "Platforms", "Engine", "Synchronization"]),
    ])
  func imports(target: String, allowed: [String]) {
    #expect(!repository.files(under: "Sources/\(target)").isEmpty)
    for file in repository.files(under: "Sources/\(target)") {
      for line in file.code where line.hasPrefix("import ") {
        let name = line.dropFirst("import ".count).trimmingCharacters(in: .whitespaces)
        #expect(allowed.contains(name) || name == "FoundationEssentials", "\(file.path) imports \(name)")
      }
    }
  }

  @Test("the engine and the platforms have no clock, no randomness, no I/O and never wait")
  func pure() {
    let words = ["await ", "Task {", "Date(", ".now()", ".random(", "SystemRandom", "print(", "Thread", "Mutex"]
    let files = repository.files(under: "Sources/Engine") + repository.files(under: "Sources/Platforms")
    #expect(places(of: words, in: files) == [])
  }

  @Test("nothing is forced, silenced or left for later")
  func bans() {
    let files = repository.files(under: "Sources")
    #expect(places(of: ["try!", "fatalError(", "as!", "nonisolated(unsafe)", "catch { log"], in: files) == [])
    let leftovers = (files + repository.files(under: "Tests")).flatMap { file in
      file.lines.enumerated().filter { $0.element.contains("TO" + "DO") || $0.element.contains("FIX" + "ME") }.map {
        "\(file.path):\($0.offset + 1)"
      }
    }
    #expect(leftovers == [])
  }

  @Test("unchecked Sendable stays rare, and each says why on the line above")
  func unchecked() {
    var count = 0
    for file in repository.files(under: "Sources") {
      for (number, line) in file.lines.enumerated() where line.contains("@unchecked Sendable") && !line.hasPrefix("//") {
        count += 1
        #expect(number > 0 && file.lines[number - 1].contains("//"), "\(file.path):\(number + 1) has no reason above it")
      }
    }
    #expect(count <= 3)
  }

  @Test("tests wait for conditions, not for time")
  func sleeps() {
    // One place may wait a moment: the function that asks again whether a condition holds in another process.
    let files = repository.files(under: "Tests").filter { !$0.path.hasSuffix("/Eventually.swift") }
    #expect(places(of: ["Task.sleep", "usleep(", "Thread.sleep", " sleep("], in: files) == [])
  }

  @Test("files, functions and lines stay short")
  func sizes() {
    for file in repository.files(under: "Sources") + repository.files(under: "Tests") {
      #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
      for (number, line) in file.lines.enumerated() where line.count > 140 && file.path.hasPrefix("Sources") {
        Issue.record("\(file.path):\(number + 1) has \(line.count) characters")
      }
      for (name, length) in functions(of: file) where length > 60 { Issue.record("\(file.path): \(name) has \(length) lines") }
    }
  }

  /// A function ends at the first brace that closes at its own indentation.
  private func functions(of file: Repository.File) -> [(name: String, length: Int)] {
    var result: [(String, Int)] = []
    for (start, line) in file.code.enumerated() {
      guard let match = line.firstMatch(of: /^( *)[a-z@() ]*func (\w+)/), line.hasSuffix("{") else { continue }
      let end = file.code[start...].firstIndex { $0.hasPrefix("\(match.1)}") } ?? start
      result.append((String(match.2), end - start + 1))
    }
    return result
  }

  @Test("no name hides what a thing is for")
  func names() {
    for file in repository.files(under: "Sources") {
      let name = file.path.split(separator: "/").last ?? ""
      #expect(name.firstMatch(of: /(Manager|Helper|Util|Common|Base)s?[.+]/) == nil, "\(file.path)")
    }
  }

  @Test("docs/json.md names every field that a command prints")
  func documentedFields() {
    let documented = Set(repository.text("docs/json.md").matches(of: /`([A-Za-z]+)`/).map { String($0.1) })
    // What goes between a command and the daemon only.
    let internals: Set<String> = [
      "ask", "error", "ids", "dryRun", "until", "over", "total", "accepted", "duplicates", "file", "events", "time", "level", "before",
      "archive", "changed",
      "dataKeys", "purged",
    ]
    let folders = ["Sources/Daemon/Reading", "Sources/Daemon/Control", "Sources/Daemon/Loop", "Sources/Daemon/Import"]
    let files =
      folders.flatMap { repository.files(under: $0) } + repository.files(under: "Sources/Model").filter { $0.path.contains("/Entry+JSON") }
    #expect(files.count > 20 && documented.count > 60)
    for file in files {
      for match in file.lines.joined(separator: "\n").matches(of: /\.field\(\s*(exactly: )?"([A-Za-z]+)"/) {
        let name = String(match.2)
        #expect(documented.contains(name) || internals.contains(name), "\(file.path) prints \(name)")
      }
    }
  }

  @Test("nothing of the machine it was written on is in it")
  func traces() {
    let files = ["Sources", "Tests", "Config", "docs", "systemd"].flatMap { repository.files(under: $0, ending: "") }
    for file in files where !file.path.hasPrefix("Tests/TidyTests") {
      for (number, line) in file.lines.enumerated() where line.contains("/work" + "/") || line.contains("/tmp/team") {
        Issue.record("\(file.path):\(number + 1) names a path of one machine")
      }
    }
    #expect(repository.text("README.md").split(separator: "\n", omittingEmptySubsequences: false).count <= 101)
  }
}

import Foundation

/// The repository's own text, for the tests that read it.
struct Repository {
  struct File {
    /// From the repository's root: `Sources/Engine/Engine.swift`.
    let path: String
    let lines: [String]

    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// The lines without comments and what stands in string literals.
    var code: [String] {
      lines.map { line in
        let withoutText = line.replacing(/"([^"\\]|\\.)*"/, with: "\"\"")
        return withoutText.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
      }
    }
  }

  let root: URL

  init() { root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent() }

  func files(under folder: String, ending: String = ".swift") -> [File] {
    let base = root.appending(path: folder)
    let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().compactMap { name in
      guard let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8) else { return nil }
      return File(path: "\(folder)/\(name)", lines: text.components(separatedBy: "\n"))
    }
  }

  func text(_ path: String) -> String { (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? "" }
}

/// Every line of these files in which one of the words stands, as `path:line: text`.
func places(of words: [String], in files: [Repository.File]) -> [String] {
  files.flatMap { file in
    file.code.enumerated().compactMap { number, line in
      words.contains { line.contains($0) } ? "\(file.path):\(number + 1): \(line.trimmingCharacters(in: .whitespaces))" : nil
    }
  }
}

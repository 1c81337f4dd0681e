/// Prometheus' text format 0.0.4 read back, strictly: whatever a scraper might refuse or take otherwise is an error.
struct MetricsReading {
  struct Sample: Equatable {
    var name: String
    var labels: [String: String]
    var value: Double
  }

  struct Family: Equatable {
    var name: String
    var help: String
    var type: String
    var samples: [Sample]
  }

  struct Malformed: Error, CustomStringConvertible {
    var description: String
  }

  private(set) var families: [Family] = []

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Malformed(description: "the last line has no end") }
    for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) { try take(line) }
    for family in families {
      guard !family.type.isEmpty else { throw Malformed(description: "\(family.name) has no TYPE") }
      if family.type == "histogram" { try checkHistograms(of: family) }
    }
  }

  subscript(_ name: String) -> Family? { families.first { $0.name == name } }

  /// The value of the sample with exactly these labels.
  func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    families.lazy.flatMap(\.samples).first { $0.name == name && $0.labels == labels }?.value
  }

  private mutating func take(_ line: Substring) throws {
    if line.hasPrefix("# ") {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
      guard words.count == 4, Self.isName(words[2]), !words[3].isEmpty else { throw Malformed(description: "\(line)") }
      try open(words)
      return
    }
    let sample = try Self.sample(line)
    guard let family = families.last, !family.type.isEmpty, Self.belongs(sample, to: family) else {
      throw Malformed(description: "outside its family: \(line)")
    }
    guard !family.samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) else {
      throw Malformed(description: "told twice: \(line)")
    }
    families[families.count - 1].samples.append(sample)
  }

  /// HELP first, TYPE second, and each family once.
  private mutating func open(_ words: [String]) throws {
    switch words[1] {
    case "HELP" where self[words[2]] == nil:
      families.append(Family(name: words[2], help: words[3], type: "", samples: []))
    case "TYPE" where families.last?.name == words[2] && families.last?.type == "" && ["counter", "gauge", "histogram"].contains(words[3]):
      families[families.count - 1].type = words[3]
    default:
      throw Malformed(description: words.joined(separator: " "))
    }
  }

  private static func belongs(_ sample: Sample, to family: Family) -> Bool {
    guard family.type == "histogram" else { return sample.name == family.name && sample.labels["le"] == nil }
    let isBucket = sample.name == "\(family.name)_bucket"
    return (isBucket || ["\(family.name)_sum", "\(family.name)_count"].contains(sample.name)) && isBucket == (sample.labels["le"] != nil)
  }

  /// Bounds rise, counts never fall, and the last bucket holds all.
  private func checkHistograms(of family: Family) throws {
    let sets = Set(family.samples.map { $0.labels.filter { $0.key != "le" } })
    for labels in sets {
      let buckets = family.samples.filter { $0.name.hasSuffix("_bucket") && $0.labels.filter { $0.key != "le" } == labels }
      let bounds = try buckets.map { try Self.number($0.labels["le"] ?? "") }
      let isRising = zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }
      let isCumulative = zip(buckets, buckets.dropFirst()).allSatisfy { $0.value <= $1.value }
      guard isRising, isCumulative, bounds.last == .infinity, value("\(family.name)_sum", labels) != nil,
        let count = value("\(family.name)_count", labels), count == buckets.last?.value
      else { throw Malformed(description: "no histogram: \(family.name) \(labels)") }
    }
  }
}

// MARK: - One sample

extension MetricsReading {
  private static func sample(_ line: Substring) throws -> Sample {
    var rest = line
    let name = String(rest.prefix { $0 != "{" && $0 != " " })
    rest.removeFirst(name.count)
    guard isName(name) else { throw Malformed(description: "no name: \(line)") }
    let labels = rest.first == "{" ? try Self.labels(&rest) : [:]
    guard rest.first == " " else { throw Malformed(description: "no value: \(line)") }
    return Sample(name: name, labels: labels, value: try number(String(rest.dropFirst())))
  }

  private static func labels(_ rest: inout Substring) throws -> [String: String] {
    var labels: [String: String] = [:]
    repeat {
      rest.removeFirst()
      let name = String(rest.prefix { $0 != "=" })
      rest.removeFirst(name.count)
      guard isName(name), !name.contains(":"), rest.hasPrefix("=\""), labels[name] == nil else {
        throw Malformed(description: "no label: \(name)\(rest)")
      }
      rest.removeFirst(2)
      labels[name] = try quoted(&rest)
    } while rest.first == ","
    guard rest.first == "}" else { throw Malformed(description: "labels without end: \(rest)") }
    rest.removeFirst()
    return labels
  }

  private static func quoted(_ rest: inout Substring) throws -> String {
    var scalars = rest.unicodeScalars
    var value = String.UnicodeScalarView()
    while let scalar = scalars.popFirst(), scalar != "\"" {
      guard scalar == "\\" else {
        value.append(scalar)
        continue
      }
      switch scalars.popFirst() {
      case "\\": value.append("\\")
      case "\"": value.append("\"")
      case "n": value.append("\n")
      default: throw Malformed(description: "no such escape: \(rest)")
      }
    }
    rest = Substring(scalars)
    return String(value)
  }

  private static func number(_ text: String) throws -> Double {
    switch text {
    case "+Inf": return .infinity
    case "-Inf": return -.infinity
    case "NaN": return .nan
    default:
      guard text.first?.isLetter == false, let value = Double(text) else { throw Malformed(description: "no number: \(text)") }
      return value
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy { (48...58).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95 }
  }
}

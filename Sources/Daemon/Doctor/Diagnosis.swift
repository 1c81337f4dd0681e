import Model

/// One line of `hushd doctor`: what was looked at, how it is, and what to do when it is not well.
struct Diagnosis: Equatable {
  /// A platform, or hushd itself.
  let subject: String
  let check: String
  let detail: String
  /// Nil when it is well.
  let remedy: String?

  static func pass(_ subject: String, _ check: String, _ detail: String) -> Diagnosis {
    Diagnosis(subject: subject, check: check, detail: detail, remedy: nil)
  }

  static func fail(_ subject: String, _ check: String, _ detail: String, remedy: String) -> Diagnosis {
    Diagnosis(subject: subject, check: check, detail: detail, remedy: remedy)
  }

  var isWell: Bool { remedy == nil }

  var text: String {
    let subject = subject.padded(to: 14)
    return "\(isWell ? "pass" : "FAIL")  \(subject)  \(check): \(detail)\(remedy.map { "; \($0)" } ?? "")"
  }

  var json: [UInt8] {
    JSONWriter.object { writer in
      writer.field("subject", subject)
      writer.field("check", check)
      writer.field("pass", isWell)
      writer.field("detail", detail)
      writer.field("remedy", remedy)
    }
  }
}

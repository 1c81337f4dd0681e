/// Why a body was not taken: which event of it, which field, and what is wrong with it. Values are never repeated (G7).
package struct DecodeError: Error, Hashable, CustomStringConvertible {
  /// Counted from 0; nil when the body as a whole cannot be read.
  package let index: Int?
  /// Dotted from the event's root; nil when it is the event itself.
  package let field: String?
  package let problem: String

  package init(index: Int? = nil, field: String? = nil, _ problem: String) {
    self.index = index
    self.field = field
    self.problem = problem
  }

  init(index: Int, _ error: FieldError) {
    self.init(index: index, field: error.field.isEmpty ? nil : error.field, error.problem)
  }

  package var description: String {
    let place = index.map { index in "event \(index): " } ?? ""
    return place + (field.map { "\($0): " } ?? "") + problem
  }
}

/// What is wrong within one event, before it is known which of the body's events it is.
struct FieldError: Error, Hashable {
  let field: String
  let problem: String

  init(_ field: String, _ problem: String) {
    self.field = field
    self.problem = problem
  }
}

import Model

/// Keeps card numbers and telephone numbers out of what is written (G7).
enum Personal {
  private static let numberNames: Set<String> = ["ani", "dnis", "addressto", "addressfrom"]

  static func masked(_ text: String) -> String { CardMask.masked(text) }

  /// A member whose name says that it is a telephone number or an address goes whole.
  static func masked(_ text: String, named name: String) -> String {
    numberNames.contains(name.lowercased()) ? "(masked)" : masked(text)
  }
}

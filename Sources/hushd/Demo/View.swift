/// Whoever looked at the demo went away.
struct ViewerLeft: Error {}

/// How the demo is shown.
protocol View {
  /// Shows the next scene; throws `ViewerLeft` when there is nobody left to look.
  mutating func show(_ scene: Scene) throws
  /// Gives back what it took of the terminal.
  func close()
}

/// Bars with their figures, as an SVG that stands in a page by itself.
struct BarChart {
  private static let rowHeight = 22
  private static let labelWidth = 150
  private static let barWidth = 420
  private static let width = 720

  let title: String
  /// Label, size, and what is written behind the bar.
  let bars: [(label: String, size: Double, text: String)]

  var svg: String {
    let height = bars.count * Self.rowHeight + 4
    let greatest = max(bars.map(\.size).max() ?? 0, .leastNonzeroMagnitude)
    let rows = bars.enumerated().map { index, bar in
      let top = index * Self.rowHeight
      let length = max(bar.size > 0 ? 1 : 0, Int(bar.size / greatest * Double(Self.barWidth)))
      return """
        <text x="\(Self.labelWidth - 8)" y="\(top + 16)" text-anchor="end">\(HTMLText.escaped(bar.label))</text>
        <rect x="\(Self.labelWidth)" y="\(top + 4)" width="\(length)" height="16"/>
        <text x="\(Self.labelWidth + length + 6)" y="\(top + 16)">\(HTMLText.escaped(bar.text))</text>
        """
    }
    return """
      <svg viewBox="0 0 \(Self.width) \(height)" width="\(Self.width)" height="\(height)" role="img">
      <title>\(HTMLText.escaped(title))</title>
      \(rows.joined(separator: "\n"))
      </svg>
      """
  }
}

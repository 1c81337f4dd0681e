import Model

/// Columns under titles. On a terminal a row never takes more than one line: what does not fit is cut where it says least.
struct Table {
  /// One column, and how narrow it may get.
  struct Column {
    var title: String
    var least: Int
    var ideal: Int
    var cut: String.Cut
    /// Left out where there is no room for all.
    var isDispensable: Bool

    init(_ title: String, least: Int? = nil, ideal: Int, cut: String.Cut = .end, isDispensable: Bool = false) {
      self.title = title
      self.least = least ?? ideal
      self.ideal = ideal
      self.cut = cut
      self.isDispensable = isDispensable
    }

    /// A moment; without its year where columns are scarce.
    static func time(_ title: String, on output: Output) -> Column { Column(title, ideal: isNarrow(output) ? 18 : 23) }

    fileprivate static func isNarrow(_ output: Output) -> Bool { output.width.map { $0 < 120 } ?? false }
  }

  private static let gap = 2
  /// Of a sentence below its row.
  private static let indent = 4

  private let columns: [Column]
  /// Nil for a column that is left out.
  private let widths: [Int?]
  private let output: Output

  /// For rows that come one by one: the columns' own widths count.
  init(_ columns: [Column], on output: Output) {
    self.columns = columns
    self.output = output
    var shown = Array(columns.indices)
    func least() -> Int { shown.reduce(Self.gap * (shown.count - 1)) { $0 + columns[$1].least } }
    while let width = output.width, least() > width, let dispensable = shown.lastIndex(where: { columns[$0].isDispensable }) {
      shown.remove(at: dispensable)
    }
    let widths = Self.widths(of: shown.map { columns[$0] }, fitting: output.width)
    self.widths = columns.indices.map { index in shown.firstIndex(of: index).map { widths[$0] } }
  }

  /// Prints rows whose last cell is a sentence. On a terminal it stands below its row, for nobody may lose the end of it.
  static func print(_ columns: [Column], sentences rows: [(cells: [String], style: Output.Style)], on output: Output) throws {
    guard let width = output.width else { return try print(columns, rows, on: output) }
    let heads = rows.map { (cells: Array($0.cells.dropLast()), style: $0.style) }
    let table = fitted(Array(columns.dropLast()), to: heads, on: output)
    try table.printTitles()
    for (head, row) in zip(heads, rows) {
      try table.print(head.cells, head.style)
      guard let sentence = row.cells.last, !sentence.isEmpty else { continue }
      for line in sentence.printable.wrapped(to: max(1, width - indent)) {
        try output.line(String(repeating: " ", count: indent) + line, row.style)
      }
    }
  }

  /// Prints rows that are all at hand: no column is wider than what is in it.
  static func print(_ columns: [Column], _ rows: [(cells: [String], style: Output.Style)], on output: Output) throws {
    let table = fitted(columns, to: rows, on: output)
    try table.printTitles()
    for row in rows { try table.print(row.cells, row.style) }
  }

  private static func fitted(_ columns: [Column], to rows: [(cells: [String], style: Output.Style)], on output: Output) -> Table {
    var columns = columns
    for index in columns.indices {
      let widest = rows.map { $0.cells[index].count }.max() ?? 0
      columns[index].ideal = max(columns[index].title.count, widest)
      columns[index].least = min(columns[index].least, columns[index].ideal)
    }
    return Table(columns, on: output)
  }

  /// A moment as a time column of this output shows it.
  static func time(_ moment: Timestamp?, on output: Output) -> String {
    moment.map { Column.isNarrow(output) ? $0.narrowColumn : $0.column } ?? ""
  }

  func printTitles() throws { try print(columns.map(\.title), .title) }

  func print(_ cells: [String], _ style: Output.Style = .plain) throws {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    var line = ""
    for (index, cell) in cells.enumerated() {
      guard let width = widths[index] else { continue }
      var text = cell.printable
      if output.width != nil { text = text.shortened(to: width, at: columns[index].cut) }
      line += text.padded(to: width) + String(repeating: " ", count: Self.gap)
    }
    let end = line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex
    line = String(line[..<end])
    try output.line(output.width.map { line.shortened(to: $0, at: .end) } ?? line, style)
  }

  /// Every column gets its least; what is left goes round until each has its ideal, and the rest is the last one's.
  private static func widths(of columns: [Column], fitting width: Int?) -> [Int] {
    guard let width else { return columns.map(\.ideal) }
    var widths = columns.map(\.least)
    var left = width - gap * (columns.count - 1) - widths.reduce(0, +)
    while left > 0, let next = columns.indices.filter({ widths[$0] < columns[$0].ideal }).min(by: { widths[$0] < widths[$1] }) {
      widths[next] += 1
      left -= 1
    }
    if left > 0 { widths[columns.count - 1] += left }
    return widths
  }
}

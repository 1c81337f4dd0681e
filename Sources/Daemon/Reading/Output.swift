import Native

/// Where a command's answer goes: a terminal, which has a width and colours, or a file or pipe, which gets everything in full.
package final class Output {
  /// Whoever read the answer went away.
  struct ReaderLeft: Error {}

  /// How a line stands out on a terminal, as ANSI numbers it.
  enum Style: Int {
    case plain = 0
    case title = 1
    case faint = 2
    case bad = 31
    case doubtful = 33
  }

  /// Columns that lines have to fit; nil when they need not.
  let width: Int?
  private let isColoured: Bool
  private let sink: ([UInt8]) throws -> Void
  private let remark: (String) -> Void
  private let show: (String) -> Void
  private var hasTransient = false
  private var waiting: [UInt8] = []

  private static let waitingMax = 65_536
  private static let usualWidth = 80

  init(
    width: Int? = nil, isColoured: Bool = false, to sink: @escaping ([UInt8]) throws -> Void, remark: @escaping (String) -> Void = { _ in },
    show: @escaping (String) -> Void = { _ in }
  ) {
    self.width = width
    self.isColoured = isColoured
    self.sink = sink
    self.remark = remark
    self.show = show
  }

  /// Writes to the standard output; nil when its reader went away, which ends a command quietly as it does any filter.
  package static func standard<Result>(_ body: (Output) throws -> Result) throws -> Result? {
    let stream = StandardStream.output
    let isTerminal = stream.isTerminal
    let isColoured = isTerminal && Environment.value("NO_COLOR") == nil && Environment.value("TERM") != "dumb"
    let output = Output(
      width: isTerminal ? stream.terminalSize?.width ?? usualWidth : nil, isColoured: isColoured,
      to: { bytes in
        do throws(PosixError) { try stream.write(bytes) } catch { throw error.isDisconnected ? ReaderLeft() : error }
      },
      remark: Console.note,
      // Beside the answer, on the terminal only, and gone when something else is printed.
      show: { text in if StandardStream.error.isTerminal { try? StandardStream.error.write("\r\u{1B}[K\(text)") } })
    do {
      let result = try body(output)
      try output.flush()
      return result
    } catch is ReaderLeft {
      return nil
    }
  }

  func line(_ text: String = "", _ style: Style = .plain) throws {
    let isStyled = isColoured && style != .plain
    if isStyled { waiting += "\u{1B}[\(style.rawValue)m".utf8 }
    waiting += text.utf8
    if isStyled { waiting += "\u{1B}[0m".utf8 }
    try end()
  }

  /// One JSON object, on a line of its own.
  func json(_ object: [UInt8]) throws {
    waiting += object
    try end()
  }

  /// How far something is, on a line that is written over and over; nil wipes it away.
  func transient(_ text: String?) {
    guard text != nil || hasTransient else { return }
    hasTransient = text != nil
    show(text ?? "")
  }

  /// Something beside the answer, which never stands in it.
  func note(_ text: String) { remark(text) }

  func flush() throws {
    guard !waiting.isEmpty else { return }
    defer { waiting.removeAll(keepingCapacity: true) }
    try sink(waiting)
  }

  private func end() throws {
    waiting.append(UInt8(ascii: "\n"))
    if waiting.count >= Self.waitingMax { try flush() }
  }
}

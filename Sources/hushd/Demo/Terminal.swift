import Daemon
import Native

/// The terminal while the demo has its screen: nothing of it stays there afterwards.
struct Terminal {
  private let stream = StandardStream.output

  /// Nil where lines had better be printed one after the other.
  init?() {
    guard stream.isTerminal, Environment.value("TERM") != "dumb" else { return nil }
  }

  var size: (width: Int, height: Int) { stream.terminalSize ?? (80, 24) }

  /// Takes the whole screen: the alternate one, without a cursor, and without breaking lines that have become too long.
  func enter() throws(PosixError) { try stream.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J") }

  func leave() { try? stream.write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l") }

  /// Draws from the upper left; a terminal that was stopped or is too slow misses a frame.
  func draw(_ lines: [String]) throws(ViewerLeft) {
    guard stream.hasRoom else { return }
    // Each line is erased first: behind a full one the cursor still stands on its last character.
    let text = lines.map { "\u{1B}[2K\($0)" }.joined(separator: "\r\n")
    // A terminal that knows the two outer marks shows nothing half drawn.
    do throws(PosixError) {
      try stream.write("\u{1B}[?2026h\u{1B}[H\(text)\u{1B}[J\u{1B}[?2026l")
    } catch {
      throw ViewerLeft()
    }
  }
}

import Model
import Native

/// For a file or a pipe: a line for everything that happens.
struct PlainView: View {
  // A reader that does not read holds nothing up; what it misses is counted.
  private static let waitingMax = 10_000
  private let stream = StandardStream.output
  private var waiting: [String] = []
  private var droppedCount = 0

  mutating func show(_ scene: Scene) throws {
    waiting += scene.notices.map(\.line)
    if waiting.count > Self.waitingMax {
      droppedCount += waiting.count - Self.waitingMax
      waiting.removeFirst(waiting.count - Self.waitingMax)
    }
    if droppedCount > 0, stream.hasRoom {
      try write("(the reader was too slow: \(droppedCount) lines are missing here)")
      droppedCount = 0
    }
    var written = 0
    while written < waiting.count, stream.hasRoom {
      try write(waiting[written])
      written += 1
    }
    waiting.removeFirst(written)
  }

  private func write(_ line: String) throws {
    do throws(PosixError) { try stream.write("\(line)\n") } catch { throw error.isDisconnected ? ViewerLeft() : error }
  }

  func close() {}
}

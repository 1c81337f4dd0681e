/// Says of most new keys that the journal has never seen them, without a look into it: a Bloom filter of fixed size. Where it says maybe,
/// the journal is asked; the more keys it holds, the more often that is.
struct KeyFilter {
  /// One cache line for each key, so that a question costs one access to memory.
  private static let lineWordCount = 8
  private static let lineCount = 1 << 16

  private var words = [UInt64](repeating: 0, count: lineCount * lineWordCount)

  mutating func add(_ key: Int64) {
    let place = Place(key)
    for index in 0..<Place.bitCount { words[place.word(index)] |= place.bit(index) }
  }

  func mayContain(_ key: Int64) -> Bool {
    let place = Place(key)
    for index in 0..<Place.bitCount where words[place.word(index)] & place.bit(index) == 0 { return false }
    return true
  }

  /// Four bits in one line.
  private struct Place {
    static let bitCount = 4
    private let line: Int
    private let bits: UInt64

    init(_ key: Int64) {
      // Keys of one kind are spread evenly, but those of several kinds meet here.
      let mixed = UInt64(bitPattern: key) &* 0x9e37_79b9_7f4a_7c15
      line = Int(mixed >> 48) & (lineCount - 1)
      bits = mixed
    }

    func word(_ index: Int) -> Int { line * lineWordCount + Int(bits >> UInt64(9 * index + 6)) & (lineWordCount - 1) }
    func bit(_ index: Int) -> UInt64 { 1 << (bits >> UInt64(9 * index) & 63) }
  }
}

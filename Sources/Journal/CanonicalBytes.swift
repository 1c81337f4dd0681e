import Model

/// Values written so that no two different rows of values give the same bytes: fixed widths, and lengths before texts.
struct CanonicalBytes {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(2048) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func append(_ number: Int64) {
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ number: Int64?) {
    bytes.append(number == nil ? 0 : 1)
    append(number ?? 0)
  }

  mutating func append(_ text: String?) {
    // Invariant: no text is that long, so absent differs from every text.
    guard var text else { return append(-1 as Int64) }
    append(Int64(text.utf8.count))
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ blob: [UInt8]) {
    append(Int64(blob.count))
    bytes.append(contentsOf: blob)
  }
}

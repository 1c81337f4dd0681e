/// Random bytes of the kernel, for identifiers and keys.
package enum SystemRandom {
  /// Good enough for keys.
  package static func bytes(_ count: Int) -> [UInt8] {
    // Swift's own system generator is getrandom(2).
    var generator = SystemRandomNumberGenerator()
    var bytes: [UInt8] = []
    while bytes.count < count {
      let number = generator.next()
      for shift in stride(from: 0, to: 64, by: 8).prefix(count - bytes.count) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    return bytes
  }

  /// Twice as many lower-case digits as bytes.
  package static func hexadecimal(bytes count: Int) -> String { Hex.encode(bytes(count)) }

  /// A fresh seed for a generator whose sequence is to be repeatable.
  package static func seed() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

import Foundation
import Native

/// A directory of its own for each test, removed with it.
final class TemporaryDirectory {
  let path = "\(FileManager.default.temporaryDirectory.path)/hushd-\(SystemRandom.hexadecimal(bytes: 6))"

  init() throws { try FileSystem.makeDirectory(path, mode: 0o700) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: self(name))) }

  func text(of name: String) throws -> String { String(decoding: try FileSystem.read(self(name), atMost: 1 << 28), as: UTF8.self) }

  /// What lies in a directory in it, but for the hidden; nothing when it is not there.
  func names(in name: String) -> [String] { ((try? FileSystem.names(in: self(name))) ?? []).filter { !$0.hasPrefix(".") } }
}

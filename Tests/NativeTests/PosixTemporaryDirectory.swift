import Glibc
import Native
import Testing

/// A directory of its own for each test, removed with it.
final class PosixTemporaryDirectory: Sendable {
  let path: String

  init() throws {
    path = "\(ThisProcess.environment("TMPDIR") ?? "/tmp")/hushd-\(SystemRandom.hexadecimal(bytes: 6))"
    try FileSystem.makeDirectory(path, mode: 0o700)
  }

  deinit { Self.removeAll(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes without renaming, as a careless sender would.
  func write(_ text: String, to name: String) throws {
    let descriptor = open(self(name), O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, text, text.utf8.count) == text.utf8.count)
  }

  /// Renames into place, as a careful sender does.
  func drop(_ text: String, as name: String) throws {
    let hidden = ".\(SystemRandom.hexadecimal(bytes: 4))"
    try write(text, to: hidden)
    try FileSystem.rename(self(hidden), to: self(name))
  }

  func text(of name: String) throws -> String { String(decoding: try FileSystem.read(self(name), atMost: 1 << 20), as: UTF8.self) }
  /// All but the directory where the spool keeps the file it is just dealing with.
  func names(in name: String = ".") throws -> [String] { try FileSystem.names(in: self(name)).filter { $0 != ".hushd-claimed" } }

  private static func removeAll(_ path: String) {
    for name in (try? FileSystem.names(in: path)) ?? [] {
      let inner = "\(path)/\(name)"
      if (try? FileSystem.status(of: inner).kind) == .directory { removeAll(inner) } else { try? FileSystem.remove(inner) }
    }
    rmdir(path)
  }
}

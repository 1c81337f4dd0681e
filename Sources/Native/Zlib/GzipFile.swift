import CZlib
import Glibc

/// Compressed files as gzip writes and reads them.
package enum GzipFile {
  /// What is no whole gzip file.
  package struct Damaged: Error, CustomStringConvertible {
    package let path: String
    package var description: String { "\(path) is damaged or cut off: it cannot be decompressed" }
  }

  /// Adds bytes, compressed, behind what the file holds; makes it when there is none. They are on disk when this returns.
  package static func append(_ bytes: [UInt8], to path: String) throws {
    let file = try Descriptor.open(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o640)
    // gzclose closes what it was given, and we still want to sync it.
    let copy = try Syscall.retrying("open", path) { fcntl(file.number, F_DUPFD_CLOEXEC, 0) }
    guard let stream = unsafe gzdopen(copy, "ab") else {
      close(copy)
      throw PosixError(operation: "compress to", subject: path, number: ENOMEM)
    }
    let count = unsafe gzwrite(stream, bytes, UInt32(bytes.count))
    let isWritten = count == Int32(bytes.count)
    let failure = errno
    guard unsafe gzclose(stream) == Z_OK, isWritten else {
      // It writes the rest.
      throw PosixError(operation: "write", subject: path, number: isWritten ? errno : failure)
    }
    try Syscall.retrying("sync", path) { fsync(file.number) }
  }

  /// Hands over each line, without its end; a file that is not compressed is read as it is.
  package static func lines(of path: String, _ body: ([UInt8]) throws -> Void) throws {
    var line: [UInt8] = []
    try read(path) { piece in
      for part in piece.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        if part.offset > 0 {
          try body(line)
          line.removeAll(keepingCapacity: true)
        }
        line.append(contentsOf: part.element)
      }
    }
    if !line.isEmpty { try body(line) }
  }

  /// Hands over a file, or with `-` the standard input, piece by piece; what is not compressed as it is.
  package static func read(_ path: String, inPieces body: (ArraySlice<UInt8>) throws -> Void) throws {
    let number = try Syscall.retrying("open", path) { path == "-" ? dup(STDIN_FILENO) : unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard let stream = unsafe gzdopen(number, "rb") else {
      close(number)
      throw PosixError(operation: "read", subject: path, number: ENOMEM)
    }
    defer { _ = unsafe gzclose(stream) }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Int(unsafe gzread(stream, &chunk, UInt32(chunk.count)))
      guard count >= 0 else { throw Damaged(path: path) }
      guard count > 0 else { break }
      try body(chunk[..<count])
    }
    var status: Int32 = 0
    _ = unsafe gzerror(stream, &status)
    guard status == Z_OK || status == Z_STREAM_END else { throw Damaged(path: path) }
  }
}

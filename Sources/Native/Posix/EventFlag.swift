import CLinux
import Glibc

/// Wakes a thread that waits in poll; stays up until it is lowered.
struct EventFlag: ~Copyable, Sendable {
  let descriptor: Descriptor

  init() throws(PosixError) {
    descriptor = Descriptor(owning: try Syscall.retrying("create", "an event descriptor") { linux_eventfd() })
  }

  func raise() {
    var one: UInt64 = 1
    // Fails only when 2^64 raises are pending: it is up then.
    _ = unsafe write(descriptor.number, &one, MemoryLayout<UInt64>.size)
  }

  func lower() {
    var count: UInt64 = 0
    // Fails only when it is down.
    _ = unsafe read(descriptor.number, &count, MemoryLayout<UInt64>.size)
  }
}

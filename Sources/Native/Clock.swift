import Glibc
import Model

/// The only reader of clocks; tests and the simulation pass another.
package struct Clock: Sendable {
  /// What time it is, for people and vendors; may step.
  package let wall: @Sendable () -> Timestamp
  /// Milliseconds since boot, suspend included; the journal adds its own offset to carry it over restarts.
  package let boot: @Sendable () -> Tick
  /// Microseconds since boot, for measuring how long something took.
  package let microseconds: @Sendable () -> Int64
  /// Names this boot; two readings of `boot` compare only under the same name.
  package let bootID: @Sendable () -> String

  package init(
    wall: @escaping @Sendable () -> Timestamp, boot: @escaping @Sendable () -> Tick, microseconds: @escaping @Sendable () -> Int64,
    bootID: @escaping @Sendable () -> String
  ) {
    self.wall = wall
    self.boot = boot
    self.microseconds = microseconds
    self.bootID = bootID
  }

  /// The machine's own.
  package static let live = Clock(
    wall: { Timestamp(milliseconds: nanoseconds(of: CLOCK_REALTIME) / 1_000_000) },
    boot: { Tick(milliseconds: nanoseconds(of: CLOCK_BOOTTIME) / 1_000_000) },
    microseconds: { nanoseconds(of: CLOCK_BOOTTIME) / 1000 },
    bootID: { kernelBootID ?? unknownBootID })

  // Without /proc a boot has no name. A random one equals no other, so that nobody compares readings of two boots.
  private static let unknownBootID = SystemRandom.hexadecimal(bytes: 16)

  private static let kernelBootID: String? = {
    guard let bytes = try? FileSystem.read("/proc/sys/kernel/random/boot_id", atMost: 256) else { return nil }
    return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
  }()

  private static func nanoseconds(of clock: clockid_t) -> Int64 {
    var time = timespec()
    let result = unsafe clock_gettime(clock, &time)
    precondition(result == 0, "Linux has had this clock since 2.6.39")
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// For waits on condition variables, which take an absolute time of CLOCK_MONOTONIC.
  static func monotonicDeadline(in limit: Span) -> timespec {
    let time = nanoseconds(of: CLOCK_MONOTONIC) + max(0, limit.milliseconds) * 1_000_000
    return timespec(tv_sec: Int(time / 1_000_000_000), tv_nsec: Int(time % 1_000_000_000))
  }
}

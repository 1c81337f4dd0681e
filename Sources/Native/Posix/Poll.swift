import Glibc
import Model

/// Waits until one of a few descriptors is ready.
enum Poll {
  struct Events: OptionSet {
    let rawValue: Int16
    static let readable = Events(rawValue: Int16(POLLIN))
    static let writable = Events(rawValue: Int16(POLLOUT))
    static let hungUp = Events(rawValue: Int16(POLLHUP) | Int16(POLLERR))
  }

  /// What each descriptor is ready for; all empty when the time is over (nil: waits for ever). Hang-ups are always reported.
  static func wait(for wanted: [(descriptor: Int32, events: Events)], until deadline: Tick?) throws(PosixError) -> [Events] {
    var polls = wanted.map { pollfd(fd: $0.descriptor, events: $0.events.rawValue, revents: 0) }
    try Syscall.retrying("wait for", "input or output") {
      // Inside, so that a signal does not make the wait longer.
      let left = deadline.map { max(0, ($0 - Clock.live.boot()).milliseconds) }
      return unsafe poll(&polls, nfds_t(polls.count), left.map { Int32(clamping: $0) } ?? -1)
    }
    return polls.map { Events(rawValue: $0.revents) }
  }

  /// The same for one descriptor.
  static func wait(for events: Events, on descriptor: borrowing Descriptor, until deadline: Tick?) throws(PosixError) -> Events {
    try wait(for: [(descriptor.number, events)], until: deadline)[0]
  }
}

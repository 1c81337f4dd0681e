import CLinux
import Glibc
import Synchronization

/// A running thread of our own.
package final class ThreadHandle: Sendable {
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  // Nil once joined: a second join of the same thread would be undefined behaviour.
  private let thread: Mutex<pthread_t?>

  private init(_ thread: pthread_t) { self.thread = Mutex(thread) }

  /// Starts a thread whose name `ps -L` and debuggers show (15 bytes of it).
  package static func start(
    name: String, stackSize: Int = 512 * 1024, body: @escaping @Sendable () -> Void
  ) throws(PosixError) -> ThreadHandle {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    try Syscall.checking("set the stack size of thread", name) { unsafe pthread_attr_setstacksize(&attributes, stackSize) }
    let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
    var thread = pthread_t()
    let number = unsafe pthread_create(&thread, &attributes, run, start.toOpaque())
    guard number == 0 else {
      unsafe start.release()
      throw PosixError(operation: "start thread", subject: name, number: number)
    }
    return ThreadHandle(thread)
  }

  private static let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    guard let argument = unsafe argument else { return nil }
    let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
    unsafe linux_name_this_thread(start.name)
    start.body()
    return nil
  }

  /// Waits for its end; a second call returns at once.
  package func join() {
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let running { pthread_join(running, nil) }
  }

  deinit {
    if let running = thread.withLock({ $0 }) { pthread_detach(running) }
  }
}

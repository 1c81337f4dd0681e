import Glibc
import Model

/// A value under a lock that threads can wait on until it satisfies them.
// Sendable: the state is touched only between lock and unlock of the mutex; both pointers are constant and freed in deinit.
@safe package final class Monitor<State: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  package init(_ state: State) {
    self.state = state
    unsafe mutex = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    // Waits must not stretch or end when the wall clock steps.
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    let results = unsafe (pthread_mutex_init(mutex, nil), pthread_cond_init(changed, &attributes))
    precondition(results == (0, 0), "no memory for a lock")
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Reads or changes the state, and lets all who wait look again.
  package func withLock<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result) throws(Failure) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      unsafe pthread_mutex_unlock(mutex)
      // Only now, or who wakes would find it locked and sleep again.
      unsafe pthread_cond_broadcast(changed)
    }
    return try body(&state)
  }

  /// Waits until the condition holds or the time is over (nil: for ever), then reads or changes the state either way.
  package func wait<Result>(atMost limit: Span?, until condition: (State) -> Bool, then body: (inout State) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    let deadline = limit.map(Clock.monotonicDeadline)
    // Who does not want to wait must not sleep at all: even so short a sleep gives the processor away.
    var isOver = limit.map { $0 <= .zero } ?? false
    while !condition(state), !isOver { isOver = wait(until: deadline) }
    return body(&state)
  }

  /// Waits until the condition holds or the time is over (nil: for ever); says whether it holds.
  package func wait(atMost limit: Span?, until condition: (State) -> Bool) -> Bool {
    wait(atMost: limit, until: condition) { condition($0) }
  }

  /// Sleeps until a change or the deadline; says whether that has passed.
  private func wait(until deadline: timespec?) -> Bool {
    guard var deadline else {
      unsafe pthread_cond_wait(changed, mutex)
      return false
    }
    return unsafe pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT
  }
}

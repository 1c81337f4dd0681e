import Model
import Native

/// What other threads have told a test, which waits for it instead of sleeping.
final class PosixSignalBox<Value: Sendable>: Sendable {
  private let values = Monitor<[Value]>([])

  func put(_ value: Value) { values.withLock { $0.append(value) } }
  var all: [Value] { values.withLock { $0 } }

  /// False only when the time of a broken test is over.
  func wait(forCount count: Int, atMost limit: Span = .seconds(20)) -> Bool { values.wait(atMost: limit) { $0.count >= count } }
  func wait(until condition: ([Value]) -> Bool) -> Bool { values.wait(atMost: .seconds(20), until: condition) }
}

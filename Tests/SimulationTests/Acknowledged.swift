import Synchronization

/// The facts whose senders have got their 200.
final class Acknowledged: Sendable {
  private let ids = Mutex<Set<String>>([])

  func add(_ id: String) { ids.withLock { _ = $0.insert(id) } }
  func contains(_ id: String) -> Bool { ids.withLock { $0.contains(id) } }
  var all: Set<String> { ids.withLock { $0 } }
}

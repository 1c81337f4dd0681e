import Daemon
import Synchronization

/// What senders were told of their facts.
final class Acknowledged: Sendable {
  private struct Told {
    var taken: Set<String> = []
    var hasRefused = false
    var hasDuplicate = false
  }

  private let told = Mutex(Told())

  func note(_ id: String, _ result: Submission.Result) {
    told.withLock { told in
      switch result {
      case .unavailable: told.hasRefused = true
      case .durable(_, let duplicates):
        told.taken.insert(id)
        if duplicates > 0 { told.hasDuplicate = true }
      }
    }
  }

  func contains(_ id: String) -> Bool { told.withLock { $0.taken.contains(id) } }
  var hasRefused: Bool { told.withLock { $0.hasRefused } }
  var hasDuplicate: Bool { told.withLock { $0.hasDuplicate } }
}

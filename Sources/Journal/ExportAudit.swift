import Model
import Native

/// Checks the chain and the signatures of an export, line by line, without the journal it came from.
package struct ExportAudit: ~Copyable {
  private let key: Ed25519.PublicKey?
  private var walk: ChainWalk
  private var hasBegun = false
  private var verdict: Verification?

  package init(key: Ed25519.PublicKey?) {
    self.key = key
    walk = ChainWalk(key: key)
  }

  /// Takes the next line; false when it is decided already.
  package mutating func take(_ line: [UInt8]) -> Bool {
    guard verdict == nil else { return false }
    do {
      verdict = try examine(JSONDocument(line).root)
    } catch {
      verdict = .broken(seq: walk.head.seq + 1, .changed)
    }
    return verdict == nil
  }

  package mutating func finish() -> Audit { walk.finish(verdict ?? .intact(walk.head)) }

  private mutating func examine(_ root: JSONValue) throws -> Verification? {
    if ArchivedKey(root) != nil { return nil }
    if let stub = Stub(root) {
      begin(before: stub.first, stub.before)
      walk.expect(stub)
      return nil
    }
    guard let line = try ExportLine(root) else { return .broken(seq: walk.head.seq + 1, .changed) }
    begin(before: line.row.seq, line.after ?? HashChain.genesis)
    return try walk.visit(line.row, hash: line.hash)
  }

  /// An export may begin anywhere; what came before its first line is taken from that.
  private mutating func begin(before seq: Int64, _ hash: [UInt8]) {
    guard !hasBegun else { return }
    hasBegun = true
    if seq > 1 { walk = ChainWalk(key: key, after: seq - 1, hash: hash) }
  }
}

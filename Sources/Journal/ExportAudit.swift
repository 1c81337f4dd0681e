import Model
import Native

/// Checks the chain and the signatures of an export, line by line, without the journal it came from.
package struct ExportAudit: ~Copyable {
  private let key: Ed25519.PublicKey?
  private let dataKeys: DataKeys
  private var walk: ChainWalk
  private var hasBegun = false
  private var verdict: Verification?

  /// The operator's keys are needed for archives of what was encrypted after it was written, and for nothing else.
  package init(key: Ed25519.PublicKey?, sealing keys: [SealingKey] = []) {
    self.key = key
    dataKeys = DataKeys(keys)
    walk = ChainWalk(key: key)
  }

  /// Takes the next line; false when it is decided already.
  package mutating func take(_ line: [UInt8]) throws -> Bool {
    guard verdict == nil else { return false }
    do {
      verdict = try examine(JSONDocument(line).root)
    } catch let error as JournalError where error.code == .sealed {
      throw error
    } catch {
      verdict = .broken(seq: walk.head.seq + 1, .changed)
    }
    return verdict == nil
  }

  package mutating func finish() -> Audit { walk.finish(verdict ?? .intact(walk.head)) }

  private mutating func examine(_ root: JSONValue) throws -> Verification? {
    if let key = ArchivedKey(root) {
      dataKeys.add(key)
      return nil
    }
    if let stub = Stub(root) {
      begin(before: stub.first, stub.before)
      walk.expect(stub)
      return nil
    }
    guard let line = try ExportLine(root) else { return .broken(seq: walk.head.seq + 1, .changed) }
    begin(before: line.row.seq, line.after ?? HashChain.genesis)
    if let after = line.after { walk.passAbsent(before: line.row.seq, after) }
    return try walk.visit(line.row.chained(by: dataKeys), hash: line.hash)
  }

  /// An export may begin anywhere; what came before its first line is taken from that.
  private mutating func begin(before seq: Int64, _ hash: [UInt8]) {
    guard !hasBegun else { return }
    hasBegun = true
    if seq > 1 { walk = ChainWalk(key: key, after: seq - 1, hash: hash) }
  }
}

import Model
import Native
import Synchronization

// Two layers (docs/decisions/0007): bodies are sealed under data keys, which lie in the journal wrapped under the operator's key. Another
// operator's key needs only the data keys wrapped anew, and the chain, which covers what is stored, stays as it is.

/// The data keys of one journal, opened; all its connections share them.
final class DataKeys: Sendable {
  private struct State {
    var keys: [Int64: [UInt8]] = [:]
    /// Seals what is written now; nil in a journal that is plain.
    var current: Int64?
    /// Whether the journal was sealed from its beginning, so that its look-up columns are blinded too.
    var blinds = false
    /// How many keys none of the operator's opens.
    var closed = 0
  }

  private let state = Mutex(State())
  private let operatorKeys: Mutex<[SealingKey]>

  init(_ keys: [SealingKey]) { operatorKeys = Mutex(keys) }

  /// Opens what the file has. Who writes makes the first key when there is an operator's key, and must be able to open all.
  func load(_ database: borrowing Database, isWriter: Bool) throws {
    try read(database)
    guard isWriter else { return }
    guard state.withLock({ $0.closed }) == 0 else { throw Self.closedError }
    if let key = operatorKeys.withLock(\.first), state.withLock({ $0.current == nil }) { try begin(database, under: key) }
  }

  /// Whether what is written is sealed.
  var isSealing: Bool { state.withLock { $0.current != nil } }

  private func read(_ database: borrowing Database) throws {
    let operatorKeys = operatorKeys.withLock { $0 }
    let select = try database.prepare("SELECT id, wrapped, blinds FROM data_key ORDER BY id")
    var read = State()
    while try select.step() {
      let wrapped = select.blob(1)
      read.current = select.int64(0)
      if select.int64(2) != 0 { read.blinds = true }
      let opened = operatorKeys.lazy.compactMap { $0.unwrap(wrapped) }.first
      if let opened { read.keys[select.int64(0)] = opened } else { read.closed += 1 }
    }
    state.withLock { $0 = read }
  }

  /// Takes a key from an archive, if one of the operator's opens it.
  func add(_ key: ArchivedKey) {
    let opened = operatorKeys.withLock { keys in keys.lazy.compactMap { $0.unwrap(key.wrapped) }.first }
    if let opened { state.withLock { $0.keys[key.id] = opened } }
  }

  /// What a plain journal holds already stays as it is, until `LateSealing` has been over it.
  private func begin(_ database: borrowing Database, under key: SealingKey) throws {
    let blinds = try database.int64("SELECT seq FROM head") == 0
    try database.transaction { try add(1, under: key, blinds: blinds, to: database) }
    try read(database)
    try database.transaction { for table in ["open_conversation", "hold"] { try sealNames(in: table, of: database) } }
  }

  private func sealNames(in table: String, of database: borrowing Database) throws {
    let open = try database.prepare("SELECT DISTINCT name FROM \(table) WHERE sealed IS NULL")
    var ids: [String] = []
    while try open.step() { ids.append(open.text(0)) }
    let update = try database.prepare("UPDATE \(table) SET name = ?, sealed = ? WHERE name = ?")
    for id in ids {
      try update.bind(name(of: id), at: 1)
      try update.bind(sealName(id) ?? [], at: 2)
      try update.bind(id, at: 3)
      try update.run()
    }
  }

  private func add(_ id: Int64, under key: SealingKey, blinds: Bool, to database: borrowing Database) throws {
    let insert = try database.prepare("INSERT INTO data_key (id, wrapped, wrapped_by, blinds) VALUES (?, ?, ?, ?)")
    try insert.bind(id, at: 1)
    try insert.bind(key.wrap(SystemRandom.bytes(AESGCM.keyByteCount)), at: 2)
    try insert.bind(key.fingerprint, at: 3)
    try insert.bind(blinds ? 1 : 0, at: 4)
    try insert.run()
  }

  /// Wraps all data keys under the first of the operator's keys, and begins a new one for what is written from now on: the first, where
  /// the journal was plain.
  func rewrap(_ database: borrowing Database, under keys: [SealingKey]) throws -> Int {
    guard let key = keys.first else { throw JournalError(.sealed, "there is no journal.encryptionKey to encrypt the journal under") }
    guard let last = state.withLock(\.current) else {
      operatorKeys.withLock { $0 = keys }
      try begin(database, under: key)
      return 0
    }
    let (opened, blinds) = state.withLock { ($0.keys, $0.blinds) }
    try database.transaction {
      let update = try database.prepare("UPDATE data_key SET wrapped = ?, wrapped_by = ? WHERE id = ?")
      for (id, bytes) in opened.sorted(by: { $0.key < $1.key }) {
        try update.bind(key.wrap(bytes), at: 1)
        try update.bind(key.fingerprint, at: 2)
        try update.bind(id, at: 3)
        try update.run()
      }
      try add(last + 1, under: key, blinds: blinds, to: database)
    }
    operatorKeys.withLock { $0 = keys }
    try read(database)
    return opened.count
  }

  static var closedError: JournalError {
    JournalError(
      .sealed, "the journal is encrypted, and journal.encryptionKey does not open it: give the key it was written under, or beside it")
  }
}

// MARK: - Bodies and names

extension DataKeys {
  /// The body sealed, and under which key; nil in a journal that is plain.
  func seal(_ body: [UInt8], seq: Int64) -> (key: Int64, body: [UInt8])? {
    let current = state.withLock { state in state.current.flatMap { id in state.keys[id].map { (id, $0) } } }
    return current.map { id, key in (id, SealingKey.seal(body, under: Self.entryKey(of: seq, key))) }
  }

  func open(_ body: [UInt8], key id: Int64, seq: Int64) throws(JournalError) -> [UInt8] {
    guard let key = entryKey(of: seq, key: id) else { throw Self.closedError }
    guard let opened = SealingKey.open(body, under: key) else {
      throw JournalError(.unreadable, "entry \(seq) of the journal cannot be decrypted: it was changed; run `hushd verify`")
    }
    return opened
  }

  /// Whether all keys of the file are at hand, as they were when it was read last.
  var isComplete: Bool { state.withLock { $0.closed == 0 } }

  /// The key of one entry alone: an export hands it over, so that who has it can see that the export says what the journal holds.
  func entryKey(of seq: Int64, key id: Int64) -> [UInt8]? { state.withLock { $0.keys[id] }.map { Self.entryKey(of: seq, $0) } }

  /// What a look-up column holds for a digest, so that nobody finds a conversation by guessing its id.
  func blind(_ digest: Int64) -> Int64 {
    guard let key = state.withLock({ $0.blinds ? $0.keys[1] : nil }) else { return digest }
    let blinded = HMACSHA256.authenticate(withUnsafeBytes(of: digest.bigEndian) { Array("digest".utf8) + Array($0) }, key: key)
    return blinded.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }

  /// How a conversation is named in a table: by its id, or by what nobody can read it from.
  func name(of id: String) -> String {
    guard let key = state.withLock({ $0.keys[1] }) else { return id }
    return Hex.encode(Array(HMACSHA256.authenticate(Array("name \(id)".utf8), key: key).prefix(16)))
  }

  /// Its id, to be read back; nil in a journal that is plain.
  func sealName(_ id: String) -> [UInt8]? { state.withLock { $0.keys[1] }.map { SealingKey.seal(Array(id.utf8), under: $0) } }

  func openName(_ sealed: [UInt8]) throws(JournalError) -> String {
    guard let key = state.withLock({ $0.keys[1] }), let id = SealingKey.open(sealed, under: key) else { throw Self.closedError }
    return String(decoding: id, as: UTF8.self)
  }

  private static func entryKey(of seq: Int64, _ key: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(withUnsafeBytes(of: seq.bigEndian) { Array("entry".utf8) + Array($0) }, key: key)
  }
}

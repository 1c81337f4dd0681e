import Journal
import Model
import Native

/// The commands' server side: one JSON line asks, JSON lines answer, over a Unix socket whose mode says who may ask.
final class ControlSocket: Sendable {
  private let server: UnixSocketServer

  init(path: String, link: String, mailbox: Mailbox<Letter>, journal: any JournalStore, keeper: JournalKeeper) throws {
    let reads = NotedReads(mailbox: mailbox)
    // The link of a run whose socket was elsewhere, or the socket of a killed one whose socket was here.
    if path != link || (try? FileSystem.status(of: link).kind) == .symbolicLink { try? FileSystem.remove(link) }
    server = try UnixSocketServer(path: path) { line, peer, connection in
      let by = Self.name(of: peer)
      if reads.take(line, by: by, userID: peer.uid) {
        try? connection.send(JSONWriter.object { $0.field("changed", true) })
        return
      }
      if let wish = JournalService.Wish(line) {
        return JournalService(keeper: keeper, mailbox: mailbox).serve(wish, by: by, to: connection)
      }
      if let wish = ReplayService.Wish(line) {
        return ReplayService(mailbox: mailbox, journal: journal).serve(wish, by: by, to: connection)
      }
      if let wish = ImportService.Wish(line) { return ImportService(mailbox: mailbox).serve(wish, by: by, to: connection) }
      guard let ask = Self.ask(in: line) else {
        try? connection.send(Self.failure("this hushd does not know that request; is the command of another version?"))
        return
      }
      for line in Self.answer(ask, by: by, mailbox: mailbox) {
        do { try connection.send(line) } catch { return }
      }
    }
    if path != link { try FileSystem.makeSymbolicLink(link, to: path) }
  }

  /// Waits here for the loop's answer, so that a slow client never holds up the loop.
  static func answer(_ ask: ControlRequest.Ask, by: String, mailbox: Mailbox<Letter>) -> [[UInt8]] {
    let answer = Monitor<[[UInt8]]?>(nil)
    let request = ControlRequest(ask, by: by) { lines in answer.withLock { $0 = lines } }
    guard mailbox.post(.control(request)) else { return [failure("hushd is stopping or overloaded; try again")] }
    return answer.wait(atMost: .seconds(5), until: { $0 != nil }) { $0 ?? [failure("hushd did not answer within 5 s")] }
  }

  func stop() { server.stop() }

  private static func ask(in line: [UInt8]) -> ControlRequest.Ask? {
    guard let root = try? JSONDocument(line).root, let word = root["ask"]?.string else { return nil }
    let texts = (root["ids"]?.elements ?? []).map { $0.string ?? "" }
    let ids = texts.compactMap { CommandID($0) }
    // None means all, so an id that cannot be read must not turn into none.
    guard ids.count == texts.count else { return nil }
    switch word {
    case "status": return .status
    case "windows": return .windows
    case "retry": return .unpark(.retry, ids)
    case "drop": return .unpark(.drop, ids)
    default: return nil
    }
  }

  /// Who asks, and from where, for the journal.
  static func name(of peer: UnixSocketConnection.Peer) -> String {
    "\(UserName.of(peer.uid) ?? "unknown") (uid \(peer.uid), pid \(peer.pid)) on the control socket"
  }

  static func failure(_ message: String) -> [UInt8] { JSONWriter.object { $0.field("error", message) } }
}

import CCurl
import Model

// One curl multi handle, driven by one thread, which also waits in it. Other threads only ring its bell (`waker`).

/// The HTTP client: many requests at once on few connections, all on the thread that calls `run`.
package final class HTTPClient {
  package struct Configuration: Sendable {
    /// A file of CA certificates (PEM) to trust instead of the system's.
    package var caFile: String?
    /// Connections that are kept open; at least as many as requests are in flight, or keep-alive is lost.
    package var connectionsKept: Int

    package init(caFile: String? = nil, connectionsKept: Int = 256) {
      self.caFile = caFile
      self.connectionsKept = connectionsKept
    }
  }

  /// What became of one request.
  package typealias Completion = (id: UInt64, result: HTTPResult)

  /// Ends a wait in `run`, from any thread and at any time.
  package let waker = Waker()

  private let configuration: Configuration
  private let multi: MultiHandle
  private var transfers: [UInt64: Transfer] = [:]
  private var idle: [Transfer] = []
  private var finished: [Completion] = []
  /// Nothing was submitted since the last `push`.
  private var isPushed = false

  package init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    multi = MultiHandle(connectionsKept: configuration.connectionsKept)
  }

  deinit {
    for transfer in transfers.values { multi.remove(transfer) }
  }

  /// Requests under way.
  package var inFlight: Int { transfers.count }

  /// Sends a request as soon as `push` or `run` is called; the identifier must not be in use.
  package func submit(_ request: HTTPRequest, id: UInt64, timeout: Span) {
    precondition(transfers[id] == nil, "two requests with one identifier")
    if let reason = request.refusal {
      finished.append((id, .unreachable(reason)))
      return
    }
    let transfer = idle.popLast() ?? Transfer()
    transfer.prepare(request, id: id, timeout: timeout, caFile: configuration.caFile)
    transfers[id] = transfer
    multi.add(transfer)
    isPushed = false
  }

  /// Writes to the network what can be written without waiting; `run` does the rest.
  package func push() {
    multi.perform()
    isPushed = true
  }

  /// Forgets a request; whether it reached the other side is unknown. Does nothing when it is over.
  package func cancel(id: UInt64) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    multi.remove(transfer)
    recycle(transfer)
  }

  /// Works until a request is over, the waker rings or the time is up, and returns what is over. Zero does not wait.
  package func run(waitingAtMost limit: Span) -> [Completion] {
    let deadline = Clock.live.boot() + limit
    while true {
      if !isPushed { multi.perform() }
      isPushed = false
      while let (transfer, code) = multi.nextDone() {
        multi.remove(transfer)
        transfers[transfer.id] = nil
        finished.append((transfer.id, transfer.result(of: code)))
        recycle(transfer)
      }
      let left = deadline - Clock.live.boot()
      let hasRung = waker.takeRing()
      if hasRung || !finished.isEmpty || left <= .zero { break }
      multi.wait(atMost: left, orFor: waker)
    }
    defer { finished = [] }
    return finished
  }

  private func recycle(_ transfer: Transfer) {
    if idle.count < configuration.connectionsKept { idle.append(transfer) }
  }

  /// Sends one request and waits for its result: for commands and tests.
  package static func fetch(_ request: HTTPRequest, timeout: Span, _ configuration: Configuration = Configuration()) -> HTTPResult {
    let client = HTTPClient(configuration)
    client.submit(request, id: 0, timeout: timeout)
    while true {
      if let completion = client.run(waitingAtMost: timeout).first { return completion.result }
    }
  }
}

extension HTTPRequest {
  /// Why it cannot be sent: curl would pass a line break on, and with it whatever follows, as a header of its own.
  fileprivate var refusal: String? {
    let isControl = { (byte: UInt8) in byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F }
    if method.isEmpty || method.utf8.contains(where: { isControl($0) || $0 == 0x20 }) { return "the method is not a word" }
    if url.utf8.contains(where: { isControl($0) || $0 == 0x20 || $0 == 0x09 }) { return "the URL contains a blank or a control character" }
    for header in headers where header.name.isEmpty || (header.name + header.value).utf8.contains(where: isControl) {
      return "the header \"\(header.name.filter { $0.isLetter || $0 == "-" })\" contains a control character or has no name"
    }
    return nil
  }
}

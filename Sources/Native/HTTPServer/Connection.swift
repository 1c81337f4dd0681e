import Glibc
import Model
import Synchronization

/// One client's connection, and the request it is busy with.
final class Connection: Sendable {
  enum Answer {
    case response(HTTPResponse)
    /// Close instead.
    case nothing
  }

  private enum Phase {
    /// Waits for a request, or for the rest of its head. Can transition to: receiving, discarding, sending.
    case reading
    /// Keeps the body. Can transition to: handling, discarding, reading.
    case receiving
    /// Lets the body pass before it refuses: closing on unread data would take the refusal away from the client.
    /// Can transition to: sending, reading.
    case discarding(HTTPResponse)
    /// The handler runs. Can transition to: suspended, answered, sending.
    case handling
    /// Waits for the reply, out of libmicrohttpd's sight. Can transition to: answered.
    case suspended
    /// The reply is there, libmicrohttpd has yet to fetch it. Can transition to: sending.
    case answered(Answer)
    /// libmicrohttpd sends the answer. Can transition to: reading.
    case sending
  }

  private struct State {
    var phase = Phase.reading
    /// Counts requests, so that a late reply to one does not answer the next.
    var turn: UInt64 = 0
    /// The boot-time millisecond in which the present request, or the wait for it, began.
    var since: Int64
    /// The request target, as sent.
    var target = ""
    var body: [UInt8] = []
    /// Bytes of the body that came, kept or not.
    var received = 0
    /// The server stops: nothing may be suspended any more.
    var isAbandoned = false
    /// libmicrohttpd's connection while suspended; it does not touch one that is.
    var suspended: UInt = 0
    /// Nil once closed.
    var socket: Int32?
  }

  // Unowned, because a forgotten reply keeps its connection: through the handler's captures that would keep everything.
  private unowned let service: Service
  private let state: Mutex<State>
  /// Held while a reply is taken and its connection resumed, so that `abandon` may rely on every resumption being done. Never held by
  /// libmicrohttpd's thread, which goes on with a resumed connection at once and would only wait for this one.
  private let replying = Mutex<Void>(())

  init(_ service: Service, socket: Int32?) {
    self.service = service
    state = Mutex(State(since: service.now(), socket: socket))
  }

  // MARK: Called by libmicrohttpd's thread

  /// The request line is there.
  func begin(_ target: String) {
    let now = service.now()
    state.withLock { state in
      state.target = target
      state.since = now
    }
  }

  /// Takes the next step with a request: its head is there, or its body is complete, or its reply has come. False closes.
  func advance(_ method: String, on connection: ConnectionHandle) -> Bool {
    let (phase, turn, target, body) = state.withLock { state in
      let now = (state.phase, state.turn, state.target, state.body)
      state.body = []
      switch state.phase {
      case .reading: break
      case .receiving: state.phase = .handling
      default: state.phase = .sending
      }
      return now
    }
    switch phase {
    case .reading: return admit(HTTPServer.Head(method: method, target: target, connection: connection), on: connection)
    case .receiving:
      let head = HTTPServer.Head(method: method, target: target, connection: connection)
      service.handle(HTTPServer.Request(head: head, body: body), HTTPServer.Reply(self, turn: turn))
      return settle(on: connection)
    case .discarding(let response), .answered(.response(let response)): return service.queue(response, on: connection)
    case .handling, .suspended, .answered(.nothing), .sending: return false
    }
  }

  /// Refuses, or goes on to the body.
  private func admit(_ head: borrowing HTTPServer.Head, on connection: ConnectionHandle) -> Bool {
    let length = head.contentLength
    guard let refusal = service.refusal(of: head, length: length) else {
      state.withLock { state in
        state.phase = .receiving
        if let length { state.body.reserveCapacity(min(length, 65_536)) }
      }
      return true
    }
    // Who expects a 100 has sent no body yet; one too long to let pass is cut off with the connection.
    if head["Expect"] != nil || length ?? 0 > service.discardMax {
      state.withLock { $0.phase = .sending }
      return service.queue(refusal, on: connection)
    }
    state.withLock { $0.phase = .discarding(refusal) }
    return true
  }

  /// A part of the body is there; anything but yes closes.
  func receive(_ part: UnsafeRawBufferPointer) -> Bool {
    let now = service.now()
    return state.withLock { state in
      guard now - state.since <= service.configuration.timeout.milliseconds else { return false }
      state.received += part.count
      switch state.phase {
      case .receiving where state.received <= service.configuration.maxBody:
        unsafe state.body.append(contentsOf: part)
        return true
      case .receiving:
        state.body = []
        state.phase = .discarding(service.tooLarge)
        return true
      default: return state.received <= service.discardMax
      }
    }
  }

  /// After the handler: sends what it replied, or suspends.
  private func settle(on connection: ConnectionHandle) -> Bool {
    let address = connection.address
    let answer: Answer? = state.withLock { state in
      if case .answered(let answer) = state.phase {
        state.phase = .sending
        return answer
      }
      if state.isAbandoned {
        state.phase = .sending
        return .response(service.stopping)
      }
      state.phase = .suspended
      state.suspended = address
      // Under the lock, so that no reply can resume what is not yet suspended.
      ConnectionHandle(suspendedAt: address).suspend()
      return nil
    }
    switch answer {
    case .response(let response): return service.queue(response, on: connection)
    case .nothing: return false
    case nil: return true
    }
  }

  /// The answer is sent, or the client is gone.
  func end() {
    let now = service.now()
    state.withLock { state in
      state.phase = .reading
      state.turn += 1
      state.since = now
      state.body = []
      state.received = 0
    }
    service.requestEnded()
  }

  /// libmicrohttpd is about to close the socket.
  func close() { state.withLock { $0.socket = nil } }

  // MARK: Called by any thread

  /// Takes the reply to that request, if it still waits for one.
  func answer(_ turn: UInt64, _ answer: Answer) {
    reply { state in
      switch state.phase {
      case .handling, .suspended: state.turn == turn ? answer : nil
      case .reading, .receiving, .discarding, .answered, .sending: nil
      }
    }
  }

  /// Decides on an answer, and resumes the connection if that suspends it.
  private func reply(_ decide: (inout State) -> Answer?) {
    replying.withLock { _ in
      let suspended: UInt? = state.withLock { state in
        guard let answer = decide(&state) else { return nil }
        defer { state.phase = .answered(answer) }
        if case .suspended = state.phase { return state.suspended }
        return nil
      }
      if let suspended { ConnectionHandle(suspendedAt: suspended).resume() }
    }
  }

  /// Answers for the one who has not, and sees to it that nothing is suspended from now on.
  func abandon() {
    reply { state in
      state.isAbandoned = true
      if case .suspended = state.phase { return .response(service.stopping) }
      return nil
    }
  }

  /// A request is complete and its answer not yet sent.
  var isBusy: Bool {
    state.withLock { state in
      switch state.phase {
      case .handling, .suspended, .answered, .sending: true
      case .reading, .receiving, .discarding: false
      }
    }
  }

  /// Closes the connection if its request has been arriving for too long; libmicrohttpd itself only notices silence.
  func expire(now: Int64, after limit: Int64) {
    state.withLock { state in
      // A wait for the next request may last the time-out before the request's own begins.
      let isArriving =
        switch state.phase {
        case .reading: now - state.since > 2 * limit
        case .receiving, .discarding: now - state.since > limit
        case .handling, .suspended, .answered, .sending: false
        }
      if isArriving, let socket = state.socket { shutdown(socket, Int32(SHUT_RDWR)) }
    }
  }
}

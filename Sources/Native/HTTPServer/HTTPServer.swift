import Model
import Synchronization

// One libmicrohttpd daemon per listening socket, each with one thread of its own, in poll mode: its epoll mode hangs as soon as one
// wake-up brings exactly 128 events. While a request waits for its reply its connection is suspended and costs no thread.

/// An HTTP/1.1 server that answers when the reply is ready, from whatever thread that comes.
package final class HTTPServer: Sendable {
  /// Called when a request's head is there; an answer refuses the request before its body is kept.
  package typealias Admit = @Sendable (borrowing Head) -> HTTPResponse?
  /// Called on the server's thread when a request is complete; the reply may be sent later and elsewhere.
  package typealias Handle = @Sendable (borrowing Request, Reply) -> Void

  private let service: Service
  private let listeners: [Listener]
  private let sweeper: Sweeper

  /// The ports it is bound to, in the order of the configuration.
  package let ports: [Int]

  /// Listens and serves from now on.
  package init(_ configuration: Configuration, admit: @escaping Admit, handle: @escaping Handle) throws {
    let service = Service(configuration, admit: admit, handle: handle)
    var listeners: [Listener] = []
    for address in configuration.listen {
      listeners.append(try Listener(try ListeningSocket(address), service: service))
    }
    for number in configuration.inherited {
      listeners.append(try Listener(try ListeningSocket(inherited: number), service: service))
    }
    precondition(!listeners.isEmpty, "an HTTP server needs a socket to listen on")
    self.service = service
    self.listeners = listeners
    ports = listeners.map(\.port)
    sweeper = try Sweeper(service)
  }

  deinit { stop(within: .zero) }

  /// Accepts no new connections; those that are open are served on, each for one more answer.
  package func quiesce() {
    service.isQuiet.store(true, ordering: .releasing)
    for listener in listeners { listener.quiesce() }
  }

  /// Refuses new requests, waits until what is under way is answered, at most that long, and closes everything.
  package func stop(within limit: Span) {
    quiesce()
    service.isStopping.store(true, ordering: .releasing)
    service.drain(within: limit)
    for listener in listeners { listener.stop() }
    sweeper.stop()
  }
}

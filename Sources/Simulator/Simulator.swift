import Model
import Native

/// The simulated platforms as a server on loopback.
package final class Simulator: Sendable {
  /// Where it listens: base URLs, each good for every platform.
  package let addresses: [String]
  private let stage: Stage
  private let server: HTTPServer

  /// Serves a world from now on.
  package init(_ world: World, listen: [ListenAddress], clock: Clock = .live) throws {
    let stage = try Stage(world, clock: clock)
    let configuration = HTTPServer.Configuration(listen: listen, maxBody: 64 * 1024 * 1024, timeout: .seconds(60))
    server = try HTTPServer(configuration, admit: { _ in nil }, handle: { request, reply in stage.handle(request, reply) })
    addresses = zip(listen, server.ports).map { "http://\(ListenAddress(host: $0.host, port: $1))" }
    self.stage = stage
  }

  /// Closes every connection; answers that are still due are not given.
  package func stop() {
    stage.stop()
    server.stop(within: .zero)
  }
}

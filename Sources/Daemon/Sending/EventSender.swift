import Model
import Native
import Platforms

/// Posts events as a source's sender does: authenticated, to the address and path of the configuration.
package struct EventSender {
  /// Why nothing could be sent, or what was refused.
  package struct Failure: Error, Hashable, CustomStringConvertible {
    /// What a script can do about it.
    package enum Code: Hashable, Sendable { case usage, badData, configuration, ioError, notPermitted, tryLater, unavailable }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
      self.code = code
      self.description = description
    }
  }

  private let source: SourceSettings
  private let url: String
  private let caFile: String?
  private let authentication: SenderAuthentication
  private let clock: Clock

  /// `address` is a base URL; without one it is the first that the configuration listens on.
  package init(
    _ configuration: Configuration, source name: String, address: String?, environment: Environment.Lookup, clock: Clock = .live
  ) throws(Failure) {
    guard let source = configuration.source(named: name) else {
      let names = configuration.sources.map(\.name)
      let suggestion = Spelling.suggestion(for: name, among: names).map { "did you mean \($0)?" }
      throw Failure(.usage, "there is no source \(name) (\(suggestion ?? "there is: \(names.joined(separator: ", "))"))")
    }
    guard let http = source.http else { throw Failure(.usage, "the source \(name) takes no HTTP requests; put the file into its spool") }
    guard let base = address ?? configuration.http.baseURL else {
      throw Failure(.usage, "http.listen names no port to post to; say the address by --to http://127.0.0.1:8642")
    }
    do throws(ConfigurationError) {
      authentication = try SenderAuthentication(http.auth, environment: environment)
    } catch {
      throw Failure(.configuration, error.description)
    }
    self.source = source
    self.clock = clock
    url = base + http.path
    caFile = address == nil ? configuration.http.tls?.certificate : nil
  }

  /// Sends what a file holds, as it is or restamped, and returns the answer of a 2xx.
  package func send(file: String, restamped: Bool) throws(Failure) -> String {
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read(file == "-" ? "/dev/stdin" : file, atMost: Limits.sentBytesMax)
    } catch {
      throw Failure(error is PosixError ? .ioError : .badData, "\(error)")
    }
    var body = SentBody(bytes)
    if restamped {
      do throws(JSONError) {
        try body.restamp(source, at: clock.wall())
      } catch {
        throw Failure(.badData, "\(file): \(error)")
      }
    }
    return try post(body, file: file)
  }

  private func post(_ body: SentBody, file: String) throws(Failure) -> String {
    let type = HTTPHeader("Content-Type", body.contentType(for: source.format))
    let headers = authentication.headers(body: body.bytes, at: clock.wall())
    let request = HTTPRequest(method: "POST", url: url, headers: [type] + headers, body: body.bytes)
    switch HTTPClient.fetch(request, timeout: .seconds(10), HTTPClient.Configuration(caFile: caFile)) {
    case .response(let response):
      let answer = String(decoding: response.body, as: UTF8.self)
      guard (200..<300).contains(response.status) else {
        throw Failure(Self.code(of: response.status), "\(file): refused with \(response.status): \(answer)")
      }
      return answer
    case .unreachable(let reason): throw Failure(.unavailable, "\(url) cannot be reached: \(reason) (is hushd running there?)")
    case .lost(let reason):
      throw Failure(.unavailable, "\(file): the answer of \(url) was lost: \(reason) (send it again: a repeat does no harm)")
    }
  }

  private static func code(of status: Int) -> Failure.Code {
    switch status {
    case 400, 413, 415: .badData
    case 401, 403: .notPermitted
    case 404, 405: .configuration
    case 408, 429, 503: .tryLater
    default: .unavailable
    }
  }
}

extension HTTPSettings {
  /// Where a client on this machine reaches it; nil when that is only known at run time.
  fileprivate var baseURL: String? {
    guard case .addresses(let addresses) = listen, let address = addresses.first(where: { $0.port != 0 }) else { return nil }
    let anywhere = ["0.0.0.0": "127.0.0.1", "::": "::1"]
    let reachable = ListenAddress(host: anywhere[address.host] ?? address.host, port: address.port)
    return "\(tls == nil ? "http" : "https")://\(reachable)"
  }
}

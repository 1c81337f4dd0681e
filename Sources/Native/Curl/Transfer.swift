import CCurl
import Model

/// One of curl's easy handles with the request it carries; used again and again.
@safe final class Transfer {
  let easy: UnsafeMutableRawPointer
  private(set) var id: UInt64 = 0
  private let errorText: UnsafeMutablePointer<CChar>
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var headers: [HTTPHeader] = []
  private var body: [UInt8] = []
  private var received = 0
  private var isTooLarge = false
  /// How often curl was about to write the request to a connection.
  private var attempts = 0

  init() {
    guard let easy = unsafe curl_easy_init() else { preconditionFailure("curl has no memory for a handle") }
    unsafe self.easy = easy
    unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
  }

  deinit {
    unsafe curl_easy_cleanup(easy)
    unsafe curl_slist_free_all(headerList)
    unsafe errorText.deallocate()
  }

  /// The transfer that belongs to a handle.
  static func of(_ easy: UnsafeMutableRawPointer) -> Transfer {
    var context: UnsafeMutableRawPointer?
    unsafe shim_easy_get_pointer(easy, CURLINFO_PRIVATE, &context)
    guard let context = unsafe context else { preconditionFailure("every handle knows its transfer") }
    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  }

  // MARK: Before

  /// Makes the handle ready to send this request.
  func prepare(_ request: HTTPRequest, id: UInt64, timeout: Span, caFile: String?) {
    self.id = id
    headers = []
    body = []
    received = 0
    isTooLarge = false
    attempts = 0
    unsafe errorText.pointee = 0
    // Keeps connections and resolved names; forgets every option.
    unsafe curl_easy_reset(easy)
    setGeneral(timeout: timeout, caFile: caFile)
    setSinks()
    set(request)
  }

  private func setGeneral(timeout: Span, caFile: String?) {
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_TIMEOUT_MS, Int(max(1, timeout.milliseconds)))
    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_USERAGENT, "hushd")
    if let caFile { set(CURLOPT_CAINFO, caFile) }
  }

  private func setSinks() {
    let context = unsafe UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    unsafe shim_easy_set_pointer(easy, CURLOPT_PRIVATE, context)
    unsafe shim_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    unsafe shim_easy_set_pointer(easy, CURLOPT_WRITEDATA, context)
    unsafe shim_easy_set_sink(easy, CURLOPT_WRITEFUNCTION, Self.takeBody)
    unsafe shim_easy_set_pointer(easy, CURLOPT_HEADERDATA, context)
    unsafe shim_easy_set_sink(easy, CURLOPT_HEADERFUNCTION, Self.takeHeader)
    unsafe shim_easy_set_pointer(easy, CURLOPT_PREREQDATA, context)
    unsafe shim_easy_set_gate(easy, CURLOPT_PREREQFUNCTION, Self.passOnce)
  }

  private func set(_ request: HTTPRequest) {
    set(CURLOPT_URL, request.url)
    set(CURLOPT_HTTP_VERSION, request.forcesHTTP1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS)
    // A proxy from the environment cannot reach this machine's loopback.
    if request.isToLoopback { set(CURLOPT_PROXY, "") }
    if case .sigV4(let region, let service, let accessKeyID, let secretAccessKey) = request.signing {
      set(CURLOPT_AWS_SIGV4, "aws:amz:\(region):\(service)")
      set(CURLOPT_USERNAME, accessKeyID)
      set(CURLOPT_PASSWORD, secretAccessKey)
    }
    if request.method == "HEAD" {
      set(CURLOPT_NOBODY, 1)
    } else if request.body.isEmpty, ["GET", "DELETE"].contains(request.method) {
      set(CURLOPT_CUSTOMREQUEST, request.method)
    } else {
      set(CURLOPT_CUSTOMREQUEST, request.method)
      unsafe shim_easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count)
      // Copied, because an array's storage has an address only within this closure.
      unsafe request.body.withUnsafeBytes { body in
        let start = unsafe body.baseAddress ?? UnsafeRawPointer(errorText)
        _ = unsafe shim_easy_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
      }
    }
    setHeaders(of: request)
  }

  private func setHeaders(of request: HTTPRequest) {
    unsafe curl_slist_free_all(headerList)
    unsafe headerList = nil
    for header in request.headers {
      // For curl a name with a colon and no value means "send none of that name"; with a semicolon, an empty one.
      append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    // Not for signed requests: curl 7.88 would sign these two as empty and then not send them.
    if request.signing == .none {
      if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { append("Content-Type:") }
      append("Expect:")
    }
    unsafe shim_easy_set_pointer(easy, CURLOPT_HTTPHEADER, headerList)
  }

  private func append(_ line: String) {
    guard let list = unsafe curl_slist_append(headerList, line) else { preconditionFailure("no memory for a header") }
    unsafe headerList = list
  }

  private func set(_ option: CURLoption, _ value: Int) {
    let code = unsafe shim_easy_set_long(easy, option, value)
    precondition(code == CURLE_OK, "libcurl is older or smaller than the one hushd was built with")
  }

  private func set(_ option: CURLoption, _ value: String) {
    let code = unsafe shim_easy_set_text(easy, option, value)
    precondition(code == CURLE_OK, "libcurl is older or smaller than the one hushd was built with")
  }

  // MARK: Meanwhile

  /// Lets the request go out once. Curl repeats one by itself when a connection it reused dies without an answer, but whether the first
  /// was carried out is not for curl to guess (R9).
  private static let passOnce: curl_prereq_callback = { context, _, _, _, _ in
    guard let context = unsafe context else { return CURL_PREREQFUNC_ABORT }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    transfer.attempts += 1
    return transfer.attempts == 1 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
  }

  private static let takeBody: shim_easy_sink = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    guard transfer.hasRoom(for: size * count) else { return 0 }
    unsafe transfer.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
  }

  private static let takeHeader: shim_easy_sink = { bytes, size, count, context in
    guard let bytes = unsafe bytes, let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    guard transfer.hasRoom(for: size * count) else { return 0 }
    unsafe transfer.take(headerLine: String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self))
    return size * count
  }

  private func hasRoom(for count: Int) -> Bool {
    received += count
    isTooLarge = received > Limits.answerBytesMax
    return !isTooLarge
  }

  private func take(headerLine line: String) {
    // A status line: what came before belongs to an interim answer, such as 100.
    if line.hasPrefix("HTTP/") { headers = [] }
    guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), !line.hasPrefix("HTTP/") else { return }
    let value = line[line.utf8.index(after: colon)...]
    headers.append(HTTPHeader(String(line[..<colon]), String(value.trimmingBlanks)))
  }

  // MARK: After

  /// What became of the request.
  func result(of code: CURLcode) -> HTTPResult {
    if code == CURLE_OK {
      return .response(HTTPResponse(status: information(CURLINFO_RESPONSE_CODE), headers: headers, body: body))
    }
    if isTooLarge { return .lost("the answer is longer than \(Limits.answerBytesMax) bytes") }
    if attempts > 1 { return .lost("the connection closed before an answer came") }
    let text = unsafe errorText.pointee == 0 ? String(cString: curl_easy_strerror(code)) : String(cString: errorText)
    return attempts == 0 ? .unreachable(text) : .lost(text)
  }

  private func information(_ info: CURLINFO) -> Int {
    var value = 0
    unsafe shim_easy_get_long(easy, info, &value)
    return value
  }
}

extension HTTPRequest {
  fileprivate var isToLoopback: Bool {
    let hosts = ["127.", "localhost:", "localhost/", "[::1]"]
    return hosts.contains { url.hasPrefix("http://\($0)") || url.hasPrefix("https://\($0)") }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: Substring {
    let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = utf8.firstIndex(where: { !isBlank($0) }), let last = utf8.lastIndex(where: { !isBlank($0) }) else { return "" }
    return Substring(utf8[first...last])
  }
}

import CMicroHTTPD

/// A libmicrohttpd daemon with its thread; stops it at the end of its life.
@safe struct DaemonHandle: ~Copyable {
  /// For a request's head and a part of its body. Half of libmicrohttpd's own choice, because it clears all of it for every request.
  private static let connectionMemory = 16 * 1024

  private let pointer: OpaquePointer

  /// Serves the socket from now on; nil when libmicrohttpd does not start, which does not say why.
  init?(socket: Int32, service: Service) {
    let configuration = service.configuration
    let seconds = max(1, (configuration.timeout.milliseconds + 999) / 1000)
    let options = unsafe [
      MHD_OptionItem(option: .LISTEN_SOCKET, value: Int(socket), ptr_value: nil),
      // One more than is served: `Service.admits` closes what is too many, libmicrohttpd would let it wait.
      MHD_OptionItem(option: .CONNECTION_LIMIT, value: configuration.maxConnections + 1, ptr_value: nil),
      MHD_OptionItem(option: .CONNECTION_MEMORY_LIMIT, value: Self.connectionMemory, ptr_value: nil),
      MHD_OptionItem(option: .CONNECTION_TIMEOUT, value: Int(seconds), ptr_value: nil),
    ]
    let flags = MHD_USE_POLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
    let texts = configuration.tls?.texts ?? []
    let pointer = unsafe Self.withOptions(texts[...], after: options) { options in
      unsafe Self.start(texts.isEmpty ? flags : flags | MHD_USE_TLS.rawValue, options, service)
    }
    guard let pointer = unsafe pointer else { return nil }
    unsafe self.pointer = pointer
  }

  /// Closes all connections; none of them may be suspended.
  deinit { unsafe MHD_stop_daemon(pointer) }

  /// Takes no new connections, and gives the socket back, to be closed after the daemon has stopped.
  func quiesce() -> Int32 { unsafe MHD_quiesce_daemon(pointer) }

  /// Appends options with texts, which libmicrohttpd reads only while it starts.
  private static func withOptions(
    _ texts: ArraySlice<(option: MHD_OPTION, text: String)>, after options: [MHD_OptionItem], _ body: ([MHD_OptionItem]) -> OpaquePointer?
  ) -> OpaquePointer? {
    guard let first = texts.first else { return unsafe body(options) }
    var text = Array(first.text.utf8CString)
    return unsafe text.withUnsafeMutableBytes { bytes in
      let option = unsafe MHD_OptionItem(option: first.option, value: 0, ptr_value: bytes.baseAddress)
      return unsafe withOptions(texts.dropFirst(), after: options + [option], body)
    }
  }

  private static func start(_ flags: UInt32, _ options: [MHD_OptionItem], _ service: Service) -> OpaquePointer? {
    let end = unsafe MHD_OptionItem(option: .END, value: 0, ptr_value: nil)
    // Unretained: the listener holds the service until the daemon has stopped.
    let context = unsafe Unmanaged.passUnretained(service).toOpaque()
    return unsafe shim_mhd_start(
      flags, context, Callbacks.accepts, Callbacks.advance, Callbacks.began, Callbacks.ended, Callbacks.changed, options + [end])
  }
}

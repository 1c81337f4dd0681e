import CCurl
import Model

/// curl's multi handle.
@safe final class MultiHandle {
  private let pointer: UnsafeMutableRawPointer

  // Once for the process, before the first handle.
  private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(connectionsKept: Int) {
    guard Self.isReady, let pointer = unsafe curl_multi_init() else { preconditionFailure("curl has no memory for a handle") }
    unsafe self.pointer = pointer
    unsafe shim_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connectionsKept)
  }

  deinit { unsafe curl_multi_cleanup(pointer) }

  /// Starts a transfer, which whoever calls keeps alive until it is removed.
  func add(_ transfer: Transfer) {
    let code = unsafe curl_multi_add_handle(pointer, transfer.easy)
    precondition(code == CURLM_OK, "the transfer is in a handle already")
  }

  func remove(_ transfer: Transfer) { unsafe curl_multi_remove_handle(pointer, transfer.easy) }

  /// Does what can be done without waiting.
  func perform() {
    var running: Int32 = 0
    unsafe curl_multi_perform(pointer, &running)
  }

  /// A transfer that is over, and how it ended.
  func nextDone() -> (Transfer, CURLcode)? {
    var left: Int32 = 0
    while let message = unsafe curl_multi_info_read(pointer, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle else { continue }
      return unsafe (Transfer.of(easy), message.pointee.data.result)
    }
    return nil
  }

  /// Waits for the network, a timer of curl's or the waker.
  func wait(atMost limit: Span, orFor waker: Waker) {
    waker.wait { bell in _ = unsafe curl_multi_poll(pointer, &bell, 1, Int32(clamping: limit.milliseconds), nil) }
  }
}

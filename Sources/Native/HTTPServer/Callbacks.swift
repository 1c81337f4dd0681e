import CMicroHTTPD
import Glibc

/// What libmicrohttpd calls, on its own thread; `context` is always the service.
enum Callbacks {
  static let accepts: MHD_AcceptPolicyCallback = { context, _, _ in
    guard let context = unsafe context else { return .NO }
    return unsafe Unmanaged<Service>.fromOpaque(context).takeUnretainedValue().admits ? .YES : .NO
  }

  /// A connection was opened or closes; it owns its `Connection` in between.
  static let changed: MHD_NotifyConnectionCallback = { context, connection, slot, change in
    guard let context = unsafe context, let connection = unsafe connection, let slot = unsafe slot else { return }
    let service = unsafe Unmanaged<Service>.fromOpaque(context).takeUnretainedValue()
    if change == .CONNECTION_NOTIFY_STARTED {
      let handle = unsafe ConnectionHandle(unsafe: connection)
      let started = Connection(service, socket: handle.socket)
      service.add(started)
      unsafe slot.pointee = Unmanaged.passRetained(started).toOpaque()
      if service.configuration.tls?.clientCA != nil { handle.requireClientCertificate() }
    } else if let owned = unsafe slot.pointee {
      let closed = unsafe Unmanaged<Connection>.fromOpaque(owned).takeRetainedValue()
      unsafe slot.pointee = nil
      closed.close()
      service.remove(closed)
    }
  }

  /// The only place where libmicrohttpd shows the target before it decodes it.
  static let began: shim_mhd_target_callback = { _, target, connection in
    guard let connection = unsafe connection, let target = unsafe target else { return nil }
    guard let owned = unsafe ConnectionHandle(unsafe: connection).owned else { return nil }
    unsafe Unmanaged<Connection>.fromOpaque(owned).takeUnretainedValue().begin(String(cString: target))
    return unsafe owned
  }

  /// Called for the head, for each part of the body, at its end, and again after a suspension.
  static let advance: MHD_AccessHandlerCallback = { _, connection, _, method, _, bytes, count, slot in
    guard let connection = unsafe connection, let method = unsafe method, let count = unsafe count, let owned = unsafe slot?.pointee else {
      return .NO
    }
    let current = unsafe Unmanaged<Connection>.fromOpaque(owned).takeUnretainedValue()
    guard unsafe count.pointee > 0 else {
      return unsafe current.advance(String(cString: method), on: ConnectionHandle(unsafe: connection)) ? .YES : .NO
    }
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: count.pointee)
    unsafe count.pointee = 0
    return unsafe current.receive(part) ? .YES : .NO
  }

  static let ended: MHD_RequestCompletedCallback = { _, _, slot, _ in
    guard let owned = unsafe slot?.pointee else { return }
    unsafe Unmanaged<Connection>.fromOpaque(owned).takeUnretainedValue().end()
  }
}

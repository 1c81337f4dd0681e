import Model
import Native

extension HTTPSettings {
  init(_ section: ConfigurationSection, stateDirectory: String) {
    self.init()
    listen = section.listen() ?? listen
    tls = section.optionalSection("tls") { tls in
      let certificate = tls.require("certificate", tls.file("certificate", stateDirectory: stateDirectory))
      let key = tls.require("key", tls.file("key", stateDirectory: stateDirectory))
      let clientCA = tls.file("clientCA", stateDirectory: stateDirectory)
      guard let certificate, let key else { return nil }
      return TLS(certificate: certificate, key: key, clientCA: clientCA, file: tls.file)
    }
    maxBody = section.bytes("maxBody", in: 1 << 10...64 << 20).map(Int.init) ?? maxBody
    maxConnections = section.integer("maxConnections", in: 1...10_000) ?? maxConnections
    timeout = section.span("timeout", in: .milliseconds(100) ... .minutes(10)) ?? timeout
  }
}

extension ConfigurationSection {
  fileprivate func listen() -> HTTPSettings.Listen? {
    let hint = "[\"127.0.0.1:8642\"], or \"systemd\""
    guard let value = value("listen") else { return nil }
    if value.content == .string("systemd") { return .systemd }
    guard case .array = value.content else {
      report("listen", "must be a list of addresses, not \(value.kind)", hint: hint)
      return nil
    }
    guard let texts = strings("listen") else { return nil }
    if texts == ["systemd"] { return .systemd }
    if texts.isEmpty { report("listen", "is empty", hint: hint) }
    let addresses = texts.compactMap { text in
      let address = ListenAddress(text)
      if address == nil { report("listen", "\"\(text)\" is not an address and a port", hint: hint) }
      return address
    }
    for (index, address) in addresses.enumerated() where address.port != 0 && addresses[..<index].contains(address) {
      report("listen", "\(address) is given twice")
    }
    return .addresses(addresses)
  }
}

import Model
import Platforms

extension PlatformConfiguration {
  init?(name: String, _ section: ConfigurationSection, stateDirectory: String) {
    let hint = "one of: \(TypeName.allCases.map(\.rawValue).joined(separator: ", "))"
    guard let type = section.require("type", section.choice("type", of: TypeName.self), hint: hint) else {
      section.ignoreTheRest()
      return nil
    }
    let system = section.string("system") ?? type.defaultSystem ?? name
    let kind = Kind(type, section, stateDirectory: stateDirectory)
    let rate = section.section("rate") { PlatformTraits.Rate($0, usual: kind?.usualRate) }
    let maxInFlight = section.integer("maxInFlight", in: 1...1024)
    let timeout = section.span("timeout", in: .milliseconds(50) ... .minutes(1))
    let verify = section.bool("verify")
    let driftCheck = section.span("driftCheck", in: .zero ... .hours(1))
    let selfResumes = section.span("selfResumes", in: .seconds(1) ... .days(1))
    guard let kind else { return nil }

    self.init(name: name, system: system, kind: kind)
    settings.rate = rate
    settings.maxInFlight = maxInFlight ?? settings.maxInFlight
    settings.timeout = timeout ?? settings.timeout
    settings.verify = verify ?? settings.verify
    if let driftCheck { settings.driftCheck = driftCheck == .zero ? nil : driftCheck }
    settings.selfResumes = selfResumes
  }
}

extension PlatformTraits.Rate {
  fileprivate init(_ section: ConfigurationSection, usual: PlatformTraits.Rate?) {
    self.init(
      perMinute: section.integer("perMinute", in: 1...1_000_000) ?? usual?.perMinute ?? 0,
      burst: section.integer("burst", in: 1...100_000) ?? usual?.burst ?? 0,
      reservedForPauses: section.number("reservedForPauses", in: 0...1, "a share from 0 to below 1") ?? usual?.reservedForPauses ?? 0)
    if reservedForPauses == 1 { section.report("reservedForPauses", "must be below 1", hint: "resumes and checks need calls too") }
  }
}

extension PlatformConfiguration.Kind {
  fileprivate init?(_ type: PlatformConfiguration.TypeName, _ section: ConfigurationSection, stateDirectory: String) {
    func cxone() -> CXoneSettings? { CXoneSettings(section, stateDirectory: stateDirectory) }
    func voice() -> PlatformConfiguration.Kind? {
      let signal = section.choice("signalWith", of: CXoneVoice.SignalStyle.self) ?? .body
      return cxone().map { .cxoneVoice($0, signalWith: signal) }
    }
    func mask() -> PlatformConfiguration.Kind? {
      let path = section.string("path") ?? CXoneMask.usualPath
      let user = section.string("userParameter") ?? CXoneMask.usualUserParameter
      return cxone().map { .cxoneMask($0, path: path, userParameter: user) }
    }
    let kind: PlatformConfiguration.Kind? =
      switch type {
      case .genesysCloud: GenesysCloudSettings(section, stateDirectory: stateDirectory).map { .genesysCloud($0) }
      case .cxoneScreen: cxone().map { .cxoneScreen($0) }
      case .cxoneVoice: voice()
      case .cxoneMask: mask()
      case .genesysEngage: GenesysEngageSettings(section, stateDirectory: stateDirectory).map { .genesysEngage($0) }
      case .amazonConnect: AmazonConnectSettings(section, stateDirectory: stateDirectory).map { .amazonConnect($0) }
      case .http: TemplateSettings(section, stateDirectory: stateDirectory).map { .http($0) }
      }
    guard let kind else { return nil }
    self = kind
  }
}

extension ConfigurationSection {
  func requiredSecret(_ key: String, stateDirectory: String) -> SecretReference? {
    require(key, secret(key, stateDirectory: stateDirectory), hint: Self.secretHint)
  }

  func requiredURL(_ key: String, hint: String) -> String? { require(key, url(key), hint: hint) }
}

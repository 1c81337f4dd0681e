import Model
import Platforms

/// One platform as configured: what all have alike, and what its type needs.
package struct PlatformConfiguration: Hashable, Sendable {
  /// The type of a platform, with what only that type needs.
  package enum Kind: Hashable, Sendable {
    case genesysCloud(GenesysCloudSettings)
    case cxoneScreen(CXoneSettings)
    case cxoneVoice(CXoneSettings, signalWith: CXoneVoice.SignalStyle)
    case cxoneMask(CXoneSettings, path: String, userParameter: String)
    case genesysEngage(GenesysEngageSettings)
    case amazonConnect(AmazonConnectSettings)
    case http(TemplateSettings)
  }

  package var settings: PlatformSettings
  package var kind: Kind

  package init(_ settings: PlatformSettings, kind: Kind) {
    self.settings = settings
    self.kind = kind
  }

  /// Sound defaults under a name, for all kinds alike.
  package init(name: String, system: String, kind: Kind) {
    let settings = PlatformSettings(
      name: name, system: system, rate: kind.usualRate, maxInFlight: 16, timeout: .seconds(3), verify: true, driftCheck: .seconds(15))
    self.init(settings, kind: kind)
  }

  package var name: String { settings.name }
  package var system: String { settings.system }

  /// The values of `type`, each with the system its platforms share by default.
  package enum TypeName: String, Sendable, CaseIterable {
    case genesysCloud = "genesys-cloud"
    case cxoneScreen = "cxone-screen"
    case cxoneVoice = "cxone-voice"
    case cxoneMask = "cxone-mask"
    case genesysEngage = "genesys-engage"
    case amazonConnect = "amazon-connect"
    case http

    /// The vendor's name; nil for a recorder of one's own, which is a system by itself.
    package var defaultSystem: String? {
      switch self {
      case .genesysCloud: "genesys"
      case .cxoneScreen, .cxoneVoice, .cxoneMask: "cxone"
      case .genesysEngage: "genesys-engage"
      case .amazonConnect: "amazon-connect"
      case .http: nil
      }
    }
  }
}

extension PlatformConfiguration.Kind {
  /// What the vendor grants unasked: two calls a second, five at once, at Amazon Connect.
  var usualRate: PlatformTraits.Rate {
    if case .amazonConnect = self { return PlatformTraits.Rate(perMinute: 120, burst: 5, reservedForPauses: 0.3) }
    return PlatformTraits.Rate(perMinute: 300, burst: 20, reservedForPauses: 0.3)
  }
}

import Model
import Platforms

extension PlatformConfiguration {
  /// What the engine must know of the platform. Reading commands call nobody, so they need no secrets, and run as who may not read them.
  func traits() throws(ConfigurationError) -> PlatformTraits { try withoutSecrets().traits }

  /// The platform with nothing to authorise its requests.
  func withoutSecrets() throws(ConfigurationError) -> any Platform {
    try PlatformConfiguration(settings, kind: kind.withoutSecrets).platform(environment: { _ in nil })
  }
}

extension PlatformConfiguration.Kind {
  fileprivate var withoutSecrets: PlatformConfiguration.Kind {
    let none = SecretReference(.given(Secret("")))
    func emptied(_ cxone: CXoneSettings) -> CXoneSettings {
      CXoneSettings(api: cxone.api, login: cxone.login, accessKeyID: none, accessKeySecret: none)
    }
    switch self {
    case .genesysCloud(var settings):
      settings.clientID = none
      settings.clientSecret = none
      return .genesysCloud(settings)
    case .cxoneScreen(let settings): return .cxoneScreen(emptied(settings))
    case .cxoneVoice(let settings, let signal): return .cxoneVoice(emptied(settings), signalWith: signal)
    case .cxoneMask(let settings, let path, let parameter): return .cxoneMask(emptied(settings), path: path, userParameter: parameter)
    case .genesysEngage(var settings):
      settings.password = none
      return .genesysEngage(settings)
    case .amazonConnect(var settings):
      settings.accessKeyID = none
      settings.secretAccessKey = none
      settings.sessionToken = nil
      return .amazonConnect(settings)
    case .http(var settings):
      settings.authentication = .none
      return .http(settings)
    }
  }
}

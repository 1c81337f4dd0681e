import Model
import Platforms

extension PlatformConfiguration {
  /// The platform itself, with its secrets fetched.
  package func platform(environment: Environment.Lookup) throws(ConfigurationError) -> any Platform {
    switch kind {
    case .genesysCloud(let genesys):
      return GenesysCloud(
        GenesysCloud.Settings(
          platform: settings, api: genesys.api, login: genesys.login, clientID: try genesys.clientID.resolve(environment: environment),
          clientSecret: try genesys.clientSecret.resolve(environment: environment),
          pauseWith: genesys.pauseWith))
    case .cxoneScreen(let cxone): return CXoneScreen(try account(cxone, environment: environment))
    case .cxoneVoice(let cxone, let signal): return CXoneVoice(try account(cxone, environment: environment), signalWith: signal)
    case .cxoneMask(let cxone, let path, let userParameter):
      return CXoneMask(try account(cxone, environment: environment), path: path, userParameter: userParameter)
    case .genesysEngage(let engage):
      return GenesysEngage(
        GenesysEngage.Settings(
          platform: settings, api: engage.api, user: engage.user, password: try engage.password.resolve(environment: environment)))
    case .amazonConnect(let connect):
      return AmazonConnect(
        AmazonConnect.Settings(
          platform: settings, api: connect.api, region: connect.region, instance: connect.instance,
          accessKeyID: try connect.accessKeyID.resolve(environment: environment),
          secretAccessKey: try connect.secretAccessKey.resolve(environment: environment),
          sessionToken: try connect.sessionToken?.resolve(environment: environment)))
    case .http(let template):
      return TemplateRecorder(settings, credential: try template.authentication.credential(environment: environment), calls: template.calls)
    }
  }

  private func account(_ cxone: CXoneSettings, environment: Environment.Lookup) throws(ConfigurationError) -> CXoneAccount {
    CXoneAccount(
      platform: settings, api: cxone.api, login: cxone.login, accessKeyID: try cxone.accessKeyID.resolve(environment: environment),
      accessKeySecret: try cxone.accessKeySecret.resolve(environment: environment))
  }
}

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
          pauseWith: genesys.pauseWith == .participant ? .participant : .conversation))
    case .cxoneScreen(let cxone):
      return CXoneScreen(
        CXoneScreen.Settings(
          platform: settings, api: cxone.api, login: cxone.login, accessKeyID: try cxone.accessKeyID.resolve(environment: environment),
          accessKeySecret: try cxone.accessKeySecret.resolve(environment: environment)))
    case .cxoneVoice(let cxone, let signal):
      return CXoneVoice(
        CXoneVoice.Settings(
          platform: settings, api: cxone.api, login: cxone.login, accessKeyID: try cxone.accessKeyID.resolve(environment: environment),
          accessKeySecret: try cxone.accessKeySecret.resolve(environment: environment), signal: signal == .body ? .body : .query))
    case .cxoneMask(let cxone):
      return CXoneMask(
        CXoneMask.Settings(
          platform: settings, api: cxone.api, login: cxone.login, accessKeyID: try cxone.accessKeyID.resolve(environment: environment),
          accessKeySecret: try cxone.accessKeySecret.resolve(environment: environment)))
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
}

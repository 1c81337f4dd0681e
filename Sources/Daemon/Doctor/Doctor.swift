import Model
import Native
import Platforms

/// Looks whether everything hushd needs is there: each platform with its token and permissions, the clock, the disk, the spool.
/// It changes no recording, unless it is given a conversation to try a secure pause on.
package struct Doctor {
  /// Makes a request and waits for what comes of it.
  typealias Fetch = (HTTPRequest, Span) -> HTTPResult

  package var isJSON = false
  /// A live conversation on which a secure pause may be tried (Genesys Cloud).
  package var conversation: String?
  var fetch: Fetch = { HTTPClient.fetch($0, timeout: $1) }
  var clock = Clock.live

  package init() {}

  /// Says whether all is well.
  package func print(
    _ configuration: Configuration, environment: @escaping Environment.Lookup = Environment.value, to output: Output
  ) throws -> Bool {
    var isWell = true
    func show(_ diagnoses: [Diagnosis]) throws {
      for diagnosis in diagnoses {
        isWell = isWell && diagnosis.isWell
        if isJSON { try output.json(diagnosis.json) } else { try output.line(diagnosis.text, diagnosis.isWell ? .plain : .bad) }
      }
      // The next may take a while.
      try output.flush()
    }
    try show(DiskExamination(configuration).diagnoses)
    for platform in configuration.platforms { try show(examine(platform, environment: environment)) }
    return isWell
  }

  private func examine(_ configuration: PlatformConfiguration, environment: @escaping Environment.Lookup) -> [Diagnosis] {
    do throws(ConfigurationError) {
      var examination = PlatformExamination(
        try configuration.platform(environment: environment), triesCalls: !configuration.isTemplate, fetch: fetch, clock: clock)
      examination.run()
      var diagnoses = examination.diagnoses
      if let conversation, let genesys = try GenesysPair(configuration, environment: environment) {
        let measurement = SecurePauseMeasurement(genesys, conversation: conversation, call: examination.call, clock: clock)
        diagnoses.append(measurement.run())
      }
      return diagnoses
    } catch {
      return [.fail(configuration.name, "secrets", error.description, remedy: "see `hushd check --secrets`")]
    }
  }
}

extension PlatformConfiguration {
  /// What its calls do, only the operator knows.
  fileprivate var isTemplate: Bool {
    if case .http = kind { true } else { false }
  }
}

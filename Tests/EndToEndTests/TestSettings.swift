import Model

/// What a test wants of hushd's configuration; the rest is the same for all.
struct TestSettings {
  static let webhookSecret = "whsec_aHVzaGQgZW5kIHRvIGVuZCB0ZXN0cw=="
  static let bearerToken = "bearer-token-of-the-tests"
  static let clientSecret = "client-secret-of-the-tests"

  private static let signingKey = "MC4CAQAwBQYDK2VwBCIEIJk+oUnsVBk+7yELh9GqrHOODg4Q3GieqaEufCq81flb"
  private static let verifyingKey = "MCowBQYDK2VwAyEAduZW0f5//I/G1LgGs3x8PAj0c7+RJMa5iqrMoxuUqSk="

  var startGrace = "0s"
  var resumeDelay = "100ms"
  /// More keys of the platform `genesys`.
  var genesys = ""
  /// More keys of the policy.
  var policy = ""
  /// Calls a minute.
  var perMinute = 60_000
  var timeout = "3s"
  /// Keys of the journal; the directory has `audit.pem`, `audit-public.pem`, `journal.key` and `next.key` for it.
  var journal: (TemporaryDirectory) -> String = { _ in "" }
  var logLevel = "debug"
  /// A platform beside `genesys` and `screens`, with CloudEvents of its own at `/events/tested`: its keys, with VENDOR for the vendors'
  /// address and SECRET for a secret's reference.
  var tested: String?

  func write(to directory: TemporaryDirectory, vendors: String) throws {
    try directory.write(Self.webhookSecret, to: "webhook")
    try directory.write(Self.bearerToken, to: "token")
    try directory.write(Self.clientSecret, to: "client")
    try directory.write("-----BEGIN PRIVATE KEY-----\n\(Self.signingKey)\n-----END PRIVATE KEY-----\n", to: "audit.pem")
    try directory.write("-----BEGIN PUBLIC KEY-----\n\(Self.verifyingKey)\n-----END PUBLIC KEY-----\n", to: "audit-public.pem")
    try directory.write(String(repeating: "0a", count: 32) + "\n", to: "journal.key")
    try directory.write(String(repeating: "0b", count: 32) + "\n", to: "next.key")
    try directory.write(text(directory, vendors: vendors), to: "hushd.json5")
  }

  private func text(_ directory: TemporaryDirectory, vendors: String) -> String {
    let tested = tested?.replacing("VENDOR", with: vendors).replacing("SECRET", with: "file:\(directory("client"))")
    let rate = "rate: { perMinute: \(perMinute), burst: 500, reservedForPauses: 0.3 }, maxInFlight: 64, timeout: \"\(timeout)\""
    return """
      {
        stateDirectory: "\(directory("state"))",
        http: { listen: ["127.0.0.1:0"] },
        sources: {
          genesys: { format: "eventbridge", platform: "genesys", http: { path: "/events/genesys", auth: [] } },
          nice: { format: "cxone", platform: "screens", http: { path: "/events/nice", auth: [] } },
          middleware: { format: "cloudevents", platform: "screens", http: { path: "/events/middleware", auth: [] } },
          guarded: {
            format: "eventbridge", platform: "genesys",
            http: {
              path: "/events/guarded",
              auth: [
                { type: "standard-webhooks", secrets: ["file:\(directory("webhook"))"] },
                { type: "bearer", tokens: ["file:\(directory("token"))"] },
              ],
            },
          },
          \(tested == nil ? "" : "tested: { format: \"cloudevents\", platform: \"tested\", http: { path: \"/events/tested\", auth: [] } },")
          drop: { format: "eventbridge", platform: "genesys", spool: { directory: "\(directory("spool"))" } },
        },
        platforms: {
          genesys: {
            type: "genesys-cloud", api: "\(vendors)", login: "\(vendors)", clientID: "file:\(directory("client"))",
            clientSecret: "file:\(directory("client"))", \(rate), \(genesys)
          },
          screens: {
            type: "cxone-screen", api: "\(vendors)", login: "\(vendors)", accessKeyID: "file:\(directory("client"))",
            accessKeySecret: "file:\(directory("client"))", \(rate),
          },
          \(tested.map { "tested: { \($0), system: \"tested\", \(rate) }," } ?? "")
        },
        policy: { startGrace: "\(startGrace)", resumeDelay: "\(resumeDelay)", \(policy) },
        journal: { \(journal(directory)) },
        log: { level: "\(logLevel)", format: "json" },
      }
      """
  }
}

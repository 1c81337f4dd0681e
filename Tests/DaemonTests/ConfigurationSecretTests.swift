import Daemon
import Testing

struct ConfigurationSecretTests {
  let folder: ConfigurationFolder

  init() throws { folder = try ConfigurationFolder() }

  @Test("each kind of reference is resolved, without the line end of its file")
  func resolve() throws {
    try folder.write("from credential\n", to: "credentials/a")
    let file = try folder.write("from file\r\n", to: "b")
    let environment = ["CREDENTIALS_DIRECTORY": "\(folder.path)/credentials", "C": "from environment"]
    let kinds: [(SecretReference.Kind, String)] = [
      (.credential("a"), "from credential"), (.file(file), "from file"), (.environment("C"), "from environment"),
    ]
    for (kind, expected) in kinds {
      #expect(try SecretReference(kind).resolve(environment: { environment[$0] }).revealText() == expected)
    }
  }

  @Test("check --secrets names every reference that points to nothing")
  func check() throws {
    try folder.write("\n", to: "credentials/id")
    let configuration = try folder.load(SoundConfiguration.text(rest: "journal: { signingKey: \"env:SIGNING\" }"))
    #expect(configuration.secrets.count == 3)
    let environment = ["CREDENTIALS_DIRECTORY": "\(folder.path)/credentials"]
    let error = #expect(throws: ConfigurationError.self) { try configuration.checkSecrets(environment: { environment[$0] }) }
    let problems = error?.problems.map { $0.description.replacing("\(folder.path)/", with: "") }
    #expect(
      problems == [
        "hushd.json5: platforms.genesys.clientID: its secret is empty (in credentials/id)",
        "hushd.json5: platforms.genesys.clientSecret: its secret cannot be read: cannot open credentials/secret: No such file or directory "
          + "(the user hushd runs as must be able to read it)",
        "hushd.json5: journal.signingKey: the environment has no $SIGNING (or it is empty)",
      ])
  }

  @Test("check --secrets sees a webhook secret that a start would refuse")
  func form() throws {
    for name in ["id", "secret", "webhook"] { try folder.write("no whsec_", to: "credentials/\(name)") }
    let auth = "[{ type: \"standard-webhooks\", secrets: [\"credential:webhook\"] }]"
    let source = "genesys: { format: \"eventbridge\", platform: \"genesys\", http: { path: \"/events\", auth: \(auth) } }"
    let configuration = try folder.load(SoundConfiguration.text(sources: source))
    let environment = ["CREDENTIALS_DIRECTORY": "\(folder.path)/credentials"]
    let error = #expect(throws: ConfigurationError.self) { try configuration.checkSecrets(environment: { environment[$0] }) }
    #expect(error?.problems.map(\.path) == ["sources.genesys.http.auth[0].secrets[0]"])
  }

  @Test("check --secrets sees TLS files that a start would refuse", arguments: [("no PEM", "cannot use"), (nil, "No such file")])
  func tls(certificate: String?, problem: String) throws {
    for name in ["id", "secret"] { try folder.write("s", to: "credentials/\(name)") }
    if let certificate { try folder.write(certificate, to: "tls.pem") }
    let pem = "\(folder.path)/tls.pem"
    let configuration = try folder.load(SoundConfiguration.text(rest: "http: { tls: { certificate: \"\(pem)\", key: \"\(pem)\" } }"))
    let environment = ["CREDENTIALS_DIRECTORY": "\(folder.path)/credentials"]
    let error = #expect(throws: ConfigurationError.self) { try configuration.checkSecrets(environment: { environment[$0] }) }
    #expect(error?.problems.map(\.path) == ["http.tls"] && error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test("without systemd a credential says what is missing")
  func noCredentials() throws {
    let error = #expect(throws: ConfigurationError.self) { try SecretReference(.credential("x")).resolve(environment: { _ in nil }) }
    #expect(error?.problems.first?.message == "$CREDENTIALS_DIRECTORY is not set, so there is no credential x")
  }
}

import Model

/// How long the journal keeps what, where it goes then, and how it is protected.
package struct JournalSettings: Hashable, Sendable {
  /// How long each class of entries is kept.
  package struct Retention: Hashable, Sendable {
    package var events: Span
    package var audit: Span
    package var exposures: Span

    package init(events: Span, audit: Span, exposures: Span) {
      self.events = events
      self.audit = audit
      self.exposures = exposures
    }
  }

  package var retention: Retention
  /// Where purged entries go.
  package var archive: String
  /// What is written is encrypted under the first; any of them opens. None: the journal is plain.
  package var encryptionKeys: [SecretReference] = []
  package var signingKey: SecretReference?
  /// Less free disk than this raises an alarm.
  package var reserveBytes: Int64
  /// Below this events are refused, so that outcomes still fit.
  package var floorBytes: Int64

  package init(archive: String) {
    retention = Retention(events: .days(400), audit: .days(400), exposures: .days(400))
    self.archive = archive
    reserveBytes = 2 << 30
    floorBytes = 200 << 20
  }
}

extension JournalSettings {
  init(_ section: ConfigurationSection, stateDirectory: String) {
    self.init(archive: section.file("archive", stateDirectory: stateDirectory) ?? "\(stateDirectory)/archive")
    let range: ClosedRange<Span> = .days(5) ... .days(36_500)
    if case .object = section.value("retention")?.content {
      section.section("retention") { classes in
        retention.events = classes.span("events", in: range) ?? retention.events
        retention.audit = classes.span("audit", in: range) ?? retention.audit
        retention.exposures = classes.span("exposures", in: range) ?? retention.exposures
      }
    } else if let all = section.span("retention", in: range) {
      retention = Retention(events: all, audit: all, exposures: all)
    }
    encryptionKeys = section.secretOrList("encryptionKey", stateDirectory: stateDirectory)
    signingKey = section.secret("signingKey", stateDirectory: stateDirectory)
    reserveBytes = section.bytes("reserve", in: 0...1 << 50) ?? reserveBytes
    floorBytes = section.bytes("floor", in: 0...1 << 50) ?? floorBytes
    if floorBytes > reserveBytes {
      section.report("floor", "is above journal.reserve", hint: "the alarm must come before events are refused")
    }
  }
}

import Model

/// What a running daemon takes over from a configuration read anew, and what waits for its next start.
extension Configuration {
  /// The configuration to run on with, and the key paths whose change waits for a restart.
  func reloaded(as next: Configuration) -> (configuration: Configuration, waiting: [String]) {
    var result = next
    var waiting: [String] = []
    func keep<Value: Equatable>(_ key: String, _ path: WritableKeyPath<Configuration, Value>) {
      if self[keyPath: path] != next[keyPath: path] { waiting.append(key) }
      result[keyPath: path] = self[keyPath: path]
    }
    keep("stateDirectory", \.stateDirectory)
    keep("http", \.http)
    keep("journal.archive", \.journal.archive)
    keep("journal.signingKey", \.journal.signingKey)
    keep("journal.reserve", \.journal.reserveBytes)
    keep("journal.floor", \.journal.floorBytes)
    keep("control.socket", \.controlSocket)
    keep("log", \.log)
    keep("policy.startGrace", \.startGrace)
    waiting += keepSpools(&result)
    waiting += keepPlatforms(&result)
    return (result, waiting)
  }

  /// A directory is watched from a start to the end, under the source it had then.
  private func keepSpools(_ next: inout Configuration) -> [String] {
    let mine = sources.filter { $0.spoolDirectory != nil }
    var waiting: [String] = []
    for source in mine {
      guard let other = next.sources.firstIndex(where: { $0.name == source.name }) else {
        waiting.append("sources.\(source.name).spool")
        var kept = source
        kept.http = nil
        next.sources.append(kept)
        continue
      }
      var changed = next.sources[other]
      changed.http = source.http
      guard changed != source else { continue }
      waiting.append("sources.\(source.name)")
      let http = next.sources[other].http
      next.sources[other] = source
      next.sources[other].http = http
    }
    for index in next.sources.indices where next.sources[index].spoolDirectory != nil {
      guard source(named: next.sources[index].name)?.spoolDirectory == nil else { continue }
      waiting.append("sources.\(next.sources[index].name).spool")
      next.sources[index].spoolDirectory = nil
    }
    next.sources.sort { $0.name < $1.name }
    return waiting
  }

  /// Windows may be open on a platform: it stays what it is, and where, until a restart. How it is spoken to may change.
  private func keepPlatforms(_ next: inout Configuration) -> [String] {
    var waiting: [String] = []
    for platform in platforms {
      guard let other = next.platforms.firstIndex(where: { $0.name == platform.name }) else {
        waiting.append("platforms.\(platform.name)")
        next.platforms.append(platform)
        continue
      }
      if next.platforms[other].system != platform.system || !next.platforms[other].kind.isSameRecorder(as: platform.kind) {
        waiting.append("platforms.\(platform.name)")
        next.platforms[other] = platform
      }
    }
    next.platforms.sort { $0.name < $1.name }
    return waiting
  }
}

extension PlatformConfiguration.Kind {
  /// Whether what one calls a recording is the same for both.
  fileprivate func isSameRecorder(as other: PlatformConfiguration.Kind) -> Bool {
    switch (self, other) {
    case (.genesysCloud(let mine), .genesysCloud(let theirs)): mine.pauseWith == theirs.pauseWith
    case (.cxoneScreen, .cxoneScreen), (.cxoneVoice, .cxoneVoice), (.cxoneMask, .cxoneMask): true
    case (.genesysEngage, .genesysEngage), (.amazonConnect, .amazonConnect): true
    case (.http, .http): self == other
    default: false
    }
  }
}

import Native

extension SourceSettings {
  /// Two sources cannot share a path or a directory: nobody could say whose an event is. Nor can a spool be the journal's.
  static func reportClashes(among sources: [SourceSettings], stateDirectory: String, archive: String, in section: ConfigurationSection) {
    for (index, source) in sources.enumerated() {
      let others = sources[..<index]
      if let path = source.http?.path, let other = others.first(where: { $0.http?.path == path }) {
        section.report("sources.\(source.name).http.path", of: "sources", "\(path) is the path of the source \(other.name) already")
      }
      guard let directory = source.spoolDirectory else { continue }
      let place = "sources.\(source.name).spool.directory"
      let clash =
        clash(of: directory, with: stateDirectory, "the state directory", whose: "journal")
        ?? clash(of: directory, with: archive, "the journal's archive", whose: "files")
      if let clash {
        section.report(place, of: "sources", clash, hint: "name one that is the spool's own, like \(stateDirectory)/spool/\(source.name)")
      }
      for other in others {
        guard let clash = spoolClash(of: directory, other) else { continue }
        section.report(place, of: "sources", clash.message, hint: clash.hint)
      }
    }
  }

  private static func clash(of directory: String, with other: String, _ name: String, whose contents: String) -> String? {
    let spool = FileSystem.resolved(directory)
    let kept = FileSystem.resolved(other)
    guard FileSystem.isPath(kept, in: spool) else { return nil }
    return spool == kept
      ? "\(directory) is \(name), whose \(contents) would be taken for events" : "\(directory) has \(name) \(other) in it"
  }

  private static func spoolClash(of directory: String, _ other: SourceSettings) -> (message: String, hint: String?)? {
    guard let others = other.spoolDirectory else { return nil }
    let mine = FileSystem.resolved(directory)
    let theirs = FileSystem.resolved(others)
    if mine == theirs { return ("\(directory) is the directory of the source \(other.name) already", nil) }
    let hint = "put the two beside each other"
    if FileSystem.isPath(mine, in: theirs) { return ("\(directory) lies in \(others), the directory of the source \(other.name)", hint) }
    if FileSystem.isPath(theirs, in: mine) { return ("\(directory) has \(others) in it, the directory of the source \(other.name)", hint) }
    return nil
  }
}

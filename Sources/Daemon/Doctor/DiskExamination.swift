import Model
import Native

/// Whether the journal has a place to write to, with room, and the spool can be taken.
struct DiskExamination {
  let diagnoses: [Diagnosis]

  init(_ configuration: Configuration) {
    var diagnoses = [Self.state(configuration.stateDirectory)]
    diagnoses.append(Self.space(at: configuration.stateDirectory, reserve: configuration.journal.reserveBytes))
    for source in configuration.sources {
      if let directory = source.spoolDirectory { diagnoses.append(Self.directory(directory, "spool of \(source.name)")) }
    }
    self.diagnoses = diagnoses
  }

  private static func state(_ path: String) -> Diagnosis { directory(path, "state directory") }

  private static func directory(_ path: String, _ check: String) -> Diagnosis {
    let place = existing(path)
    do throws(PosixError) {
      try FileSystem.checkAccess(toDirectory: place)
      return .pass("hushd", check, place == path ? "\(path) can be written" : "\(path) will be made in \(place)")
    } catch {
      return .fail("hushd", check, "\(error)", remedy: "let the user that hushd runs as read and write it")
    }
  }

  private static func space(at path: String, reserve: Int64) -> Diagnosis {
    do throws(PosixError) {
      let free = try FileSystem.freeBytes(at: existing(path))
      let detail = "\(free >> 20) MiB free, journal.reserve is \(reserve >> 20) MiB"
      return free >= reserve
        ? .pass("hushd", "disk space", detail)
        : .fail("hushd", "disk space", detail, remedy: "free space, purge, or put stateDirectory on a larger disk")
    } catch {
      return .fail("hushd", "disk space", "\(error)", remedy: "check stateDirectory")
    }
  }

  /// The directory itself, or the one that it will be made in.
  private static func existing(_ path: String) -> String {
    var path = path
    while !FileSystem.exists(path), FileSystem.parent(of: path) != path { path = FileSystem.parent(of: path) }
    return path
  }
}

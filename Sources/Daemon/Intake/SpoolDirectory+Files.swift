import Model
import Native

extension SpoolDirectory {
  /// What is done to files, so that a kill between any two steps loses none.
  struct Files: Sendable {
    /// A directory for the one file that is just being removed or set aside, under its own name, where no sender can replace it.
    private static let claimed = ".hushd-claimed"
    private static let failed = "failed"

    let directory: String

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// Nil when there is no regular file of that name (any more).
    func status(_ name: String) throws(PosixError) -> FileStatus? {
      do throws(PosixError) {
        let status = try FileSystem.status(of: path(name))
        return status.kind == .regular ? status : nil
      } catch {
        if error.isMissing { return nil }
        throw error
      }
    }

    /// Removes a file if it still is what was read; otherwise it stays, and its rename back announces it anew.
    func remove(_ name: String, _ version: Version) throws(PosixError) {
      if try claim(name, version) { try FileSystem.remove(claimedPath(name)) }
    }

    /// Moves a file to `failed/`, with the reason beside it. Says where it lies now, and why the reason could not be written, if so;
    /// nil when it is not the file meant any more.
    func setAside(_ name: String, _ version: Version, reason: String) throws(PosixError) -> (path: String, failure: PosixError?)? {
      let failed = path(Self.failed)
      try FileSystem.makeDirectory(failed, mode: 0o770)
      guard try claim(name, version) else { return nil }
      let target = "\(failed)/\(freeName(in: failed, for: name))"
      let reason = try maskCards(in: name) ? "\(reason) (the card numbers in it are masked)" : reason
      var failure: PosixError?
      do throws(PosixError) {
        // The reason first: a kill in between brings the file back, to get the same name and reason again.
        try FileSystem.replace("\(target).error", with: Array("\(reason)\n".utf8))
      } catch {
        failure = error
      }
      try FileSystem.renameWithoutReplacing(claimedPath(name), to: target)
      return (target, failure)
    }

    /// G7: nobody knows which of its fields are identifiers, and here it stays for long. False when there is nothing to mask.
    private func maskCards(in name: String) throws(PosixError) -> Bool {
      var stream = CardMaskStream()
      return try FileSystem.rewrite(
        claimedPath(name), mode: 0o660, { piece in piece.map { stream.take($0) } ?? stream.finish() }, isNeeded: { stream.hasMasked })
    }

    /// Brings back what a killed process had claimed; the journal knows it if it was taken.
    func recoverClaimed() throws(PosixError) {
      try FileSystem.makeDirectory(path(Self.claimed), mode: 0o700)
      for name in try FileSystem.names(in: path(Self.claimed)) {
        // Half of a masked one: senders' files are never called so.
        if name.hasSuffix(".tmp") { try FileSystem.remove(claimedPath(name)) } else { try putBack(name) }
      }
    }

    private func claimedPath(_ name: String) -> String { "\(path(Self.claimed))/\(name)" }

    /// Takes a file out of the senders' reach if it is the one meant; false when it is another one or gone.
    private func claim(_ name: String, _ version: Version) throws(PosixError) -> Bool {
      // Moved first and looked at then: the other order would lose a file renamed over it in between.
      do throws(PosixError) {
        try FileSystem.renameWithoutReplacing(path(name), to: claimedPath(name))
      } catch {
        guard FileSystem.exists(path(name)) else { return false }
        // The directory for it is gone, or something stands in its place there.
        try recoverClaimed()
        try FileSystem.renameWithoutReplacing(path(name), to: claimedPath(name))
      }
      guard let status = try status("\(Self.claimed)/\(name)"), Version(status) == version else {
        try putBack(name)
        return false
      }
      return true
    }

    /// Under its own name, or NAME.2 when a sender has meanwhile used that again.
    private func putBack(_ name: String) throws(PosixError) {
      var number = 1
      while true {
        do throws(PosixError) {
          return try FileSystem.renameWithoutReplacing(claimedPath(name), to: path(Self.numbered(name, number)))
        } catch {
          guard error.isTaken else { throw error }
          number += 1
        }
      }
    }

    /// NAME, NAME.2, NAME.3 … A reason whose file is gone does not take its name.
    private func freeName(in failed: String, for name: String) -> String {
      var number = 1
      while true {
        let candidate = Self.numbered(name, number)
        let file = "\(failed)/\(candidate)"
        // The file beside it may be one that was set aside itself, under the name NAME.error.
        let isFree = !FileSystem.exists(file) && !FileSystem.exists("\(file).error.error")
        if isFree { return candidate }
        number += 1
      }
    }

    private static func numbered(_ name: String, _ number: Int) -> String { number == 1 ? name : "\(name).\(number)" }
  }
}

extension SpoolDirectory.Version {
  init(_ status: FileStatus) {
    self.init(identity: status.identity, size: status.size, modifiedNanoseconds: status.modifiedNanoseconds)
  }
}

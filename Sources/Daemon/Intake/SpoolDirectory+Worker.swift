import Model
import Native

extension SpoolDirectory {
  /// The spool's thread: asks the schedule, handles the files. Never leaves that thread.
  final class Worker {
    /// A file whose verdict is awaited. The ticket tells a late second verdict from the one awaited.
    private struct Flight {
      let version: Version
      let ticket: Int
    }

    private let spool: SpoolDirectory
    private let files: Files
    private var schedule: Schedule
    private var flights: [String: Flight] = [:]
    private var tickets = 0
    private var isInitialReported = false
    /// Since the directory went away: why it cannot be made again, as last reported.
    private var gone: String?

    init(_ spool: SpoolDirectory) {
      self.spool = spool
      files = Files(directory: spool.settings.directory)
      schedule = Schedule(settle: spool.settings.settle)
    }

    func run() {
      attempt { try files.recoverClaimed() }
      scan()
      while true {
        let inbox = spool.collect()
        for (name, ticket, verdict) in inbox.verdicts where flights[name]?.ticket == ticket { settle(name, verdict) }
        if let stopBy = inbox.stopBy {
          if flights.isEmpty || now >= stopBy { return }
        } else {
          takeFiles()
        }
        rest(inbox)
      }
    }

    private var now: Tick { spool.clock.boot() }

    private func takeFiles() {
      if gone != nil { reopen() }
      for name in schedule.due(now: now) {
        attempt { schedule.settled(name, try files.status(name).map(Version.init), now: now) }
      }
      if schedule.isIncomplete, schedule.isIdle { scan() }
      while let name = schedule.next(now: now) { take(name) }
      if schedule.isInitialTaken, !isInitialReported {
        isInitialReported = true
        spool.hooks.initialScanTaken()
      }
    }

    /// Until a file comes, a verdict comes, or it is time for something.
    private func rest(_ inbox: Inbox) {
      let idle = inbox.stopBy.map { max(.zero, $0 - now) } ?? schedule.idleTime(now: now)
      guard let watch = spool.watch, gone == nil else {
        return spool.waitWithoutWatch(atMost: idle.map { min($0, spool.settings.settle) } ?? spool.settings.settle, knowing: inbox)
      }
      attempt {
        for notice in try watch.next(waitingAtMost: idle) {
          switch notice {
          case .announced(let name): schedule.announce(name)
          case .appeared(let name): look(name)
          case .overflow: scan()
          case .gone: gone = ""
          }
        }
      }
    }

    private func reopen() {
      do {
        try spool.reopen()
        gone = nil
        spool.hooks.report("\(spool.settings.directory) had been removed or renamed; a new one is watched now")
        scan()
      } catch {
        if gone != "\(error)" {
          spool.hooks.report("\(spool.settings.directory) was removed or renamed and cannot be made again: \(error)")
        }
        gone = "\(error)"
      }
    }

    private func scan() {
      schedule.beginScan()
      attempt {
        for name in try FileSystem.names(in: spool.settings.directory) { look(name, isInitial: !isInitialReported) }
      }
    }

    private func look(_ name: String, isInitial: Bool = false) {
      guard Schedule.isCandidate(name) else { return }
      attempt {
        guard let status = try files.status(name) else { return }
        let age = spool.clock.wall() - Timestamp(milliseconds: status.changedNanoseconds / 1_000_000)
        schedule.sight(name, Version(status), age: age, now: now, isInitial: isInitial)
      }
    }

    private func take(_ name: String) {
      do {
        guard let status = try files.status(name) else { return finish(name) }
        do {
          let (bytes, read) = try FileSystem.readRegular(files.path(name), atMost: spool.settings.maxBody)
          offer(name, bytes, Version(read))
        } catch let error as TooLarge {
          setAside(name, Version(status), reason: "\(error)")
        } catch let error as PosixError where !error.isMissing && !error.isExhausted {
          setAside(name, Version(status), reason: "\(error)")
        }
      } catch let error as PosixError where error.isMissing {
        finish(name)
      } catch {
        // The directory or the process is in trouble, not this file.
        spool.hooks.report("\(error)")
        schedule.retry(name, now: now)
      }
    }

    private func offer(_ name: String, _ bytes: [UInt8], _ version: Version) {
      tickets += 1
      let ticket = tickets
      flights[name] = Flight(version: version, ticket: ticket)
      schedule.began(name, bytes: bytes.count)
      spool.hooks.take(name, bytes) { [spool] verdict in spool.post(verdict, for: name, ticket: ticket) }
    }

    private func settle(_ name: String, _ verdict: Verdict) {
      guard let flight = flights.removeValue(forKey: name) else { return }
      switch verdict {
      case .durable: conclude(name) { try files.remove(name, flight.version) }
      case .bad(let reason): setAside(name, flight.version, reason: reason)
      case .later: schedule.retry(name, now: now)
      }
    }

    private func setAside(_ name: String, _ version: Version, reason: String) {
      conclude(name, setAsideFor: reason) {
        guard let (path, failure) = try files.setAside(name, version, reason: reason) else { return }
        let note = failure.map { "; the reason could not be written beside it: \($0)" } ?? ""
        spool.hooks.report("\(files.path(name)) is set aside as \(path): \(reason) (once it is right, rename it back)\(note)")
      }
    }

    /// A file that cannot be moved would be taken again and again: it is left alone then.
    private func conclude(_ name: String, setAsideFor reason: String? = nil, _ work: () throws -> Void) {
      do {
        try work()
        finish(name)
      } catch {
        let why = reason.map { "; it was to be set aside: \($0)" } ?? ""
        spool.hooks.report("\(error); \(name) stays there and is taken again at the next start\(why)")
        schedule.stick(name)
      }
    }

    private func finish(_ name: String) {
      if schedule.finish(name) == .appeared { look(name) }
    }

    /// What fails here is nobody's verdict; the operator hears of it and the directory is tried again.
    private func attempt(_ work: () throws -> Void) {
      do { try work() } catch { spool.hooks.report("\(error)") }
    }
  }
}

import Native
import Testing

/// systemd gives the daemon a directory for its socket, and the operator's shell does not know it.
struct ControlLinkTests {
  @Test func commandsFindADaemonThatSystemdStarted() throws {
    let centre = try ContactCentre()
    let runtime = centre.directory("runtime")
    try FileSystem.makeDirectory(runtime, mode: 0o750)
    centre.kill()
    try centre.launch(environment: ["RUNTIME_DIRECTORY": runtime])
    try centre.awaitReady()
    #expect(try isRunning(centre))
    #expect(try FileSystem.status(of: "\(runtime)/control.sock").kind == .socket)

    // And the other way about: by hand, after systemd's was killed.
    centre.kill()
    #expect(try !isRunning(centre))
    try centre.start()
    #expect(try isRunning(centre))
  }

  private func isRunning(_ centre: ContactCentre) throws -> Bool {
    try centre.command("status").output.first?.contains("is running") == true
  }
}

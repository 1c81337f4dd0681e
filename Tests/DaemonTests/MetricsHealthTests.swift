import Daemon
import Model
import Testing

struct MetricsHealthTests {
  private let health = Health()

  @Test("not ready before everything is up, nor once it stops") func phases() {
    #expect(health.report(verbose: false) == (false, "[-]running failed: still starting\nreadyz check failed\n"))
    health.start()
    #expect(health.report(verbose: false) == (true, "ok\n"))
    health.stop()
    #expect(health.report(verbose: false) == (false, "[-]running failed: stopping\nreadyz check failed\n"))
    health.start()
    #expect(!health.report(verbose: false).isReady)
  }

  @Test("a failed check says why, and is forgotten when it is well again") func checks() {
    health.start()
    health.set("spool", .ok)
    health.set("journal", .failed("disk full"))
    let lines = "[+]running ok\n[-]journal failed: disk full\n[+]spool ok\nreadyz check failed\n"
    #expect(health.report(verbose: false) == (false, lines))
    health.set("journal", .ok)
    #expect(health.report(verbose: true) == (true, "[+]running ok\n[+]journal ok\n[+]spool ok\nreadyz check passed\n"))
  }

  @Test("a reason of several lines stays on its own") func lines() {
    health.set("journal", .failed("disk full\n[+]journal ok\r\n"))
    #expect(health.report(verbose: true).text.contains("[-]journal failed: disk full [+]journal ok\n"))
  }

  @Test("alive while the loop has turned in the last 10 s; it may take its time to begin") func heartbeat() {
    #expect(health.isLive(at: Tick(milliseconds: 500_000)))
    health.beat(at: Tick(milliseconds: 500_000))
    #expect(health.isLive(at: Tick(milliseconds: 509_999)))
    #expect(!health.isLive(at: Tick(milliseconds: 510_000)))
    health.beat(at: Tick(milliseconds: 510_000))
    #expect(health.isLive(at: Tick(milliseconds: 510_000)))
  }
}

import Glibc
import Model
import Native
import Testing

struct ClockTests {
  @Test("the wall clock is the system's") func wall() {
    let now = Int64(time(nil)) * 1000
    #expect(abs(Clock.live.wall().milliseconds - now) < 5000)
  }

  @Test("boot time never goes back and agrees with its microseconds") func boot() {
    let first = Clock.live.boot()
    let microseconds = Clock.live.microseconds()
    let second = Clock.live.boot()
    #expect(first.milliseconds <= microseconds / 1000)
    #expect(microseconds / 1000 <= second.milliseconds)
  }

  @Test("a boot has one name") func bootID() {
    let id = Clock.live.bootID()
    #expect(!id.isEmpty)
    #expect(id == Clock.live.bootID())
    #expect(id.allSatisfy { $0.isHexDigit || $0 == "-" })
  }

  @Test("a clock of one's own can be put in its place") func manual() {
    let clock = Clock(
      wall: { Timestamp(milliseconds: 1) }, boot: { Tick(milliseconds: 2) }, microseconds: { 2000 }, bootID: { "test" })
    #expect(clock.wall().milliseconds == 1)
    #expect(clock.boot().milliseconds == 2)
  }
}

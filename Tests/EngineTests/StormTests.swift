import Model
import StormBenchmark
import Testing

/// The real engine and delivery against a vendor of 300 calls a minute, in simulated time.
@Suite("A storm of pauses")
struct StormTests {
  private static let count = 1000

  /// A thousand agents whose screens are known; all of them enter a secure pause within one second.
  private func storm(_ vendor: Vendor, watch: @escaping (Command, HushdSender) -> Void = { _, _ in }) -> HushdSender {
    let sender = HushdSender(vendor)
    for number in 0..<Self.count { sender.tell(.agentJoined, call: number) }
    sender.run(until: Tick(milliseconds: 100_000))
    sender.watch = watch
    for number in 0..<Self.count {
      sender.run(until: Tick(milliseconds: 100_000 + Int64(number)))
      sender.tell(.pauseStarted, call: number)
    }
    return sender
  }

  @Test("D1 they leave oldest exposure first, and at the vendor's own pace", arguments: [true, false])
  func order(announcesQuota: Bool) {
    let sender = storm(Vendor(perMinute: 300, announcesQuota: announcesQuota))
    sender.run(until: sender.now + .minutes(4))
    let pauses = sender.vendor.calls.filter { $0.kind == .pause && $0.status == 202 }.compactMap { Int($0.recording.dropFirst()) }
    #expect(pauses == Array(0..<Self.count))
    let last = sender.vendor.calls.last { $0.kind == .pause }
    #expect(last.map { $0.arrivedAt < Tick(milliseconds: 100_000) + .minutes(3) + .seconds(30) } ?? false)
    if announcesQuota { #expect(sender.vendor.calls.allSatisfy { $0.status != 429 }) }
  }

  @Test("no call leaves inside a Retry-After")
  func retryAfter() {
    let sender = storm(Vendor(perMinute: 100, announcesQuota: false))
    sender.run(until: sender.now + .minutes(12))
    let calls = sender.vendor.calls
    var refusals = 0
    for call in calls {
      guard let wait = call.retryAfter else { continue }
      refusals += 1
      // Those that had left before the refusal came back do not count; longer than 30 s is probed by one pause.
      let heard = call.arrivedAt + Vendor.way
      let inside = calls.filter { $0.arrivedAt > heard + Vendor.way && $0.arrivedAt < heard + wait }
      #expect(inside.count <= (wait > .seconds(30) ? 1 : 0))
    }
    #expect(refusals > 0)
    #expect((0..<Self.count).allSatisfy { sender.vendor.isPaused("p\($0)") })
  }

  @Test("D1 no resume leaves while a pause waits")
  func resumes() {
    var resumes = 0
    let sender = storm(Vendor(perMinute: 300)) { command, sender in
      guard command.kind == .resume else { return }
      resumes += 1
      if !sender.waitingPauses.isEmpty { Issue.record("a resume left while \(sender.waitingPauses.count) pauses waited") }
    }
    // Every other window ends while most of the others still wait.
    sender.run(until: sender.now + .seconds(20))
    for number in stride(from: 0, to: Self.count, by: 2) { sender.tell(.pauseEnded, call: number) }
    sender.run(until: sender.now + .minutes(8))
    #expect(resumes > 0)
    for number in 0..<Self.count { #expect(sender.vendor.isPaused("p\(number)") == (number % 2 == 1)) }
  }

  @Test("D2 a pause that comes while 10,000 others wait leaves within the time of one call")
  func backlog() {
    let sender = HushdSender(Vendor(perMinute: 300))
    for number in 0..<10_001 { sender.tell(.agentJoined, call: number) }
    // An ended without its started asks for a look at each.
    for number in 0..<10_000 { sender.tell(.pauseEnded, call: number) }
    sender.run(until: sender.now + .seconds(90))
    #expect(sender.backlog("resume") > 9000)
    let asked = sender.now
    sender.tell(.pauseStarted, call: 10_000)
    sender.run(until: asked + .milliseconds(200))
    #expect(sender.waitingPauses.isEmpty)
    sender.run(until: asked + .milliseconds(200) + Vendor.way)
    #expect(sender.vendor.isPaused("p10000"))
  }
}

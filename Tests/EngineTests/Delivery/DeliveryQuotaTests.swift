import Model
import Testing

/// D2 as the vendor's own words change it, and R10's share.
struct DeliveryQuotaTests {
  private static func limit(_ used: Int, of allowed: Int = 300, resetsAfter: Span = .seconds(20)) -> RateLimit {
    RateLimit(used: used, allowed: allowed, resetsAfter: resetsAfter)
  }

  @Test("D2 no more leave than the vendor says are left, until its reset and no longer")
  func window() throws {
    var driver = DeliveryDriver()
    let first = driver.submit(.pause)
    _ = driver.leaving()
    try driver.answer(first, Outcome(.accepted), limit: Self.limit(297))
    for number in 0..<10 { driver.submit(.pause, recording: "p\(number)") }
    #expect(driver.leaving().count == 3)
    #expect(try driver.passToWake() == .seconds(20))
    #expect(driver.leaving().count == 7)
  }

  @Test("D2 of what the vendor has left, pauses keep their share of the time that is left")
  func share() throws {
    var driver = DeliveryDriver(maxInFlight: 100)
    let first = driver.submit(.pause)
    _ = driver.leaving()
    // 30 of 100 are left for 30 s: half of the pauses' 30 calls a minute are kept.
    try driver.answer(first, Outcome(.accepted), limit: Self.limit(70, of: 100, resetsAfter: .seconds(30)))
    for number in 0..<40 { driver.submit(.inspect, .verify, recording: "p\(number)") }
    #expect(driver.leaving().count == 15)
    for number in 0..<20 { driver.submit(.pause, recording: "q\(number)") }
    #expect(driver.leaving().count == 15)
    driver.pass(.seconds(30))
    #expect(driver.leaving().count == 30)
  }

  @Test("D2 calls still under way are counted as the vendor's")
  func underWay() throws {
    var driver = DeliveryDriver()
    let pauses = (0..<4).map { driver.submit(.pause, recording: "p\($0)") }
    _ = driver.leaving()
    try driver.answer(pauses[0], Outcome(.accepted), limit: Self.limit(295))
    for number in 4..<10 { driver.submit(.pause, recording: "p\(number)") }
    #expect(driver.leaving().count == 2)
  }

  @Test("D2 a vendor with nothing left for long is probed by one pause each 30 s, and its next answer counts")
  func exhausted() throws {
    var driver = DeliveryDriver()
    let first = driver.submit(.pause)
    _ = driver.leaving()
    try driver.answer(first, Outcome(.accepted), limit: Self.limit(300, resetsAfter: .minutes(5)))
    for number in 0..<5 { driver.submit(.pause, recording: "p\(number)") }
    driver.submit(.inspect, .verify)
    #expect(try driver.passToWake() == .seconds(30))
    let probe = driver.leaving()
    #expect(probe.count == 1)
    try driver.answer(probe[0], Outcome(.accepted), limit: Self.limit(298, resetsAfter: .minutes(4)))
    #expect(driver.leaving().count == 2)
    #expect(driver.leaving() == [])
  }

  @Test("D2 what a 429 says of its quota counts less than its Retry-After")
  func throttled() throws {
    var driver = DeliveryDriver()
    let pause = driver.submit(.pause)
    _ = driver.leaving()
    let refusal = Outcome(.refused, refusal: .throttled, status: 429, retryAfter: .seconds(2))
    try driver.answer(pause, refusal, limit: Self.limit(300, resetsAfter: .seconds(50)))
    #expect(try driver.passToWake() == .seconds(2))
    #expect(driver.leaving() == [pause])
  }

  @Test("429: the answer to a probe is the last word, also when it asks for less than before")
  func shorter() throws {
    var driver = DeliveryDriver()
    let pause = driver.submit(.pause)
    _ = driver.leaving()
    try driver.answer(pause, Outcome(.refused, refusal: .throttled, status: 429, retryAfter: .hours(1)))
    driver.pass(.seconds(30))
    #expect(driver.leaving() == [pause])
    try driver.answer(pause, Outcome(.refused, refusal: .throttled, status: 429, retryAfter: .seconds(1)))
    #expect(try driver.passToWake() == .seconds(1))
    #expect(driver.leaving() == [pause])
  }

  @Test("R10 drift checks take at most a tenth of the quota")
  func driftChecks() {
    var driver = DeliveryDriver(maxInFlight: 1000, rate: .init(perMinute: 300, burst: 20, reservedForPauses: 0.3))
    for number in 0..<500 { driver.submit(.inspect, .drift, recording: "p\(number)") }
    #expect(driver.leaving().count == 2)
    var sent = 0
    for _ in 0..<600 {
      driver.pass(.milliseconds(100))
      sent += driver.leaving().count
    }
    #expect(sent == 30)
    let verify = driver.submit(.inspect, .verify)
    #expect(driver.leaving() == [verify], "it takes nothing from the others")
  }

  @Test("D1 ten thousand leave in their order, those taken back not at all")
  func many() throws {
    var driver = DeliveryDriver(maxInFlight: 20_000, rate: .init(perMinute: 1_000_000, burst: 20_000, reservedForPauses: 0.3))
    var ids: [CommandID] = []
    for number in 0..<10_000 { ids.append(driver.submit(.pause, recording: "p\(number)", since: Int64(number * 7919 % 10_007))) }
    for id in ids where id.seq % 3 == 0 { driver.machine.cancel(id) }
    let expected = ids.filter { $0.seq % 3 != 0 }.sorted { ($0.seq - 1) * 7919 % 10_007 < ($1.seq - 1) * 7919 % 10_007 }
    #expect(driver.leaving() == expected)
  }
}

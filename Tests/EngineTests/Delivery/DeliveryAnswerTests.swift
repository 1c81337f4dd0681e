import Model
import Testing

struct DeliveryAnswerTests {
  @Test("5xx: a pause goes again after 50 ms, 100 ms … 2 s, with positive jitter, as long as it is wanted")
  func pauseBackoff() throws {
    var driver = DeliveryDriver()
    let pause = driver.submit(.pause)
    var expected: Int64 = 50
    for _ in 0..<12 {
      #expect(driver.leaving() == [pause])
      try driver.answer(pause, Outcome(.failed, status: 503))
      let wait = try driver.passToWake()
      #expect(wait >= .milliseconds(expected) && wait <= .milliseconds(expected + expected / 4 + 1))
      expected = min(expected * 2, 2000)
    }
    #expect(driver.answers.allSatisfy { !$0.isFinal })
  }

  @Test("5xx: a resume is given up after 15 minutes, with waits up to 30 s")
  func resumeGivesUp() throws {
    var driver = DeliveryDriver()
    driver.machine.releaseResumes()
    driver.machine.committed(upTo: 100)
    let resume = driver.submit(.resume, .resume)
    let begin = driver.now
    while driver.answers.last?.isFinal != true {
      #expect(driver.leaving() == [resume])
      try driver.answer(resume, Outcome(.failed, status: 500))
      guard driver.answers.last?.isFinal == false else { break }
      #expect(try driver.passToWake() <= .milliseconds(37_501))
    }
    #expect(driver.now - begin >= .minutes(15) && driver.now - begin < .minutes(17))
    #expect(driver.leaving() == [])
  }

  @Test("a lost answer to a pause is the engine's to judge, a lost look-up is made again")
  func lost() throws {
    var driver = DeliveryDriver()
    let pause = driver.submit(.pause)
    let look = driver.submit(.inspect, .verify, recording: "p2")
    _ = driver.leaving()
    try driver.answer(pause, Outcome(.unknown))
    try driver.answer(look, Outcome(.failed))
    #expect(driver.answers.map(\.isFinal) == [true, false])
  }

  @Test("429: nothing leaves inside a Retry-After, and it costs no attempt")
  func throttled() throws {
    var driver = DeliveryDriver()
    let pause = driver.submit(.pause)
    _ = driver.leaving()
    try driver.answer(pause, Outcome(.failed, refusal: .throttled, status: 429, retryAfter: .seconds(7)))
    let other = driver.submit(.pause, recording: "p2")
    driver.pass(.milliseconds(6999))
    #expect(driver.leaving() == [])
    driver.pass(.milliseconds(1))
    #expect(driver.leaving() == [pause, other], "it is as good as a first attempt")
    try driver.answer(pause, Outcome(.accepted))
    #expect(driver.answers.last?.attempt == 1)
  }

  @Test("429 for longer than 30 s: one pause as a probe each 30 s")
  func probe() throws {
    var driver = DeliveryDriver()
    let first = driver.submit(.pause)
    _ = driver.leaving()
    let wait = Outcome(.failed, refusal: .throttled, status: 429, retryAfter: .minutes(5))
    try driver.answer(first, wait)
    driver.submit(.pause, recording: "p2")
    driver.submit(.inspect, .verify, recording: "p3")
    driver.pass(.milliseconds(29_999))
    #expect(driver.leaving() == [])
    driver.pass(.milliseconds(1))
    let probe = driver.leaving()
    #expect(probe.count == 1)
    driver.pass(.seconds(10))
    #expect(driver.leaving() == [])
    try driver.answer(probe[0], Outcome(.accepted))
    #expect(driver.leaving().count == 2, "a probe that is answered ends the waiting")
  }

  @Test("425 holds up only the recording that is busy")
  func busy() throws {
    var driver = DeliveryDriver()
    let busy = driver.submit(.pause)
    _ = driver.leaving()
    try driver.answer(busy, Outcome(.failed, refusal: .throttled, status: 425, retryAfter: .seconds(1)))
    let other = driver.submit(.pause, recording: "p2")
    #expect(driver.leaving() == [other])
    driver.pass(.seconds(1))
    #expect(driver.leaving() == [busy])
  }

  @Test("D3 after five failures on two recordings one call at a time probes, and an answer wakes all")
  func breaker() throws {
    var driver = DeliveryDriver()
    let pauses = (0..<6).map { driver.submit(.pause, recording: "p\($0)", since: Int64($0)) }
    #expect(driver.leaving() == pauses)
    for pause in pauses { try driver.answer(pause, Outcome(.failed)) }
    driver.pass(.seconds(3))
    let probe = driver.leaving()
    #expect(probe.count == 1)
    driver.pass(.seconds(10))
    #expect(driver.leaving() == [], "while the probe is in flight nothing else leaves")
    try driver.answer(probe[0], Outcome(.failed))
    driver.pass(.seconds(3))
    let second = driver.leaving()
    #expect(second.count == 1 && second != probe, "the most urgent ones take turns")
    try driver.answer(second[0], Outcome(.accepted))
    #expect(driver.leaving().count == 5)
  }

  @Test("D3 what was under way when it opened makes no probe wait; a probe that hung has waited; never more than a second apart")
  func probes() throws {
    var driver = DeliveryDriver()
    let pauses = (0..<16).map { driver.submit(.pause, recording: "p\($0)", since: Int64($0)) }
    #expect(driver.leaving() == pauses)
    for pause in pauses { try driver.answer(pause, Outcome(.failed)) }
    let fresh = driver.submit(.pause, recording: "p99", since: 99)
    #expect(driver.leaving() == [fresh], "the first probe goes at once")
    driver.pass(.seconds(3))
    try driver.answer(fresh, Outcome(.failed))
    var seen: Set<CommandID> = []
    for _ in 0..<16 {
      let probe = try #require(driver.leaving().first)
      #expect(seen.insert(probe).inserted, "the next in turn")
      try driver.answer(probe, Outcome(.failed))
      #expect(try driver.passToWake() <= .seconds(1))
    }
  }
}

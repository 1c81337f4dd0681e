import Model
import Testing

struct DeliveryTokenTests {
  @Test("a token is asked for at once and by nobody twice; calls wait for it")
  func singleFlight() {
    var driver = DeliveryDriver(needsToken: true)
    let pause = driver.submit(.pause)
    #expect(driver.leaving() == [])
    driver.submit(.pause, recording: "p2")
    #expect(driver.leaving() == [])
    #expect(driver.tokensAsked == 1)
    driver.giveToken()
    #expect(driver.leaving().first == pause)
    #expect(driver.tokensAsked == 1)
  }

  @Test("401: one refresh shared by all, then once more, then it is the engine's")
  func unauthorized() throws {
    var driver = DeliveryDriver(needsToken: true)
    _ = driver.leaving()
    driver.giveToken()
    let pauses = [driver.submit(.pause, recording: "p1"), driver.submit(.pause, recording: "p2")]
    #expect(driver.leaving() == pauses)
    let refusal = Outcome(.refused, refusal: .unauthorized, status: 401)
    for pause in pauses { try driver.answer(pause, refusal) }
    #expect(driver.leaving() == [])
    #expect(driver.tokensAsked == 2)
    driver.giveToken()
    #expect(driver.leaving() == pauses)
    try driver.answer(pauses[0], refusal)
    #expect(driver.answers.last?.isFinal == true)
  }

  @Test("a token is renewed ahead of its end, and is used meanwhile")
  func renewal() {
    var driver = DeliveryDriver(needsToken: true)
    _ = driver.leaving()
    driver.giveToken(lifetime: .hours(1))
    driver.pass(.hours(1) - .seconds(60))
    let pause = driver.submit(.pause)
    #expect(driver.leaving() == [pause])
    #expect(driver.tokensAsked == 2)
    driver.refuseToken(isRefusal: false)
    let next = driver.submit(.pause, recording: "p2")
    #expect(driver.leaving() == [next], "a failed renewal takes nothing away")
  }

  @Test("a refused token tells what waits why, once, and is tried again after 30 s")
  func refused() {
    var driver = DeliveryDriver(needsToken: true)
    driver.submit(.pause)
    _ = driver.leaving()
    driver.refuseToken(isRefusal: true)
    #expect(driver.answers.map(\.outcome.refusal) == [.unauthorized])
    #expect(driver.answers.map(\.isFinal) == [false])
    driver.pass(.milliseconds(29_999))
    _ = driver.leaving()
    #expect(driver.tokensAsked == 1)
    driver.pass(.milliseconds(1))
    _ = driver.leaving()
    #expect(driver.tokensAsked == 2)
    driver.refuseToken(isRefusal: true)
    #expect(driver.answers.count == 1)
  }

  @Test("a refresh under way is not doubled by a 401 to the old token")
  func rejectedWhileRenewing() throws {
    var driver = DeliveryDriver(needsToken: true)
    _ = driver.leaving()
    driver.giveToken(lifetime: .hours(1))
    let pause = driver.submit(.pause)
    _ = driver.leaving()
    driver.pass(.hours(1) - .seconds(60))
    _ = driver.leaving()
    #expect(driver.tokensAsked == 2)
    try driver.answer(pause, Outcome(.refused, refusal: .unauthorized, status: 401))
    #expect(driver.leaving() == [])
    #expect(driver.tokensAsked == 2)
    driver.giveToken()
    #expect(driver.leaving() == [pause])
  }

  @Test("a platform that takes no token at all is not asked for one after the other")
  func noTokenTaken() throws {
    var driver = DeliveryDriver(maxInFlight: 1, needsToken: true)
    for number in 0..<8 { driver.submit(.pause, recording: "p\(number)") }
    for asked in 1...4 {
      _ = driver.leaving()
      #expect(driver.tokensAsked == asked)
      driver.giveToken()
      try driver.answer(try #require(driver.leaving().first), Outcome(.refused, refusal: .unauthorized, status: 401))
      guard asked > 1 else { continue }
      _ = driver.leaving()
      #expect(driver.tokensAsked == asked, "the second in a row that is not taken makes the next one wait")
      driver.pass(Span.milliseconds(50 << Int64(asked - 2)))
    }
  }

  @Test("429 to the request for a token: not again before its Retry-After")
  func throttled() {
    var driver = DeliveryDriver(needsToken: true)
    driver.submit(.pause)
    _ = driver.leaving()
    driver.refuseToken(isRefusal: false, retryAfter: .seconds(9))
    driver.pass(.milliseconds(8999))
    _ = driver.leaving()
    #expect(driver.tokensAsked == 1)
    driver.pass(.milliseconds(1))
    _ = driver.leaving()
    #expect(driver.tokensAsked == 2)
  }
}

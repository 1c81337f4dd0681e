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
}

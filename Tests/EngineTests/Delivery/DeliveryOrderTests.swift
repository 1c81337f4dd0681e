import Model
import Testing

struct DeliveryOrderTests {
  @Test("D1 pauses go first, then what a pause needs, resumes, verifications, replay")
  func lanes() {
    var driver = DeliveryDriver()
    driver.machine.releaseResumes()
    driver.machine.committed(upTo: 100)
    let replay = driver.submit(.inspect, .replay)
    let verify = driver.submit(.inspect, .verify)
    let resume = driver.submit(.resume, .resume)
    let look = driver.submit(.resolve, .pause)
    let pause = driver.submit(.pause, .pause)
    #expect(driver.leaving() == [pause, look, resume, verify, replay])
  }

  @Test("D1 the oldest exposure goes first, a first attempt before a retry")
  func oldestFirst() throws {
    var driver = DeliveryDriver(maxInFlight: 1)
    let retried = driver.submit(.pause, recording: "p1", since: 1)
    #expect(driver.leaving() == [retried])
    let young = driver.submit(.pause, recording: "p2", since: 30)
    let old = driver.submit(.pause, recording: "p3", since: 20)
    try driver.answer(retried, Outcome(.failed, status: 503))
    driver.pass(.seconds(1))
    #expect(driver.leaving() == [old])
    try driver.answer(old, Outcome(.accepted))
    #expect(driver.leaving() == [young])
    try driver.answer(young, Outcome(.accepted))
    #expect(driver.leaving() == [retried])
  }

  @Test("D2 a share of the quota only pauses and what they need may take")
  func reserve() {
    var driver = DeliveryDriver(rate: .init(perMinute: 60, burst: 10, reservedForPauses: 0.3))
    for _ in 0..<10 { driver.submit(.inspect, .verify) }
    #expect(driver.leaving().count == 7)
    for number in 0..<5 { driver.submit(.pause, recording: "p\(number)") }
    #expect(driver.leaving().count == 3)
    driver.pass(.seconds(1))
    #expect(driver.leaving().count == 1)
  }

  @Test("D2 places in flight are kept for pauses")
  func places() {
    var driver = DeliveryDriver(maxInFlight: 10)
    for _ in 0..<20 { driver.submit(.inspect, .verify) }
    #expect(driver.leaving().count == 7)
    let pause = driver.submit(.pause)
    #expect(driver.leaving() == [pause])
  }

  @Test("R7 no resume and no look-up for one before the spool was taken and the grace is over")
  func grace() {
    var driver = DeliveryDriver()
    driver.machine.committed(upTo: 100)
    let resume = driver.submit(.resume, .resume)
    let look = driver.submit(.inspect, .resume, recording: "p2")
    #expect(driver.leaving() == [])
    driver.machine.releaseResumes()
    #expect(Set(driver.leaving()) == [resume, look])
  }

  @Test("G3 a resume waits for its commit, a pause does not")
  func commit() {
    var driver = DeliveryDriver()
    driver.machine.releaseResumes()
    let resume = driver.submit(.resume, .resume)
    let pause = driver.submit(.pause, recording: "p2")
    #expect(driver.leaving() == [pause])
    driver.machine.committed(upTo: resume.seq)
    #expect(driver.leaving() == [resume])
  }

  @Test("G3 a pause waits for its commit where nothing can be inspected")
  func blindPause() {
    var driver = DeliveryDriver(canInspect: false)
    let pause = driver.submit(.pause)
    #expect(driver.leaving() == [])
    driver.machine.committed(upTo: pause.seq)
    #expect(driver.leaving() == [pause])
  }

  @Test("R8 what was cancelled before it left is never sent, what is in flight stays")
  func cancel() throws {
    var driver = DeliveryDriver()
    let waiting = driver.submit(.pause)
    driver.machine.cancel(waiting)
    #expect(driver.leaving() == [])
    let flying = driver.submit(.pause)
    #expect(driver.leaving() == [flying])
    driver.machine.cancel(flying)
    try driver.answer(flying, Outcome(.accepted))
    #expect(driver.answers.map(\.isFinal) == [true])
  }
}

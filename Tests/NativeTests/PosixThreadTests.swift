import Glibc
import Model
import Native
import Testing

struct PosixThreadTests {
  @Test("a thread runs under its name and can be joined twice") func thread() throws {
    let names = PosixSignalBox<String>()
    let thread = try ThreadHandle.start(name: "a name longer than fifteen") {
      let bytes = (try? FileSystem.read("/proc/thread-self/comm", atMost: 64)) ?? []
      names.put(String(decoding: bytes, as: UTF8.self))
    }
    thread.join()
    thread.join()
    #expect(names.all == ["a name longer t\n"])
  }

  @Test("the letters of many threads arrive, each thread's in its order") func mailbox() throws {
    let box = Mailbox<(thread: Int, number: Int)>(limit: 100_000)
    let threads = try (0..<4).map { thread in
      try ThreadHandle.start(name: "poster \(thread)") {
        for number in 0..<5000 { _ = box.post((thread, number)) }
      }
    }
    var seen = [Int](repeating: 0, count: 4)
    while seen.reduce(0, +) < 20_000 {
      let batch = box.takeAll(waitingAtMost: .seconds(20))
      try #require(!batch.isEmpty)
      for letter in batch {
        try #require(letter.number == seen[letter.thread])
        seen[letter.thread] += 1
      }
    }
    threads.forEach { $0.join() }
    #expect(box.count == 0)
  }

  @Test("a full box takes nothing") func limit() {
    let box = Mailbox<Int>(limit: 2)
    #expect(box.post(1) && box.post(2))
    #expect(!box.post(3))
    #expect(box.takeAll(waitingAtMost: nil) == [1, 2])
    #expect(box.takeAll(waitingAtMost: .zero) == [])
  }

  @Test("an empty box is waited for as long as asked") func timeout() {
    let box = Mailbox<Int>(limit: 1)
    let start = Clock.live.boot()
    #expect(box.takeAll(waitingAtMost: .milliseconds(30)).isEmpty)
    #expect(Clock.live.boot() - start >= .milliseconds(29))
  }

  @Test("only the first letter wakes a reader that waits elsewhere") func wake() {
    let wakes = PosixSignalBox<Int>()
    let box = Mailbox<Int>(limit: 10, wake: { wakes.put(1) })
    _ = box.post(1)
    _ = box.post(2)
    #expect(wakes.all.count == 1)
    _ = box.takeAll(waitingAtMost: nil)
    _ = box.post(3)
    #expect(wakes.all.count == 2)
  }

  @Test("a change wakes those who wait for it") func monitor() throws {
    let monitor = Monitor(0)
    let thread = try ThreadHandle.start(name: "changer") { for _ in 0..<10 { monitor.withLock { $0 += 1 } } }
    #expect(monitor.wait(atMost: .seconds(20)) { $0 == 10 })
    thread.join()
    #expect(!monitor.wait(atMost: .milliseconds(5)) { $0 == 11 })
  }
}

struct PosixSignalTests {
  /// The waiter blocks signals on its own thread only, so each test has one and sends to that thread alone.
  private func received(limit: Span? = nil, send: @escaping @Sendable (SignalWaiter) -> Void) throws -> [SignalWaiter.Signal?] {
    let signals = PosixSignalBox<SignalWaiter.Signal?>()
    let thread = try ThreadHandle.start(name: "waiter") {
      let waiter = SignalWaiter()
      send(waiter)
      signals.put(waiter.next(waitingAtMost: limit))
    }
    thread.join()
    return signals.all
  }

  @Test(
    "a signal is taken by whoever waits, not by its default action",
    arguments: [
      (SIGTERM, SignalWaiter.Signal.terminate), (SIGINT, .interrupt), (SIGHUP, .hangUp),
    ])
  func signals(number: Int32, expected: SignalWaiter.Signal) throws {
    #expect(try received { _ in pthread_kill(pthread_self(), number) } == [expected])
  }

  @Test("waking and the end of the time yield nothing") func nothing() throws {
    #expect(try received { $0.wake() } == [nil])
    #expect(try received(limit: .milliseconds(5)) { _ in } == [nil])
  }

  @Test("a thread started later leaves the signals to the waiter, and can wake it") func inheritance() throws {
    let result = try received { waiter in
      let later = try? ThreadHandle.start(name: "later") {
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        if sigismember(&blocked, SIGTERM) == 1 { waiter.wake() } else { pthread_kill(pthread_self(), SIGABRT) }
      }
      later?.join()
    }
    #expect(result == [nil])
  }
}

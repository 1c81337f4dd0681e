import Model

/// One secure pause of one call.
struct Window {
  let number: Int
  let started: Tick
  let ended: Tick

  /// An hour of them at random times, 20 to 60 s long; the same in every run.
  static func hour(perMinute: Int) -> [Window] {
    var state: UInt64 = 1
    func random(below limit: Int64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % UInt64(limit))
    }
    let starts = (0..<(perMinute * 60)).map { _ in Tick(milliseconds: 60_000 + random(below: 3_600_000)) }.sorted()
    return starts.enumerated().map { number, started in
      Window(number: number, started: started, ended: started + .milliseconds(20_000 + random(below: 40_000)))
    }
  }
}

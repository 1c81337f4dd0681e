import Seeded

extension SeededRandom {
  mutating func chance(_ percent: Int) -> Bool { next(below: 100) < percent }
  /// In microseconds.
  mutating func milliseconds(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) * 1000 }
}

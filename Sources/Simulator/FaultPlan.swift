/// The faults that are set, in their order: the first that matches strikes.
struct FaultPlan: Sendable {
  private(set) var faults: [Fault] = []

  mutating func add(_ fault: Fault) { faults.append(fault) }
  mutating func clear() { faults = [] }

  /// The fault that strikes this call, if any; one that has struck often enough is gone.
  mutating func take(_ request: WireRequest) -> Fault? {
    guard let index = faults.firstIndex(where: { $0.matches(request) }) else { return nil }
    if faults[index].skip > 0 {
      faults[index].skip -= 1
      return nil
    }
    let fault = faults[index]
    if let times = fault.times {
      faults[index].times = times - 1
      if times <= 1 { faults.remove(at: index) }
    }
    return fault
  }
}

import Journal
import Model
import Native

extension Restored {
  /// What is added to the boot-time clock from now on to get a Tick: within one boot the clock simply goes on, after a reboot the wall
  /// clock says how long hushd was away.
  func tickOffset(by clock: Clock) -> Span {
    let boot = clock.boot()
    guard let lastTick, let lastRecordedAt else { return Tick(milliseconds: clock.wall().milliseconds) - boot }
    if let meta, meta.bootID == clock.bootID(), boot + meta.tickOffset >= lastTick { return meta.tickOffset }
    return lastTick + max(.zero, clock.wall() - lastRecordedAt) - boot
  }
}

/// Situations that are rare and must come up all the same, or the simulation proves less than it seems to.
enum Rarity: String, CaseIterable {
  case crash = "hushd was killed"
  case crashWithCallInFlight = "killed while a pause or resume was in flight"
  case crashWithUnwritten = "killed with entries that were not on disk"
  case duplicateAcrossRestart = "a repeat of what an earlier run had taken"
  case lateVoid = "a started older than its ended"
  case resumeCancelled = "a started within the resume delay"
  case pauseBesideResume = "a pause left while a resume was in flight"
  case drift = "a recording drifted"
  case throttled = "the vendor asked to wait"
  case tokenExpired = "a token was refused in the middle"
  case commitFailed = "a commit failed"
  case refusedEvent = "an event was answered 503"
  case wallStepped = "the wall clock stepped by hours"
  case leftOpen = "a window stayed open to the end"
  case parked = "a command was parked"
}

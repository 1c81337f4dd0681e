#if MUTANTS
  import FoundationEssentials
#endif

/// Faults put in on purpose, one at a time, to show that the simulations find such ones. Only `make proof` builds them in.
@usableFromInline package enum Mutant: String, CaseIterable, Sendable {
  case arrivalAsOccurrence, endedWinsTie, endedForgotten, windowsCounted, agentlessCoversNobody, neverExpires, transferIgnored
  case firstParticipantOnly, aliasForgotten, requestedAsPaused, goneAsEnded, conflictAsPaused
  case resumeUninspected, acceptedAsConfirmed, firstReadingFinal, lostAsDone, driftUnseen, secondCallInFlight, staleWishSent
  case inFlightForgotten, doubtForgotten, timerLost
  case retryAfterIgnored, resumeBeforeCommit, graceSkipped, throttleForgotten
  case acknowledgedBeforeCommit, failureAcknowledged, dedupForgotten, recentForgotten, syncSkipped, openNotKept,
    startNotTold
  case agentScopeForgotten
}

#if MUTANTS
  private let chosen = ProcessInfo.processInfo.environment["HUSHD_MUTANT"].flatMap { Mutant(rawValue: $0) }

  package func mutant(_ mutant: Mutant) -> Bool { mutant == chosen }
#else
  @inlinable package func mutant(_ mutant: Mutant) -> Bool { false }
#endif

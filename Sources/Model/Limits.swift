/// The limits of hushd as a whole that are not the operator's to set; those of one type alone stand there. What the operator sets stands in
/// the configuration, with its default there.
package enum Limits {
  /// Deeper JSON is refused; no vendor's payload comes near it.
  package static let jsonDepthMax = 64
  /// Longer identifiers are refused: they would bloat every index.
  package static let identifierBytesMax = 512
  /// A vendor's answer beyond this is cut off and counts as lost.
  package static let answerBytesMax = 4 * 1024 * 1024
  /// A configuration file beyond this is not one.
  package static let configurationBytesMax = 1024 * 1024
  /// A secret beyond this is not one.
  package static let secretBytesMax = 64 * 1024
  /// A request on the control socket beyond this is not one.
  package static let controlLineBytesMax = 1024 * 1024
  /// More clients of the control socket at a time are closed unanswered.
  package static let controlConnectionsMax = 64
  /// So many spool files are with the journal at a time: enough to fill a group commit.
  package static let spoolFilesInFlightMax = 64
  /// Names of spool files held in memory; the rest is found by looking again later.
  package static let spoolNamesMax = 100_000
  /// No further spool file is read while so much is with the journal.
  package static let spoolBytesInFlightMax = 8 * 1024 * 1024
  /// What fits into sockaddr_un with the zero at its end.
  package static let socketPathBytesMax = 107
  /// Signatures beyond these in one header are not looked at; a sender that changes its key sends two.
  package static let webhookSignaturesMax = 32
  /// `hushd send` reads no larger file; the daemon's own limit is smaller.
  package static let sentBytesMax = 64 * 1024 * 1024
  /// Conversations at rest beyond this are forgotten; the journal brings them back.
  package static let conversationsRememberedMax = 10_000
  /// Letters waiting for the loop; beyond it senders are answered 503.
  package static let lettersMax = 16_384
  /// Entries that wait for the disk; beyond it senders are answered 503 unheard.
  package static let entriesUnwrittenMax = 50_000
  /// By so much a sender's clock may be ahead and its event still be known as one from before a start; an alarm comes at 5 s.
  package static let senderClockErrorMax = Span.minutes(1)
  /// Conversations that a replay has taken up at a time.
  package static let replayedAtOnceMax = 8
  /// How long a token request may take.
  package static let tokenTimeout = Span.seconds(5)
  /// A message or a field's value in the log beyond this is cut off.
  package static let logTextBytesMax = 2048
}

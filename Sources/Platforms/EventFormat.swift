/// The shapes a source's events may have, by their names in the configuration.
package enum EventFormat: String, Sendable, CaseIterable {
  /// Genesys Cloud's envelopes, bare or wrapped by SQS, SNS or Lambda.
  case eventbridge
  case cxone
  /// CloudEvents 1.0 with the types of our own.
  case cloudevents
}

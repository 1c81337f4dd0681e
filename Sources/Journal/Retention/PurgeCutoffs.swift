import Model

/// Up to when each class of entries may be purged; an entry of that very moment stays.
package struct PurgeCutoffs: Hashable, Sendable {
  package var events: Timestamp
  package var audit: Timestamp
  package var exposures: Timestamp

  package init(events: Timestamp, audit: Timestamp, exposures: Timestamp) {
    self.events = events
    self.audit = audit
    self.exposures = exposures
  }

  /// As a condition on a row of the journal. A conversation in which something is open, owed or due stays whole, and so does a held one.
  var condition: String {
    """
    CASE WHEN entry = 'event' THEN \(events.milliseconds) WHEN entry = 'decision' AND kind = 'exposure' THEN \(exposures.milliseconds)
    ELSE \(audit.milliseconds) END > recorded_at AND NOT \(Self.isKept)
    """
  }

  /// What takes in everything that the condition can be true of.
  var query: JournalQuery {
    var query = JournalQuery()
    query.until = [events, audit, exposures].max()
    return query
  }

  static let isKept = """
    (conversation IS NOT NULL AND conversation IN (SELECT digest FROM open_conversation UNION ALL SELECT digest FROM hold))
    """
}

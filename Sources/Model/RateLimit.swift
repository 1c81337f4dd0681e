/// What an answer tells of the vendor's quota: how much of the present window is used, and when it starts anew.
package struct RateLimit: Hashable, Sendable {
  package let used: Int
  package let allowed: Int
  package let resetsAfter: Span

  package init(used: Int, allowed: Int, resetsAfter: Span) {
    self.used = used
    self.allowed = allowed
    self.resetsAfter = resetsAfter
  }
}

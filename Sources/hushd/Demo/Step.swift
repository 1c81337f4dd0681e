import Model

/// What is to happen at a moment.
struct Step {
  var at: Tick
  var deed: Deed
}

/// One thing that happens in the demo's contact centre, or that a sender tells hushd about it.
enum Deed {
  case arrange([Arrangement])
  case tell(Message)
  /// The platform goes out of order, or comes back (nil).
  case outage(Outage?)
  /// For whoever watches.
  case remark(String)
}

/// What a sender tells hushd, and how.
struct Message {
  enum Way { case http, spool }

  var fact: Fact
  var leg: Leg
  var way = Way.http
  /// How long ago it happened when it is told.
  var age = Span.zero
  /// How long after it the same message comes a second time.
  var repetition: Span?
}

/// A way for the platform to be out of order.
enum Outage: CaseIterable {
  case unavailable, cuts

  var text: String {
    switch self {
    case .unavailable: "the platform answers 503"
    case .cuts: "the platform cuts every connection"
    }
  }

  func fault(_ pathPrefix: String) -> Arrangement {
    Arrangement("/faults") { writer in
      writer.field(
        "match",
        object: { writer in
          writer.field("path", pathPrefix)
          writer.field("times", "always")
        })
      switch self {
      case .unavailable: writer.field("status", Int64(503))
      case .cuts: writer.field("drop", true)
      }
    }
  }
}

/// Steps, taken out in the order of their time.
struct Agenda {
  private var steps: [Step] = []

  /// When the next one is due; nil when there is none.
  var next: Tick? { steps.last?.at }

  mutating func add(_ step: Step) {
    // The latest stand first, so that the next one is taken from the end; of two at one time the one added first is taken first.
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].at > step.at { low = middle + 1 } else { high = middle }
    }
    steps.insert(step, at: low)
  }

  mutating func takeDue(at now: Tick) -> Step? {
    guard let next, next <= now else { return nil }
    return steps.removeLast()
  }
}

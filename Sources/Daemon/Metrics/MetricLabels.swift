import Model

/// What tells the series of one metric apart; a value to hash, and no text before somebody reads it.
protocol MetricLabels: Hashable, Sendable {
  var pairs: [(name: String, value: String)] { get }
}

struct NoLabels: MetricLabels {
  var pairs: [(name: String, value: String)] { [] }
}

struct EventLabels: MetricLabels {
  var source: String
  /// Nil when nobody could read it.
  var kind: Event.Kind?
  var result: Metrics.EventResult

  var pairs: [(name: String, value: String)] {
    [("source", source), ("kind", kind?.rawValue ?? "unknown"), ("result", result.rawValue)]
  }
}

struct PlatformLabels: MetricLabels {
  var platform: String

  var pairs: [(name: String, value: String)] { [("platform", platform)] }
}

struct CommandLabels: MetricLabels {
  var platform: String
  var command: Command.Kind

  var pairs: [(name: String, value: String)] { [("platform", platform), ("command", command.rawValue)] }
}

struct CallLabels: MetricLabels {
  var platform: String
  var command: Command.Kind
  var status: String

  var pairs: [(name: String, value: String)] { [("platform", platform), ("command", command.rawValue), ("status", status)] }
}

struct ExposureLabels: MetricLabels {
  var platform: String
  var cause: Exposure.Cause

  var pairs: [(name: String, value: String)] { [("platform", platform), ("cause", cause.rawValue)] }
}

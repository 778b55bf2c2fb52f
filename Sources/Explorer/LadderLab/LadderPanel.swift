/// A panel of the ladder.
enum LadderPanel: Int, Hashable, Sendable, CaseIterable {
  /// The rungs on one axis of nats.
  case rungs
  /// What is shown below at the left.
  case aside
  /// All that is known of the rung that is chosen.
  case account
}

/// What the panel below the rungs shows.
enum LadderAside: Int, Hashable, Sendable, CaseIterable {
  /// Rows drawn from the fitted laws beside the data, on one scale.
  case samples
  /// The value over the time that the fit took.
  case time
}

/// The order of the rungs.
enum LadderOrder: Int, Hashable, Sendable, CaseIterable {
  /// As they are fitted.
  case plan
  /// The exact ones, then bounds, then estimates; the best of each first.
  case kinds
  /// By their numbers alone.
  case mixed

  /// In words.
  var title: String {
    switch self {
    case .plan: "in the order of fitting"
    case .kinds: "by value, each kind by itself: exact, bound, estimate"
    case .mixed: "by value, the kinds mixed: mind the marks"
    }
  }
}

import LatentModels

/// What the panel beside the plot shows: the row that is read out, or one of the views that explain a fit or choose one.
enum Aside: Int, Hashable, Sendable, CaseIterable {
  /// The selected row.
  case row
  /// Information criteria over K and family.
  case selection
  /// The maxima that several starts lead to.
  case starts

  /// Whether a fit of `plan` has this view.
  func suits(_ plan: EMPlan) -> Bool {
    switch self {
    case .row, .starts: true
    case .selection: if case .mixture = plan { true } else { false }
    }
  }

  /// Whether it wants more room than the few lines of a row.
  var isLarge: Bool { self != .row }
}

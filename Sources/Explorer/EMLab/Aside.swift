import LatentModels

/// What the panel beside the plot shows: the row that is read out, or one of the views that explain a fit or choose one.
enum Aside: Int, Hashable, Sendable, CaseIterable {
  /// The selected row.
  case row
  /// Information criteria over K and family.
  case selection
  /// The maxima that several starts lead to.
  case starts
  /// The bound below the log-likelihood along a line, touching it.
  case minoriser
  /// Where the gain of each iteration came from.
  case stack
  /// What is missing because something is latent, and how fast EM is therefore.
  case missing

  /// Whether a fit of `plan` has this view.
  func suits(_ plan: EMPlan) -> Bool {
    switch self {
    case .row, .minoriser, .stack, .missing: true
    // A start that does not hang on a seed leads to one maximum.
    case .starts:
      switch plan {
      case .mixture, .ppca, .factor: true
      case .normal, .randomIntercept, .linkage: false
      }
    case .selection: if case .mixture = plan { true } else { false }
    }
  }

  /// Whether it wants more room than the few lines of a row.
  var isLarge: Bool { self != .row }

  /// Whether it explains what EM does, and some keys act on it.
  var explains: Bool { self == .minoriser || self == .stack || self == .missing }
}

/// A panel of the variational lab.
enum VIPanel: Int, Hashable, Sendable, CaseIterable {
  /// The exact conditional law of the first run and its q, or what stands in its place.
  case laws
  /// Those of the second run, while there is one.
  case branchLaws
  /// The bound and the likelihood by iteration.
  case trace
  /// What the bound is made of.
  case account
  /// Where the nats went, or another view in its place.
  case aside
  /// The settings.
  case settings
}

/// What the panel below the laws shows.
enum VIAside: Int, Hashable, Sendable, CaseIterable {
  /// Where the nats went.
  case lost
  /// The likelihood over two coordinates of θ.
  case thetaPlane
  /// The importance-weighted bounds of one unit.
  case importance
  /// Standard errors.
  case errors
  /// How often intervals cover.
  case coverage
  /// Where several starts lead.
  case starts

  /// Whether it wants more room than a few lines.
  var isLarge: Bool { self != .lost }

  /// The study whose findings it shows.
  var study: VIStudy.Kind? {
    switch self {
    case .lost: nil
    case .thetaPlane: .thetaPlane
    case .importance: .importance
    case .errors: .errors
    case .coverage: .coverage
    case .starts: .starts
    }
  }
}

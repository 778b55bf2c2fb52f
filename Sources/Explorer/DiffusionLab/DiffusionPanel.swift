import LatentModels

/// A panel of the diffusion lab.
enum DiffusionPanel: Int, Hashable, Sendable, CaseIterable {
  /// The rows of the first run, at a level of noise.
  case rows
  /// Those of the second run, while there is one.
  case branchRows
  /// What training climbs down.
  case loss
  /// How noise grows.
  case schedule
  /// What is shown below.
  case aside
}

/// What the large panel shows.
enum DiffusionView: Hashable, Sendable, CaseIterable {
  /// The data, while the network is trained.
  case data
  /// The data's rows on their way to noise.
  case forward
  /// Rows on their way from noise.
  case reverse
  /// The data's rows on their way into the noise that they come from, and back.
  case roundTrip

  /// What a film in `direction` is shown as.
  init(_ direction: FilmRequest.Direction) {
    self =
      switch direction {
      case .forward: .forward
      case .reverse: .reverse
      case .roundTrip: .roundTrip
      }
  }
}

/// What the panel below shows.
enum DiffusionAside: Int, Hashable, Sendable, CaseIterable {
  /// The film, some of its levels side by side.
  case strip
  /// What every way to a likelihood says, on one line.
  case likelihoods
  /// The bound of what was learned, level by level, and what it is made of.
  case levels
  /// The error of x̂₀ over log SNR, whose area is the likelihood.
  case errors
  /// To which component of EM's mixture the rows of the film belong on their way.
  case commitment
  /// The rows on their way to noise, while their log-likelihood adds up.
  case route
  /// The bandwidth that a level of noise is.
  case bandwidth

  /// The study that finds out what is shown; nil where a film or nothing does.
  var study: DiffusionStudy.Kind? {
    switch self {
    case .strip, .commitment: nil
    case .likelihoods, .levels, .errors: .accounts
    case .route: .route
    case .bandwidth: .bandwidth
    }
  }
}

import NumericCore

/// Something to be found out about a diffusion model where it stands, in the background.
public enum DiffusionStudyRequest: Hashable, Sendable {
  /// The mixture that EM fits to the rows: what the exact answers beside the learned ones follow from.
  case reference
  /// Rows at one level of noise after another.
  case film(FilmRequest)
  /// What every way to a likelihood says of the rows.
  case accounts
  /// The rows on their way to noise, while their log-likelihood adds up.
  case route(RouteRequest)
  /// The bandwidth that a level of noise is, chosen by rows left out.
  case bandwidth
}

/// What was found out about a diffusion model.
public enum DiffusionFinding: Sendable {
  /// The mixture that EM fits to the rows.
  case reference(ReferenceMixture?)
  /// Rows at one level of noise after another, as far as they have come.
  case film(DiffusionFilm)
  /// What every way to a likelihood says of the rows, as far as it is known.
  case accounts(DiffusionAccounts)
  /// The rows on their way to noise, as far as they have come.
  case route(LikelihoodRoute)
  /// The bandwidths tried so far.
  case bandwidth(BandwidthAccount)
}

extension DiffusionModel {
  /// The study that answers `request`.
  ///
  ///     mixture   the mixture that EM fits to the rows, in the frame, as far as it is known
  /// - Throws: why there is none.
  public func study(
    _ request: DiffusionStudyRequest, mixture: MixtureParameters?
  ) throws(FittingError) -> any Study<DiffusionFinding> {
    switch request {
    case .reference: try ReferenceStudy(of: self)
    case .film(let film): try FilmStudy(film, of: self, mixture: mixture)
    case .accounts: try AccountStudy(of: self, mixture: mixture)
    case .route(let route): try RouteStudy(route, of: self, mixture: mixture)
    case .bandwidth: try BandwidthAccountStudy(of: self, mixture: mixture)
    }
  }

  /// The exact denoiser of the rows that training draws from.
  func rowsDenoiser() throws(FittingError) -> EmpiricalDenoiser {
    try EmpiricalDenoiser(data.inFrame(data.table.values.selectingRows(data.training)))
  }
}

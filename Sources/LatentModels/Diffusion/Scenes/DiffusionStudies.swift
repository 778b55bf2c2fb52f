import NumericCore

/// Something to be found out about a diffusion model where it stands, in the background.
public enum DiffusionStudyRequest: Hashable, Sendable {
  /// The mixture that EM fits to the rows: what the exact answers beside the learned ones follow from.
  case reference
  /// Rows at one level of noise after another.
  case film(FilmRequest)
}

/// What was found out about a diffusion model.
public enum DiffusionFinding: Sendable {
  /// The mixture that EM fits to the rows.
  case reference(ReferenceMixture?)
  /// Rows at one level of noise after another, as far as they have come.
  case film(DiffusionFilm)
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
    }
  }

  /// The exact denoiser of the rows that training draws from.
  func rowsDenoiser() throws(FittingError) -> EmpiricalDenoiser {
    try EmpiricalDenoiser(data.inFrame(data.table.values.selectingRows(data.training)))
  }
}

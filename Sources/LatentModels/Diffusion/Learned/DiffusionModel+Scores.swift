import NumericCore

extension DiffusionModel {
  /// The variational bound of the rows of `data`.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    throw .invalidSetting(name: "evaluation", found: "asked of a diffusion model", expected: "another model")
  }
}

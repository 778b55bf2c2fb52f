import NumericCore
import RealModule

extension FactorModel {
  /// log p of what was observed of each row, in nats, in the data's own units.
  public func unitLogLikelihoods(
    at parameters: FactorParameters, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    data.inOwnUnits(try logDensities(at: parameters, in: workspace))
  }

  /// The model on other data, from its present parameter.
  public func refitting(_ data: DataTable) throws(FittingError) -> FactorModel {
    try FactorModel(data: data, settings: settings, parameters: parameters)
  }

  /// As many rows drawn from the model: first the latent, then the row. What is missing stays missing.
  public func simulatedData(seed: UInt64, replicate: UInt32) -> DataTable {
    var values = data.values
    for row in 0..<data.rows {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: row))
      let z = (0..<parameters.latentDimensions).map { _ in random.normal() }
      let fitted = parameters.loadings * z
      for j in 0..<data.dimensions {
        let noise = random.normal() * parameters.noiseVariances[j].squareRoot()
        if !values[row, j].isNaN { values[row, j] = parameters.mean[j] + fitted[j] + noise }
      }
    }
    return data.replacingValues(values)
  }

  /// `parameters` rotated and reflected so that its loadings lie nearest to those of `reference`: the orthogonal
  /// Procrustes problem (Schönemann, 1966), whose solution makes WᵀW_ref symmetric and positive semidefinite.
  public func matched(
    _ parameters: FactorParameters, to reference: FactorParameters
  ) -> FactorParameters {
    guard parameters.latentDimensions == reference.latentDimensions else { return parameters }
    let across = parameters.loadings.transposed * reference.loadings
    // R = A (AᵀA)^{−½} for A = Wᵀ W_ref, where AᵀA has full rank.
    guard let eigen = SymmetricEigen(across.transposed * across),
      let least = eigen.values.last, least > 1e-12 * max(eigen.values[0], .leastNormalMagnitude)
    else { return parameters }
    let inverseRoots = Matrix(diagonal: eigen.values.map { 1 / $0.squareRoot() })
    let rotation = across * (eigen.vectors * inverseRoots * eigen.vectors.transposed)
    var result = parameters
    result.loadings = parameters.loadings * rotation
    return result
  }

  /// The exact log-likelihood on `data`, which is in the units of the fit.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    guard data.dimensions == parameters.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: String(parameters.dimensions))
    }
    try DataLimits.validateValues(of: data)
    return UnitEvaluation(of: FactorModel(on: data, from: self))
  }
}

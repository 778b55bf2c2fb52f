import NumericCore
import RealModule

extension MultivariateNormal {
  /// log p of what was observed of each row, in nats, in the data's own units.
  public func unitLogLikelihoods(
    at parameters: NormalParameters, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    data.inOwnUnits(try logDensities(at: parameters, in: workspace))
  }

  /// The model on other data, from its present parameter.
  public func refitting(_ data: DataTable) throws(FittingError) -> MultivariateNormal {
    try MultivariateNormal(data: data, settings: settings, parameters: parameters)
  }

  /// As many observations drawn from the model. What is missing stays missing.
  public func simulatedData(seed: UInt64, replicate: UInt32) throws(FittingError) -> DataTable {
    guard let lower = Cholesky(parameters.covariance)?.lower else { throw .singularCovariance }
    let observed = try data.observationPerRow()
    var values = observed.values
    for row in 0..<observed.rows {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: row))
      let noise = lower * (0..<data.dimensions).map { _ in random.normal() }
      for j in 0..<data.dimensions where !values[row, j].isNaN {
        values[row, j] = parameters.mean[j] + noise[j]
      }
    }
    return observed.replacingValues(values)
  }

  /// The exact log-likelihood on `data`, which is in the units of the fit.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    guard data.dimensions == parameters.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: String(parameters.dimensions))
    }
    try DataLimits.validateValues(of: data)
    return UnitEvaluation(of: MultivariateNormal(on: data, from: self))
  }
}

extension DataTable {
  /// Log-densities of the rows in the data's own units, from those in the units of the fit.
  func inOwnUnits(_ logDensities: [Double]) -> [Double] {
    guard !transform.isIdentity else { return logDensities }
    let logScales = transform.logScales
    return logDensities.indices.map { row in
      (0..<dimensions).reduce(logDensities[row]) { values[row, $1].isNaN ? $0 : $0 - logScales[$1] }
    }
  }
}

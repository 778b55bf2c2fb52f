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

  /// As many observations drawn from the model: first the latent, then the row. What is missing stays missing.
  public func simulatedData(seed: UInt64, replicate: UInt32) throws(FittingError) -> DataTable {
    let observed = try data.observationPerRow()
    var values = observed.values
    for row in 0..<observed.rows {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: row))
      let z = (0..<parameters.latentDimensions).map { _ in random.normal() }
      let fitted = parameters.loadings * z
      for j in 0..<data.dimensions {
        let noise = random.normal() * parameters.noiseVariances[j].squareRoot()
        if !values[row, j].isNaN { values[row, j] = parameters.mean[j] + fitted[j] + noise }
      }
    }
    return observed.replacingValues(values)
  }

  /// `parameters` with W lower triangular, as the free parameters have it, and each of its columns with the sign that
  /// brings it nearer to that of `reference`: the sign of its diagonal alone would flip a column whose diagonal is near 0.
  public func matched(
    _ parameters: FactorParameters, to reference: FactorParameters
  ) -> FactorParameters {
    guard parameters.latentDimensions == reference.latentDimensions else { return parameters }
    var result = parameters.triangular
    let target = reference.triangular.loadings
    for l in 0..<result.latentDimensions {
      let product = (0..<result.dimensions).reduce(0) { $0 + result.loadings[$1, l] * target[$1, l] }
      guard product < 0 else { continue }
      for j in 0..<result.dimensions { result.loadings[j, l] = -result.loadings[j, l] }
    }
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

import NumericCore
import RealModule

extension GaussianMixture {
  /// log p of each row, in nats, in the data's own units.
  public func unitLogLikelihoods(
    at parameters: MixtureParameters, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let density = try preparedDensity(parameters)
    let values = data.values
    let logScales = data.transform.logScales
    let perShard = MixtureDensity.rowsPerShard
    let parts = workspace.pool.map(shards: (values.rows + perShard - 1) / perShard) { shard in
      (shard * perShard..<min((shard + 1) * perShard, values.rows)).map { row in
        let x = values.row(row)
        let offset = x.indices.reduce(0) { x[$1].isNaN ? $0 : $0 + logScales[$1] }
        return density.logDensity(x) - offset
      }
    }
    return parts.flatMap { $0 }
  }

  /// The mixture on other data, from its present parameter.
  public func refitting(_ data: DataTable) throws(FittingError) -> GaussianMixture {
    try GaussianMixture(data: data, settings: settings, parameters: parameters)
  }

  /// As many observations drawn from the mixture: first the component, then the row. What is missing stays missing.
  public func simulatedData(seed: UInt64, replicate: UInt32) throws(FittingError) -> DataTable {
    let factors = parameters.covariances.map { Cholesky($0)?.lower }
    let observed = try data.observationPerRow()
    var values = observed.values
    let d = data.dimensions
    let box = parameters.noise == nil ? [] : data.box
    for row in 0..<observed.rows {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: row))
      let k = random.categorical(parameters.weights + [parameters.noise?.weight ?? 0])
      guard k < parameters.components else {
        for i in 0..<d where !values[row, i].isNaN {
          values[row, i] = box[i].lower + random.uniform() * (box[i].upper - box[i].lower)
        }
        continue
      }
      let noise = (0..<d).map { _ in random.normal() }
      for i in 0..<d where !values[row, i].isNaN {
        var value = parameters.means[k, i]
        if let lower = factors[k] { for j in 0...i { value += lower[i, j] * noise[j] } }
        values[row, i] = value
      }
    }
    return observed.replacingValues(values)
  }
}

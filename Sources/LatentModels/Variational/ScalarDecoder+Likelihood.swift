import NumericCore

extension ScalarDecoder {
  /// So many units make a shard: what each thread computes depends on the data alone.
  private static var unitsPerShard: Int { 64 }

  /// `body` of every shard of the units, in order.
  /// - Throws: `.cancelled`.
  func mapUnits<Part: Sendable>(
    in workspace: Workspace, _ body: @escaping @Sendable (Range<Int>) -> Part
  ) throws(FittingError) -> [Part] {
    let shards = (unitCount + Self.unitsPerShard - 1) / Self.unitsPerShard
    let cancellation = workspace.cancellation
    let parts: [Part?] = workspace.pool.map(shards: shards) { shard in
      guard !cancellation.isCancelled else { return nil }
      return body(shard * Self.unitsPerShard..<min(unitCount, (shard + 1) * Self.unitsPerShard))
    }
    let done = parts.compactMap { $0 }
    guard done.count == parts.count else { throw .cancelled }
    return done
  }

  /// log p_θ(x_i) of each unit, exact, in nats, in the units of the fit.
  func unitLogLikelihoods(at theta: [Double], in workspace: Workspace) throws(FittingError) -> [Double] {
    try mapUnits(in: workspace) { units in
      units.map { ConditionalLaw(of: self, unit: $0, theta).logLikelihood }
    }.flatMap { $0 }
  }

  /// ℓ(θ) = Σ w_i log p_θ(x_i), exact, in nats, in the units of the fit.
  func logLikelihood(at theta: [Double], in workspace: Workspace) throws(FittingError) -> Double {
    let perUnit = try unitLogLikelihoods(at: theta, in: workspace)
    return perUnit.indices.reduce(0) { $0 + weight(ofUnit: $1) * perUnit[$1] }
  }

  /// ℓ and its gradient, by Fisher's identity: ∇ℓ = Σ w_i E[∇ log p_θ(x_i, Z) | x_i].
  func logLikelihoodAndGradient(
    at theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> (value: Double, gradient: [Double]) {
    let parts = try mapUnits(in: workspace) { units in
      var gradient = [Double](repeating: 0, count: theta.count)
      var value = 0.0
      for unit in units {
        let law = ConditionalLaw(of: self, unit: unit, theta)
        var own = [Double](repeating: 0, count: theta.count)
        addGradient(unit, law.nodes, theta, to: &own)
        let weight = weight(ofUnit: unit)
        value += weight * law.logLikelihood
        for index in own.indices { gradient[index] += weight * own[index] }
      }
      return (value: value, gradient: gradient)
    }
    var total = (value: 0.0, gradient: [Double](repeating: 0, count: theta.count))
    for part in parts {
      total.value += part.value
      for index in theta.indices { total.gradient[index] += part.gradient[index] }
    }
    return total
  }

  /// Whether ℓ is computed in less than a few milliseconds, so that every iteration can say it.
  /// Half an elementary function at each place is what a unit takes however simple g is.
  var isLikelihoodCheap: Bool { (work + 0.5 * Double(unitCount)) * 400 < 2e6 }

  /// Whether θ is where the likelihood grows without bound, or next to it.
  func isDegenerate(at theta: [Double]) -> Bool { findings(at: theta).contains(where: \.isDegeneracy) }
}

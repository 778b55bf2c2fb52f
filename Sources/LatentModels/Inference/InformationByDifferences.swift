import NumericCore

extension ExpectationMaximization {
  /// What the data say about each free parameter, by differences that hold for every model.
  ///
  /// The gradient of ℓ is that of Q where the law is taken (Fisher's identity), g(θ) = ∂Q(θ′; θ)/∂θ′ at θ′ = θ, so
  /// I_obs = −∂g/∂θ (Oakes, 1999) and I_com = −∂²Q/∂θ′². Every derivative is a central difference of two step lengths,
  /// extrapolated (Richardson, 1911), with steps in standard errors of the complete data. The scores of the units are
  /// differences of their log-likelihoods. Costs 4p E half-steps and 4p evaluations of the units.
  public func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation {
    try informationByDifferences(in: workspace)
  }

  /// The same; what a model with formulas of its own is held against.
  package func informationByDifferences(
    in workspace: Workspace
  ) throws(FittingError) -> ObservedInformation {
    let estimates = free
    let count = estimates.values.count
    let here = try statistics(atFree: estimates.values, in: workspace)
    let steps = try steps(around: estimates.values, here)
    var complete = Matrix<Double>(rows: count, columns: count)
    var observed = complete
    var scores: [[Double]] = []
    let gradient = try surrogateGradient(of: here, at: estimates.values, steps: steps)
    for j in 0..<count {
      let curvatures = try derivative(along: j, around: estimates.values, step: steps[j]) {
        values throws(FittingError) in
        try surrogateGradient(of: here, at: values, steps: steps)
      }
      let slopes = try derivative(along: j, around: estimates.values, step: steps[j]) {
        values throws(FittingError) in
        let there = try statistics(atFree: values, in: workspace)
        return try surrogateGradient(of: there, at: values, steps: steps)
      }
      for i in 0..<count {
        complete[i, j] = -curvatures[i]
        observed[i, j] = -slopes[i]
      }
      scores.append(
        try derivative(along: j, around: estimates.values, step: steps[j]) { values throws(FittingError) in
          try unitLogLikelihoods(at: try usable(values), in: workspace)
        })
    }
    return ObservedInformation(
      estimates: estimates, complete: complete.symmetrised, observed: observed.symmetrised,
      scoreProducts: products(of: scores), gradient: gradient)
  }

  /// Σ w s sᵀ from the scores, one list over the units for each parameter.
  private func products(of scores: [[Double]]) -> Matrix<Double> {
    var result = Matrix<Double>(rows: scores.count, columns: scores.count)
    for i in scores.indices {
      for j in 0...i {
        var sum = 0.0
        if let weights = data.weights, weights.count == scores[i].count {
          for unit in weights.indices { sum += weights[unit] * scores[i][unit] * scores[j][unit] }
        } else {
          for unit in scores[i].indices { sum += scores[i][unit] * scores[j][unit] }
        }
        result[i, j] = sum
        result[j, i] = sum
      }
    }
    return result
  }

  private func usable(_ values: [Double]) throws(FittingError) -> Parameters {
    guard let parameters = parameters(free: values) else {
      throw .invalidStart(
        reason: "a parameter lies on the edge of its space, where the log-likelihood has no curvature")
    }
    return parameters
  }

  private func statistics(
    atFree values: [Double], in workspace: Workspace
  ) throws(FittingError) -> Statistics {
    try expectation(.exact, at: try usable(values), step: 0, in: workspace)
  }

  /// (4 D(h/2) − D(h)) / 3 with D the central difference, which has an error of order h⁴.
  private func derivative(
    along j: Int, around values: [Double], step: Double,
    of function: ([Double]) throws(FittingError) -> [Double]
  ) throws(FittingError) -> [Double] {
    func difference(_ h: Double) throws(FittingError) -> [Double] {
      var (above, below) = (values, values)
      above[j] += h
      below[j] -= h
      let width = above[j] - below[j]
      let (up, down) = (try function(above), try function(below))
      return zip(up, down).map { ($0 - $1) / width }
    }
    let (coarse, fine) = (try difference(step), try difference(step / 2))
    return zip(coarse, fine).map { (4 * $1 - $0) / 3 }
  }

  /// ∂Q/∂θ′ for given statistics.
  private func surrogateGradient(
    of statistics: Statistics, at values: [Double], steps: [Double]
  ) throws(FittingError) -> [Double] {
    var result: [Double] = []
    for j in values.indices {
      result += try derivative(along: j, around: values, step: steps[j]) { values throws(FittingError) in
        [try expectedLogJoint(statistics, at: try usable(values))]
      }
    }
    return result
  }

  /// A tenth of a complete-data standard error along each parameter, in which Q falls by 1/200; shorter where the
  /// parameter space ends before.
  private func steps(around values: [Double], _ statistics: Statistics) throws(FittingError) -> [Double] {
    let centre = try expectedLogJoint(statistics, at: try usable(values))
    return values.indices.map { j in
      // Q is about quadratic: the second difference at any small step gives the standard error.
      var step = max(abs(values[j]), 1e-3) * 1e-2
      for _ in 0..<60 {
        func value(_ move: Double) -> Double? {
          var moved = values
          moved[j] += move
          return parameters(free: moved).flatMap { try? expectedLogJoint(statistics, at: $0) }
        }
        guard let up = value(step), let down = value(-step) else {
          step /= 4
          continue
        }
        let fall = centre - (up + down) / 2
        let aim = 0.005
        if fall > aim / 2, fall < aim * 2 { return step }
        guard fall > 0 else {
          step *= 2
          continue
        }
        step *= max(0.1, min(10, (aim / fall).squareRoot()))
      }
      return step
    }
  }
}

import NumericCore

extension ExpectationMaximization {
  /// What the data say about each free parameter, by differences that hold for every model.
  ///
  /// The gradient of ℓ is that of Q where the law is taken (Fisher's identity), g(θ) = ∂Q(θ′; θ)/∂θ′ at θ′ = θ, so
  /// I_obs = −∂g/∂θ (Oakes, 1999) and I_com = −∂²Q/∂θ′². Every derivative is a central difference of two step lengths,
  /// extrapolated (Richardson, 1911), with steps in standard errors of the complete data. The scores of the units are
  /// differences of their log-likelihoods.
  ///
  /// Costs 4p + 1 E half-steps, 32p² + 4p evaluations of Q (besides at most 120p to find the steps), and 4p evaluations of
  /// all units, or (b + 1)/2 times as many where their scores, which are p numbers for each unit, do not fit in memory at
  /// once and are taken in b blocks of parameters. On the edge of the parameter space there are none of these, and nothing
  /// is a number.
  /// - Throws: `.invalidSetting` where p, or p times the number of units, is too large for that; `.cancelled`.
  public func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation {
    try informationByDifferences(in: workspace)
  }

  /// The same; what a model with formulas of its own is held against.
  /// - Parameter scoresAtOnce: so many scores of units are in memory in a block; it does not change what is found.
  package func informationByDifferences(
    in workspace: Workspace, scoresAtOnce: Int = InformationLimits.scoresAtOnce
  ) throws(FittingError) -> ObservedInformation {
    do throws(FittingError) {
      return try informationInside(in: workspace, scoresAtOnce: scoresAtOnce)
    } catch {
      guard error == .onTheEdge else { throw error }
      let count = free.values.count
      let unknown = Matrix<Double>(
        rows: count, columns: count, storage: Array(repeating: .nan, count: count * count))
      return ObservedInformation(
        estimates: free, complete: unknown, observed: unknown, scoreProducts: unknown,
        gradient: Array(repeating: .nan, count: count))
    }
  }

  private func informationInside(
    in workspace: Workspace, scoresAtOnce: Int
  ) throws(FittingError) -> ObservedInformation {
    let estimates = free
    let count = estimates.values.count
    try validateInformationByDifferences()
    let here = try statistics(atFree: estimates.values, in: workspace)
    let steps = try steps(around: estimates.values, here)
    var complete = Matrix<Double>(rows: count, columns: count)
    var observed = complete
    let gradient = try surrogateGradient(of: here, at: estimates.values, steps: steps, in: workspace)
    for j in 0..<count {
      let curvatures = try derivative(along: j, around: estimates.values, step: steps[j]) {
        values throws(FittingError) in
        try surrogateGradient(of: here, at: values, steps: steps, in: workspace)
      }
      let slopes = try derivative(along: j, around: estimates.values, step: steps[j]) {
        values throws(FittingError) in
        let there = try statistics(atFree: values, in: workspace)
        return try surrogateGradient(of: there, at: values, steps: steps, in: workspace)
      }
      for i in 0..<count {
        complete[i, j] = -curvatures[i]
        observed[i, j] = -slopes[i]
      }
    }
    let products = try scoreProducts(
      around: estimates.values, steps: steps, atOnce: scoresAtOnce, in: workspace)
    return ObservedInformation(
      estimates: estimates, complete: complete.symmetrised, observed: observed.symmetrised,
      scoreProducts: products, gradient: gradient)
  }

  /// Refuses what the information by differences could not be computed for.
  public func validateInformation() throws(FittingError) { try validateInformationByDifferences() }

  /// More than some hundred parameters would take hours, and more scores would be computed many times over.
  private func validateInformationByDifferences() throws(FittingError) {
    let count = free.values.count
    guard count <= InformationLimits.mostParameters else {
      throw .invalidSetting(
        name: "number of free parameters", found: String(count),
        expected:
          "at most \(InformationLimits.mostParameters) for standard errors from the information by differences: "
          + "use fewer columns or latent dimensions, or a bootstrap")
    }
    // There are no more units than rows.
    let scores = count * data.rows
    guard scores <= InformationLimits.mostScores else {
      throw .invalidSetting(
        name: "number of free parameters times rows", found: String(scores),
        expected:
          "at most \(InformationLimits.mostScores) for standard errors from the information by differences: "
          + "use fewer rows, or a bootstrap")
    }
  }

  /// Σ w s sᵀ over the units, by blocks of parameters: the scores of two blocks are in memory at a time.
  private func scoreProducts(
    around values: [Double], steps: [Double], atOnce: Int, in workspace: Workspace
  ) throws(FittingError) -> Matrix<Double> {
    let count = values.count
    let width = max(1, atOnce / max(data.rows, 1))
    func scores(_ block: Range<Int>) throws(FittingError) -> [[Double]] {
      var result: [[Double]] = []
      for j in block {
        result.append(
          try derivative(along: j, around: values, step: steps[j]) { values throws(FittingError) in
            try unitLogLikelihoods(at: try usable(values), in: workspace)
          })
      }
      return result
    }
    var result = Matrix<Double>(rows: count, columns: count)
    for first in stride(from: 0, to: count, by: width) {
      let rows = first..<min(first + width, count)
      let left = try scores(rows)
      for second in stride(from: 0, through: first, by: width) {
        let columns = second..<min(second + width, count)
        let right = second == first ? left : try scores(columns)
        for i in rows {
          for j in columns where j <= i {
            let sum = weightedProduct(left[i - first], right[j - second])
            result[i, j] = sum
            result[j, i] = sum
          }
        }
      }
    }
    return result
  }

  /// Σ w a b over the units.
  private func weightedProduct(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    if let weights = data.weights, weights.count == a.count {
      for unit in weights.indices { sum += weights[unit] * a[unit] * b[unit] }
    } else {
      for unit in a.indices { sum += a[unit] * b[unit] }
    }
    return sum
  }

  private func usable(_ values: [Double]) throws(FittingError) -> Parameters {
    guard let parameters = parameters(free: values) else {
      throw .onTheEdge
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
    of statistics: Statistics, at values: [Double], steps: [Double], in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    var result: [Double] = []
    for j in values.indices {
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
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

/// How large the information by differences may become.
package enum InformationLimits {
  /// p.
  static let mostParameters = 300
  /// p times the number of units: at most 16 blocks of scores.
  static let mostScores = 16 * scoresAtOnce
  /// Scores in one block: 32 MB.
  package static let scoresAtOnce = 1 << 22
}

extension FittingError {
  /// A parameter is no longer inside its space.
  fileprivate static let onTheEdge = FittingError.invalidStart(
    reason: "a parameter lies on the edge of its space, where the log-likelihood has no curvature")
}

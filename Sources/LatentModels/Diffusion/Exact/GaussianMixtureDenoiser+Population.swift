import NumericCore
import RealModule

/// Averages over the mixture itself, as if there were infinitely many rows.
extension GaussianMixtureDenoiser {
  /// E‖x₀‖².
  public var secondMoment: Double {
    (0..<parameters.components).reduce(0) { sum, k in
      let mean = parameters.means.row(k).reduce(0) { $0 + $1 * $1 }
      return sum + parameters.weights[k] * (mean + parameters.covariances[k].trace)
    }
  }

  /// E‖x₀ − x̂₀(x_t)‖² over draws of the mixture at `level`: the least error that anything can have. By quadrature; for one or two
  /// columns.
  public func leastError(at level: NoiseLevel, in workspace: Workspace) -> Double {
    expectation(at: level, in: workspace) { conditionalVariances($0, at: level, in: workspace) }
  }

  /// The variational bound along `grid` in the mean over draws of the mixture, by quadrature; for one or two columns.
  /// - Throws: `.invalidSetting` for more columns; `.cancelled`.
  public func expectedBound(
    grid: NoiseGrid, variance: ReverseVariance, in workspace: Workspace
  ) throws(FittingError) -> VariationalBound {
    guard dimensions <= 2 else {
      throw .invalidSetting(
        name: "number of columns", found: "\(dimensions)", expected: "1 or 2, for quadrature")
    }
    var bound = VariationalBound(
      grid: grid, dimensions: dimensions, secondMoment: secondMoment, variance: variance)
    for index in 0..<grid.steps {
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      let step = ChainStep(grid, index, dimensions: dimensions)
      let error = leastError(at: step.level, in: workspace)
      // Given x_t, E‖x₀ − x̂₀‖² is what the variance is made for.
      let whole =
        variance == .exact
        ? expectation(at: step.level, in: workspace) { points in
          conditionalVariances(points, at: step.level, in: workspace).map { spread in
            step.cost(error: spread, gain: step.gain(.exact, spread: spread), spread: spread)
          }
        } : nil
      bound.terms.append(
        LevelTerm(
          step, variance, error: error, errorDeviation: 0, leastError: error, spread: error,
          measured: whole.map { ($0, 0) }))
    }
    return bound
  }

  /// E f(x_t) over draws of the mixture at `level`, f being given for many points at once: component by component along the axes of
  /// V_k by the trapezoidal rule.
  func expectation(
    at level: NoiseLevel, in workspace: Workspace, _ f: (Matrix<Double>) -> [Double]
  ) -> Double {
    precondition(dimensions <= 2, "quadrature in \(dimensions) dimensions")
    let d = dimensions
    let rule = d == 1 ? Self.fine : Self.coarse
    let second = d == 2 ? Array(rule.t.indices) : [0]
    let (signal, signalVariance, noiseVariance) = (level.signal, level.signalVariance, level.noiseVariance)
    var total = 0.0
    for k in 0..<parameters.components {
      let scales = (0..<d).map { (signalVariance * variances[k * d + $0] + noiseVariance).squareRoot() }
      var (points, weights): ([Double], [Double]) = ([], [])
      for i in rule.t.indices {
        for j in second {
          let along = d == 2 ? [rule.t[i], rule.t[j]] : [rule.t[i]]
          for column in 0..<d {
            points.append(
              (0..<d).reduce(signal * parameters.means[k, column]) { sum, axis in
                sum + along[axis] * scales[axis] * axes[(k * d + axis) * d + column]
              })
          }
          weights.append(rule.weights[i] * (d == 2 ? rule.weights[j] : 1))
        }
      }
      let values = f(Matrix(rows: weights.count, columns: d, storage: points))
      total += parameters.weights[k] * zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return total
  }

  private static let fine = GaussianRule(step: 1.0 / 32, end: 9)
  private static let coarse = GaussianRule(step: 0.25, end: 8)
}

import NumericCore

/// The optimum of a method and the covariances of the estimator there, piece by piece: first the ascent, then column after column
/// of second derivatives, by differences of the gradient.
///
/// θ̂ maximises Σ w m(θ; x) with m = max_q F, so that with H = −Σ w m″ and G = Σ w m′ m′ᵀ its covariance is H⁻¹ G H⁻¹ (White,
/// 1982; Westling & McCormick, 2019). H⁻¹ alone trusts the bound to be a likelihood; −F_θθ with q held fixed, moreover, takes the
/// laws for known. With an encoder, θ and φ are estimated together, and the block of θ counts; an MLP, whose φ is not identified, is
/// taken to be as good as the best Gaussians.
struct SandwichAscent<Decoder: ScalarDecoder>: Sendable {
  private(set) var ascent: DirectAscent<Decoder>
  private var steps: [Double] = []
  private var products = Matrix<Double>(rows: 0, columns: 0)
  private var profiled: [[Double]] = []
  private var naive: [[Double]] = []

  /// From θ, with laws from `laws` on.
  init(
    of decoder: Decoder, _ method: VariationalMethod, from laws: LawBank, at theta: [Double],
    in workspace: Workspace
  ) throws(FittingError) {
    let method: VariationalMethod = method == .encoder(.mlp) ? .gaussian(.coordinate) : method
    ascent = try DirectAscent(of: ProfiledBound(of: decoder, method, from: laws), at: theta, in: workspace)
  }

  /// Whether all columns are there.
  var isFinished: Bool { ascent.isFinished && profiled.count == ascent.point.count }
  /// Pieces done.
  var done: Int { ascent.isFinished ? DirectAscent<Decoder>.mostSteps + profiled.count : ascent.steps }
  /// Pieces at most.
  var planned: Int { DirectAscent<Decoder>.mostSteps + ascent.point.count }

  /// A step of the ascent, or a column.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard ascent.isFinished else { return try ascent.step(in: workspace) }
    guard !isFinished else { return }
    let (point, profile) = (ascent.point, ascent.profile)
    if steps.isEmpty {
      products = try profile.scoreProducts(at: point, in: workspace)
      // A hundredth of a standard error: far above rounding, and the third derivative is not felt.
      steps = products.diagonal.map { 1e-2 / max($0, 1e-8).squareRoot() }
    }
    let column = profiled.count
    func derivative(
      _ gradient: ([Double]) throws(FittingError) -> [Double]
    ) throws(FittingError) -> [Double] {
      let h = steps[column]
      var (up, down) = (point, point)
      up[column] += h
      down[column] -= h
      let (above, below) = (try gradient(up), try gradient(down))
      return zip(above, below).map { ($1 - $0) / (2 * h) }
    }
    let own = try derivative { point throws(FittingError) in
      try profile.value(at: point, in: workspace).gradient
    }
    if column < profile.coordinates {
      let laws = try heldLaws(in: workspace)
      naive.append(
        try derivative { point throws(FittingError) in
          try laws.gradient(
            profile.decoder, Array(point.prefix(profile.coordinates)), in: workspace)
        })
    }
    profiled.append(own)
  }

  /// The laws at the optimum.
  private func heldLaws(in workspace: Workspace) throws(FittingError) -> LawBank {
    guard let encoder = ascent.profile.encoder(at: ascent.point) else { return ascent.profile.laws }
    return .gaussian(try encoder.laws(ascent.profile.decoder, in: workspace))
  }

  /// Standard errors of the free parameters, in the data's own units: NaN where there is no curvature.
  var errors: VariationalErrors {
    let decoder = ascent.profile.decoder
    let theta = ascent.theta
    let (parameters, jacobian) = decoder.freeParameters(of: theta)
    let inverse = Self.inverse(profiled)
    let sandwich = inverse.map { $0 * products * $0 }
    func errors(_ covariance: Matrix<Double>?) -> [Double] {
      guard let covariance else { return parameters.values.map { _ in .nan } }
      return (0..<jacobian.rows).map { row in
        var sum = 0.0
        for i in theta.indices {
          for j in theta.indices { sum += jacobian[row, i] * covariance[i, j] * jacobian[row, j] }
        }
        return sum.squareRoot()
      }
    }
    return VariationalErrors(
      parameters: parameters, sandwich: errors(sandwich), profiled: errors(inverse),
      naive: errors(Self.inverse(naive)))
  }

  /// The inverse of a symmetric matrix given by its columns; nil unless it is positive definite.
  private static func inverse(_ columns: [[Double]]) -> Matrix<Double>? {
    var matrix = Matrix<Double>(rows: columns.count, columns: columns.count)
    for i in columns.indices {
      for j in columns.indices { matrix[i, j] = 0.5 * (columns[i][j] + columns[j][i]) }
    }
    return Cholesky(matrix)?.inverse
  }
}

/// Standard errors at the optimum of the method nearest to the present θ.
struct ErrorsStudy<Decoder: ScalarDecoder>: Study {
  private let fit: VariationalFit<Decoder>
  private var sandwich: SandwichAscent<Decoder>?

  init(of fit: VariationalFit<Decoder>) { self.fit = fit }

  /// Steps of the ascent and columns.
  var done: Int { sandwich?.done ?? 0 }
  /// As many as there are at most.
  var planned: Int { sandwich?.planned ?? DirectAscent<Decoder>.mostSteps + fit.theta.count }

  /// The errors; NaN until they are known.
  var findings: VariationalFinding {
    if let sandwich, sandwich.isFinished { return .errors(sandwich.errors) }
    let parameters = fit.decoder.freeParameters(of: sandwich?.ascent.theta ?? fit.theta).parameters
    let unknown = parameters.values.map { _ in Double.nan }
    return .errors(
      VariationalErrors(parameters: parameters, sandwich: unknown, profiled: unknown, naive: unknown))
  }

  /// A step of the ascent, or a column of second derivatives.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard var sandwich else {
      self.sandwich = try SandwichAscent(
        of: fit.decoder, fit.settings.method, from: fit.laws, at: fit.theta, in: workspace)
      return
    }
    try sandwich.advance(in: workspace)
    self.sandwich = sandwich
  }
}

import NumericCore
import RealModule

/// q(z | x) = N(V (x − μ), D) with D diagonal: one linear map for all rows.
public struct DiagonalLaw: Hashable, Sendable {
  /// V: k × D.
  public internal(set) var map: Matrix<Double>
  /// The diagonal of D: k.
  public internal(set) var variances: [Double]

  /// A law of these parts.
  init(map: Matrix<Double>, variances: [Double]) {
    self.map = map
    self.variances = variances
  }

  /// The best one at W and σ²: V = M⁻¹Wᵀ, D_jj = σ²/M_jj with M = WᵀW + σ²I.
  init(best parameters: FactorParameters) {
    let exact = ExactLatentLaw(parameters)
    map = exact.map
    variances = exact.precision.diagonal.map { exact.noise / $0 }
  }

  /// The account of a row on average, where S is the mean of (x − μ)(x − μ)ᵀ.
  ///
  ///     E log p(x, z)   −½ [d log 2πσ² + (tr (I − WV) S (I − WV)ᵀ + tr WᵀW D)/σ²] − ½ [k log 2π + tr D + tr V S Vᵀ]
  ///     H(q)            ½ [k log 2πe + log |D|]
  ///     KL(q ‖ p)       ½ [tr M D/σ² + tr M ΔSΔᵀ/σ² − k − log |D| + log |σ²M⁻¹|], Δ = V − M⁻¹Wᵀ
  ///     log p(x)        −½ [d log 2π + log |C| + tr C⁻¹S], C = W Wᵀ + σ²I
  func account(_ parameters: FactorParameters, _ covariance: Matrix<Double>) -> LawAccount {
    let w = parameters.loadings
    let (d, k) = (w.rows, w.columns)
    let exact = ExactLatentLaw(parameters)
    let noise = exact.noise
    let rest = Matrix.identity(d) + (-1) * (w * map)
    let squares = (rest * covariance * rest.transposed).trace
    let gram = w.transposed * w
    let spread = (0..<k).reduce(0) { $0 + gram[$1, $1] * variances[$1] }
    let latent = variances.reduce(0, +) + (map * covariance * map.transposed).trace
    let logVariances = variances.reduce(0) { $0 + Double.log($1) }
    let difference = map + (-1) * exact.map
    let means = (exact.precision * (difference * covariance * difference.transposed)).trace
    let widths = (0..<k).reduce(0) { $0 + exact.precision[$1, $1] * variances[$1] }
    let logPrecision = Cholesky(exact.precision)?.logDeterminant ?? .nan
    return LawAccount(
      expectedLogJoint: -0.5 * (Double(d) * (log2Pi + Double.log(noise)) + (squares + spread) / noise)
        - 0.5 * (Double(k) * log2Pi + latent),
      entropy: 0.5 * (Double(k) * (log2Pi + 1) + logVariances),
      divergence: 0.5
        * ((widths + means) / noise - Double(k) - logVariances + Double(k) * Double.log(noise) - logPrecision),
      logLikelihood: Self.logLikelihood(parameters, covariance))
  }

  private static func logLikelihood(_ parameters: FactorParameters, _ covariance: Matrix<Double>) -> Double {
    guard let factor = Cholesky(parameters.covariance) else { return .nan }
    let trace = (0..<factor.order).reduce(0) { $0 + factor.solve(covariance.column($1))[$1] }
    return -0.5 * (Double(factor.order) * log2Pi + factor.logDeterminant + trace)
  }

  /// W = S Vᵀ (V S Vᵀ + D)⁻¹ and σ² = tr(S − W V S)/d: the regression of x on the latents, with their moments under q in the
  /// place of the latents.
  func maximizer(
    from parameters: FactorParameters, _ covariance: Matrix<Double>
  ) throws(FittingError) -> FactorParameters {
    let cross = covariance * map.transposed
    guard let factor = Cholesky(map * cross + Matrix(diagonal: variances)) else { throw .singularCovariance }
    let loadings = Matrix((0..<cross.rows).map { factor.solve(cross.row($0)) })
    let (d, k) = (loadings.rows, loadings.columns)
    var left = covariance.trace
    for j in 0..<d { for l in 0..<k { left -= loadings[j, l] * cross[j, l] } }
    let noise = left / Double(d)
    guard noise > 0, noise.isFinite else { throw .singularCovariance }
    return FactorParameters(
      mean: parameters.mean, loadings: loadings, noiseVariances: Array(repeating: noise, count: d))
  }

  /// n/2 (Σ log M_jj − log |M|) per observation: what the best diagonal law loses.
  static func gap(_ parameters: FactorParameters) -> Double {
    let precision = ExactLatentLaw(parameters).precision
    let logDeterminant = Cholesky(precision)?.logDeterminant ?? .nan
    return 0.5 * (precision.diagonal.reduce(0) { $0 + Double.log($1) } - logDeterminant)
  }
}

/// p(z | x) = N(M⁻¹Wᵀ(x − μ), σ²M⁻¹).
struct ExactLatentLaw {
  /// M = WᵀW + σ²I: k × k.
  let precision: Matrix<Double>
  /// M⁻¹Wᵀ: k × D.
  let map: Matrix<Double>
  /// σ².
  let noise: Double

  init(_ parameters: FactorParameters) {
    let w = parameters.loadings
    noise = parameters.noiseVariances[0]
    var precision = w.transposed * w
    for j in 0..<w.columns { precision[j, j] += noise }
    self.precision = precision
    let factor = Cholesky(precision)
    map = Matrix((0..<w.rows).map { row in factor?.solve(w.row(row)) ?? w.row(row) }).transposed
  }

  /// σ²M⁻¹.
  var covariance: Matrix<Double> {
    guard let inverse = Cholesky(precision)?.inverse else { return precision }
    return noise * inverse
  }
}

import NumericCore

/// What a person chooses about a fit of PPCA or of factor analysis.
public struct FactorSettings: EMSettings {
  /// Which of the two it is.
  public var noise: FactorNoise
  /// Number of latent dimensions k.
  public var latentDimensions: Int
  /// Where the fit starts.
  public var start: FactorStart
  /// The fit has converged when the mean log-likelihood per row changes by less than this over an iteration; 0 never.
  public var tolerance: Double
  /// How the half-steps are carried out.
  public var method: EMMethod
  /// Names the random numbers of the fit.
  public var seed: UInt64

  /// Settings; the defaults are those of the command line.
  public init(
    _ noise: FactorNoise, latentDimensions: Int = 2, start: FactorStart = .random,
    tolerance: Double = 1e-6, method: EMMethod = .em, seed: UInt64 = 42
  ) {
    self.noise = noise
    self.latentDimensions = latentDimensions
    self.start = start
    self.tolerance = tolerance
    self.method = method
    self.seed = seed
  }

  /// The model and these settings.
  public var plan: EMPlan {
    switch noise {
    case .isotropic: .ppca(self)
    case .diagonal: .factor(self)
    }
  }

  /// Refuses what no fit can use.
  func validate(_ data: DataTable) throws(FittingError) {
    try validateMethod()
    guard data.dimensions > 1 else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: "at least 2")
    }
    guard (1..<data.dimensions).contains(latentDimensions) else {
      throw .invalidSetting(
        name: "number of latent dimensions", found: String(latentDimensions),
        expected: "from 1 to \(data.dimensions - 1), fewer than the columns")
    }
  }
}

/// What is known of the covariance Ψ of the noise.
public enum FactorNoise: String, Hashable, Sendable {
  /// σ²I: probabilistic principal components.
  case isotropic
  /// Diagonal: factor analysis.
  case diagonal
}

/// Where a fit of PPCA or of factor analysis starts.
public enum FactorStart: Hashable, Sendable {
  /// Loadings drawn at random, half of the variance of each column being noise.
  case random
  /// The closed form of PPCA (Tipping & Bishop, 1999), of what is observed; for factor analysis a start like any other.
  case principalComponents
  /// A given parameter, in the units of the fit.
  case given(FactorParameters)

  /// The name that files and the settings use.
  public var name: String {
    switch self {
    case .random: "random"
    case .principalComponents: "principal-components"
    case .given: "given"
    }
  }

  /// The parameter to start from.
  func parameters(
    for data: DataTable, moments: Moments, settings: FactorSettings
  ) throws(FittingError) -> FactorParameters {
    switch self {
    case .given(let given):
      guard given.dimensions == data.dimensions, given.latentDimensions == settings.latentDimensions else {
        throw .invalidStart(
          reason: "the loadings are \(given.dimensions)x\(given.latentDimensions), where "
            + "\(data.dimensions)x\(settings.latentDimensions) are expected")
      }
      guard given.isUsable(as: settings.noise) else {
        throw .invalidStart(reason: "a noise variance is not positive, or a number is not finite")
      }
      return given
    case .principalComponents:
      guard
        let closed = FactorParameters.principalComponents(of: moments, count: settings.latentDimensions),
        closed.isUsable(as: settings.noise)
      else {
        throw .invalidStart(reason: "the principal components leave no noise: use fewer latent dimensions")
      }
      return closed
    case .random:
      let (d, k) = (data.dimensions, settings.latentDimensions)
      let variances = moments.covariance.diagonal
      var random = RandomStream(seed: settings.seed, purpose: .start)
      var loadings = Matrix<Double>(rows: d, columns: k)
      for j in 0..<d {
        for l in 0..<k { loadings[j, l] = (variances[j] / Double(2 * k)).squareRoot() * random.normal() }
      }
      var noise = variances.map { $0 / 2 }
      if settings.noise == .isotropic {
        noise = Array(repeating: noise.reduce(0, +) / Double(d), count: d)
      }
      return FactorParameters(mean: moments.mean, loadings: loadings, noiseVariances: noise)
    }
  }
}

extension FactorParameters {
  /// Whether a density can be computed with it.
  func isUsable(as noise: FactorNoise) -> Bool {
    mean.allSatisfy { abs($0) < DataLimits.largestValue }
      && loadings.storage.allSatisfy { abs($0) < DataLimits.largestValue }
      && noiseVariances.allSatisfy { $0 > 0 && $0.isFinite }
      && (noise == .diagonal || noiseVariances.allSatisfy { $0 == noiseVariances[0] })
  }
}

import LatentModels
import NumericCore
import RealModule
import Testing

/// What the oracles of diffusion share.
enum DiffusionOracles {
  /// .3 N(−2, .5²) + .7 N(1, .8²).
  static let line = MixtureParameters(
    weights: [0.3, 0.7], means: Matrix([[-2], [1]]), covariances: [Matrix([[0.25]]), Matrix([[0.64]])])

  /// The maximum-likelihood mixture of Old Faithful with two components, in standard units.
  static let faithful = MixtureParameters(
    weights: [0.3558728571, 0.6441271429],
    means: Matrix([[-1.2716236126, -1.2076921000], [0.7025574580, 0.6672360308]]),
    covariances: [
      Matrix([[0.0530944717, 0.0280447307], [0.0280447307, 0.1823216003]]),
      Matrix([[0.1304711285, 0.0606183308], [0.0606183308, 0.1950306531]]),
    ])

  static func denoiser(_ parameters: MixtureParameters) throws -> GaussianMixtureDenoiser {
    try GaussianMixtureDenoiser(parameters)
  }

  /// N(0, λ).
  static func normal(_ variance: Double = 1) throws -> GaussianMixtureDenoiser {
    try GaussianMixtureDenoiser(
      MixtureParameters(weights: [1], means: Matrix([[0]]), covariances: [Matrix([[variance]])]))
  }

  /// β_t = 1e-4 + (t − 1)(.02 − 1e-4)/999, of 1000 levels (Ho, Jain & Abbeel, 2020).
  static func ddpm() throws -> NoiseSchedule { try NoiseSchedule(.linear, levels: 1000) }

  /// log E p₀ … the exact log-likelihood of Old Faithful, in standard units.
  static let faithfulLogLikelihood = -384.4588528765
}

/// The level with that ᾱ.
func level(_ signalVariance: Double) -> NoiseLevel { NoiseLevel(logSignal: .log(signalVariance)) }

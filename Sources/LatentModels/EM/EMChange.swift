import NumericCore

/// Something that a person changes about a running fit. What does not belong to a model, it refuses.
public enum EMChange: Hashable, Sendable {
  /// Another number of components: more by splitting, fewer by merging, the moments of the mixture kept.
  case components(Int)
  /// Another covariance family: the present covariances are taken into it.
  case family(CovarianceFamily)
  /// A new start, under the present settings.
  case start(MixtureStart)
  /// Another ridge, from the next M half-step on.
  case ridge(Double)
  /// Another tolerance, from the next E half-step on.
  case tolerance(Double)
  /// The mean of one component, counted from 0, put somewhere, in the data's own units.
  case mean(component: Int, position: [Double])
  /// A uniform noise component, or none.
  case noise(Bool)
  /// Another way to carry out the half-steps.
  case method(EMMethod)
  /// Another number of latent dimensions.
  case latentDimensions(Int)
  /// A new start of a multivariate normal law.
  case normalStart(NormalStart)
  /// Whether the mean of a multivariate normal law is known to be zero.
  case zeroMean(Bool)
  /// All free parameters, in the data's own units, put somewhere.
  case parameters([Double])
}

extension EMChange: CustomStringConvertible {
  /// The change in a few words, as a history shows it.
  public var description: String {
    switch self {
    case .components(let count): "K set to \(count)"
    case .family(let family): "family set to \(family.rawValue)"
    case .start(let start): "started again from \(start.name)"
    case .ridge(let ridge): "ridge set to \(shortNumber(ridge))"
    case .tolerance(let tolerance): "tolerance set to \(shortNumber(tolerance))"
    case .mean(let component, _): "mean \(component + 1) placed by hand"
    case .noise(let isOn): "noise component \(isOn ? "added" : "removed")"
    case .method(let method): "method set to \(method)"
    case .latentDimensions(let count): "latent dimensions set to \(count)"
    case .normalStart(let start): "started again from \(start.name)"
    case .zeroMean(let isZero): isZero ? "mean taken to be zero" : "mean to be estimated"
    case .parameters: "parameter placed by hand"
    }
  }
}

extension ExpectationMaximization {
  /// The error for a change that is not one of this model's.
  func refusal(of change: EMChange) -> FittingError {
    .invalidSetting(
      name: "change", found: "\"\(change)\"", expected: "one that a \(Self.summary.title) has")
  }
}

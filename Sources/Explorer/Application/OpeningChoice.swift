import LatentModels
import NumericCore

/// How the model that newly opened data are fitted with is chosen.
public enum OpeningChoice: Hashable, Sendable {
  /// The model that suits the data.
  case suited(seed: UInt64)
  /// The model of that short name, with its usual settings.
  case model(named: String, seed: UInt64)
  /// This model with these settings, whatever the data.
  case plan(EMPlan)

  /// Names the random numbers of the fit, and of a generator of data.
  public var seed: UInt64 {
    switch self {
    case .suited(let seed), .model(_, let seed): seed
    case .plan(let plan): plan.seed
    }
  }

  /// The plan for `data`.
  func plan(for data: DataTable) -> EMPlan {
    switch self {
    case .suited(let seed): .suited(to: data, seed: seed)
    case .model(let name, let seed):
      EMPlan.named(name, for: data, seed: seed) ?? .suited(to: data, seed: seed)
    case .plan(let plan): plan
    }
  }
}

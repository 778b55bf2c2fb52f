import LatentModels
import NumericCore

/// How the model that newly opened data are fitted with is chosen.
public enum OpeningChoice: Hashable, Sendable {
  /// The model that suits the data.
  case suited(seed: UInt64)
  /// The model of that short name, with its usual settings.
  case model(named: String, seed: UInt64)
  /// This model with these settings.
  case plan(EMPlan)

  /// Names the random numbers of the fit, and of a generator of data.
  public var seed: UInt64 {
    switch self {
    case .suited(let seed), .model(_, let seed): seed
    case .plan(let plan): plan.seed
    }
  }

  /// The plan for `data`, and, where the data do not allow the model that was chosen, a sentence on what takes its place:
  /// the model that suits them.
  func plan(for data: DataTable) -> (plan: EMPlan, refusal: String?) {
    let suited = EMPlan.suited(to: data, seed: seed)
    let fallback = suited.allows(data) ? suited : EMPlan.choices(for: data, seed: seed).first ?? suited
    let chosen: EMPlan =
      switch self {
      case .suited: fallback
      case .model(let name, let seed): EMPlan.named(name, for: data, seed: seed) ?? fallback
      case .plan(let plan): plan
      }
    guard !chosen.allows(data) else { return (chosen, nil) }
    return (
      fallback, "\(chosen.summary.title) cannot be fitted to \(data.name): here is \(fallback.summary.title)"
    )
  }
}

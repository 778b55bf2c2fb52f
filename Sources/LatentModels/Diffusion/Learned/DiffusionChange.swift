import Neural
import NumericCore

/// Something that a person changes about a diffusion model in training.
public enum DiffusionChange: Hashable, Sendable {
  /// Another rate of Adam, from the next step on.
  case rate(Double)
  /// How fast parameters shrink on their own.
  case decay(Double)
  /// The greatest length of a gradient; nil for none.
  case clip(Double?)
  /// The step after which training ends.
  case steps(Int)
}

extension DiffusionChange: CustomStringConvertible {
  /// The change in a few words, as a history shows it.
  public var description: String {
    switch self {
    case .rate(let rate): "rate set to \(shortNumber(rate))"
    case .decay(let decay): "decay set to \(shortNumber(decay))"
    case .clip(let limit): limit.map { "gradients clipped at \(shortNumber($0))" } ?? "gradients not clipped"
    case .steps(let steps): "end set to step \(steps)"
    }
  }
}

extension DiffusionModel {
  /// The model after a person's change.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: DiffusionChange) throws(FittingError) -> DiffusionModel {
    var result = self
    switch change {
    case .rate(let rate): result.settings.rate = rate
    case .decay(let decay):
      result.settings.decay = decay
      result.training.adam.settings.decay = decay
    case .clip(let limit): result.settings.clip = limit
    case .steps(let steps):
      guard steps > stepsTaken else {
        throw .invalidSetting(
          name: "end", found: "step \(steps)", expected: "after step \(stepsTaken), which is done")
      }
      result.settings.steps = steps
    }
    try result.settings.validate()
    return result
  }
}

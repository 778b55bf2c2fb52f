import RealModule

/// How the rate of an optimiser goes over the steps of a training, as a function of the step alone.
public enum LearningRate: Hashable, Sendable {
  /// The same rate at every step.
  case constant(Double)
  /// From `peak` down to `floor` along half a wave over `steps` steps (Loshchilov & Hutter, 2017), after a straight rise over
  /// the first `warmup` of them; then it stays at `floor`.
  case cosine(peak: Double, floor: Double, warmup: Int, steps: Int)

  /// The rate of step `step`, counted from 0.
  ///
  /// With w steps of rise and n in all: peak (t + 1) / w for t < w, then floor + (peak − floor) ½ (1 + cos π (t − w) / (n − w)).
  public func rate(atStep step: Int) -> Double {
    switch self {
    case .constant(let rate): return rate
    case .cosine(let peak, let floor, let warmup, let steps):
      if step < min(warmup, steps) { return peak * Double(step + 1) / Double(warmup) }
      guard step < steps else { return floor }
      let part = Double(step - warmup) / Double(steps - warmup)
      return floor + (peak - floor) * 0.5 * (1 + Double.cos(Double.pi * part))
    }
  }
}

import Glibc

/// A range of values laid along a line, evenly (linear) or by their logarithm.
///
/// The limits are always finite, different and in order, whatever it was made from: places that cannot be drawn come out
/// as fractions that are not in 0...1, or not a number, and never trap.
public struct Scale: Hashable, Sendable {
  /// How values are laid out.
  public enum Kind: Hashable, Sendable {
    /// Equal differences take equal room.
    case linear
    /// Equal ratios take equal room; only positive values have a place.
    case logarithmic
  }

  /// How values are laid out.
  public let kind: Kind
  /// The value at the beginning.
  public let lower: Double
  /// The value at the end.
  public let upper: Double
  /// `lower` in the coordinate that is laid out evenly, and one over the length in it.
  let start: Double
  let inverseLength: Double

  /// The scale from `first` to `last`, in either order.
  ///
  /// Infinite limits are pulled in to ±10³⁰⁰, a limit that is not a number takes the other's value, and a range too
  /// narrow to have ticks is widened to 5 % either side of its value (±0.5 around 0; a factor √10 for logarithms). On a
  /// logarithmic scale a lower limit that is not positive becomes a millionth of the upper one; without a positive limit
  /// the scale is 1 ... 10.
  public init(from first: Double, to last: Double, kind: Kind = .linear) {
    self.kind = kind
    (lower, upper) = kind == .linear ? Scale.linear(first, last) : Scale.logarithmic(first, last)
    start = kind == .linear ? lower : log10(lower)
    inverseLength = 1 / ((kind == .linear ? upper : log10(upper)) - start)
  }

  /// The scale that holds every finite value (for logarithms, every positive one), with `margin` of its length to spare
  /// at both ends. Without any value it is 0 ... 1 (1 ... 10 for logarithms).
  public init(fitting values: some Sequence<Double>, kind: Kind = .linear, margin: Double = 0) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite && (kind == .linear || value > 0) {
      low = min(low, value)
      high = max(high, value)
    }
    let fitting =
      low <= high ? Scale(from: low, to: high, kind: kind) : Scale(from: .nan, to: .nan, kind: kind)
    self = margin == 0 ? fitting : fitting.expanded(by: margin)
  }

  /// Where `value` lies: 0 at `lower`, 1 at `upper`; not a number where it has no place.
  @inline(__always)
  public func fraction(of value: Double) -> Double {
    (coordinate(of: value) - start) * inverseLength
  }

  /// `value` in the coordinate that is laid out evenly.
  @inline(__always)
  func coordinate(of value: Double) -> Double {
    switch kind {
    case .linear: value
    case .logarithmic: value > 0 ? log10(value) : .nan
    }
  }

  /// The value at `fraction` of the way from `lower` to `upper`.
  public func value(at fraction: Double) -> Double {
    let coordinate = start + fraction / inverseLength
    return kind == .linear ? coordinate : pow(10, coordinate)
  }

  /// Whether `value` lies between the limits.
  public func contains(_ value: Double) -> Bool { value >= lower && value <= upper }

  /// The scale with `margin` of its length added at both ends (taken away when negative, down to a tenth of it).
  public func expanded(by margin: Double) -> Scale {
    guard margin.isFinite else { return self }
    let margin = max(margin, -0.45)
    return between(-margin, 1 + margin)
  }

  /// The scale shortened `factor` times (lengthened if below 1) around `value`, which keeps its place. Nothing happens
  /// where there is no finer number left to show, or no larger one.
  public func zoomed(by factor: Double, around value: Double) -> Scale {
    let fraction = fraction(of: value)
    guard factor.isFinite, factor > 0, fraction.isFinite else { return self }
    return between(fraction - fraction / factor, fraction + (1 - fraction) / factor)
  }

  /// The scale moved by `share` of its length, upwards if positive.
  public func panned(by share: Double) -> Scale {
    share.isFinite ? between(share, 1 + share) : self
  }

  /// The scale between two fractions of this one; this one itself if the limits would not be sound.
  private func between(_ first: Double, _ last: Double) -> Scale {
    let low = value(at: first)
    let high = value(at: last)
    let magnitude = max(abs(low), abs(high))
    guard high - low > Scale.finest(magnitude) * 10, magnitude <= Scale.largest else { return self }
    guard kind == .linear || low >= 1 / Scale.largest && high / low > 1 + 1e-6 else { return self }
    return Scale(from: low, to: high, kind: kind)
  }

  private static let largest = 1e300

  /// The shortest length that values of `magnitude` can be told apart in.
  private static func finest(_ magnitude: Double) -> Double { max(magnitude * 1e-12, 1e-290) }

  private static func ordered(_ first: Double, _ last: Double, whenNothing fallback: (Double, Double))
    -> (Double, Double)
  {
    let first = first.isNaN ? last : first
    let last = last.isNaN ? first : last
    guard !first.isNaN else { return fallback }
    let limits = [first, last].map { max(-largest, min(largest, $0)) }
    return (min(limits[0], limits[1]), max(limits[0], limits[1]))
  }

  private static func linear(_ first: Double, _ last: Double) -> (Double, Double) {
    let (low, high) = ordered(first, last, whenNothing: (0, 1))
    let magnitude = max(abs(low), abs(high))
    guard high - low < finest(magnitude) else { return (low, high) }
    let half = magnitude < 1e-280 ? 0.5 : magnitude * 0.05
    return (low - half, high + half)
  }

  private static func logarithmic(_ first: Double, _ last: Double) -> (Double, Double) {
    let (low, high) = ordered(first, last, whenNothing: (1, 10))
    guard high > 0 else { return (1, 10) }
    let top = max(high, 1e-290)
    let bottom = low > 0 ? max(low, 1e-299) : top * 1e-6
    guard top / bottom < 1 + 1e-9 else { return (bottom, top) }
    return (bottom / 10.0.squareRoot(), top * 10.0.squareRoot())
  }
}

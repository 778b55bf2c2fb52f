import Glibc

/// A value on a scale that is written beside the axis.
public struct Tick: Hashable, Sendable {
  /// The value: the double nearest to what the label says.
  public let value: Double
  /// The value in digits.
  public let label: String
}

extension Scale {
  /// At most `count` round values between the limits, in ascending order, with labels of the same number of decimals.
  ///
  /// Linear steps are 1, 2, 2.5 or 5 times a power of ten: the finest that fits. Logarithmic steps are powers of ten,
  /// with 2 and 5 between them where there is room; less than one decade is ticked linearly. There may be none.
  public func ticks(atMost count: Int) -> [Tick] {
    guard count > 0 else { return [] }
    let count = min(count, 1000)
    return kind == .linear ? linearTicks(count) : logarithmicTicks(count)
  }

  private func linearTicks(_ count: Int) -> [Tick] {
    var exponent = Int(log10((upper - lower) / Double(count)).rounded(.down)) - 1
    while true {
      for (mantissa, shift) in [(1, 0), (2, 0), (25, -1), (5, 0)] {
        let step = TickLabels.number(mantissa, exponent + shift)
        // A limit that is a multiple of the step up to rounding counts as one.
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        guard last - first < Double(count) else { continue }
        guard first <= last else { return [] }
        let multiples = (Int(first)...Int(last)).map { $0 * mantissa }
        return TickLabels.ticks(multiples, exponent: exponent + shift)
      }
      exponent += 1
    }
  }

  private func logarithmicTicks(_ count: Int) -> [Tick] {
    let first = Int((log10(lower) - 1e-9).rounded(.up))
    let last = Int((log10(upper) + 1e-9).rounded(.down))
    let decades = last - first + 1
    guard decades > 1 else { return linearTicks(count) }
    let isPlain = first >= -3 && last <= 5
    var found: [Tick] = []
    let between = decades * 3 <= count ? [1, 2, 5] : [1]
    let stride = max(1, (decades + count - 1) / count)
    for exponent in first - 1...last where exponent % stride == 0 {
      for digit in between {
        let value = TickLabels.number(digit, exponent)
        guard value >= lower * (1 - 1e-9), value <= upper * (1 + 1e-9) else { continue }
        let label =
          isPlain ? TickLabels.decimal(digit, exponent, decimals: max(0, -exponent)) : "\(digit)e\(exponent)"
        found.append(Tick(value: value, label: label))
      }
    }
    return found
  }
}

/// Ticks as whole numbers times a power of ten: their digits are known, so nothing is ever rounded.
enum TickLabels {
  /// whole · 10^exponent, correctly rounded.
  static func number(_ whole: Int, _ exponent: Int) -> Double {
    Double("\(whole)e\(exponent)") ?? .nan
  }

  /// Ticks at the `multiples` of 10^exponent, all written alike.
  static func ticks(_ multiples: [Int], exponent: Int) -> [Tick] {
    let most = multiples.map { String(abs($0)).count }.max() ?? 1
    let isPlain = exponent >= -6 && most + exponent <= 6
    return multiples.map { multiple in
      let value = number(multiple, exponent)
      if multiple == 0 && !isPlain { return Tick(value: 0, label: "0") }
      if isPlain {
        return Tick(value: value, label: decimal(multiple, exponent, decimals: max(0, -exponent)))
      }
      // The point goes behind the first digit of the longest number, so that all share one exponent.
      let mantissa = decimal(multiple, 1 - most, decimals: most - 1)
      return Tick(value: value, label: "\(mantissa)e\(exponent + most - 1)")
    }
  }

  /// whole · 10^exponent in digits with `decimals` of them behind the point; -exponent is at most `decimals`.
  static func decimal(_ whole: Int, _ exponent: Int, decimals: Int) -> String {
    var digits = String(abs(whole)) + String(repeating: "0", count: exponent + decimals)
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let sign = whole < 0 ? "-" : ""
    guard decimals > 0 else { return sign + (whole == 0 ? "0" : digits) }
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }
}

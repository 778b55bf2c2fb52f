import RealModule

/// D = E‖x₀ − x̂₀(x_t)‖² of a denoiser as a function of the logarithm of the signal-to-noise ratio: the one curve that all of the
/// variational bound, and the information about a row in its noisy version, follow from.
///
/// Between the places where it was measured, log D is a natural cubic spline. Beyond them D stays as it is where there is more
/// noise, and falls as 1/SNR where there is less.
public struct ErrorCurve: Hashable, Sendable {
  /// The places: log SNR, ascending.
  public let logRatios: [Double]
  /// D there, of a whole row.
  public let errors: [Double]
  /// What the draws leave open of each D; 0 by quadrature.
  public let standardErrors: [Double]
  /// The spline's second derivatives of log D.
  private let bends: [Double]

  /// The curve through `errors`, which are positive, at ascending `logRatios`.
  public init(logRatios: [Double], errors: [Double], standardErrors: [Double]? = nil) {
    precondition(
      logRatios.count == errors.count && !errors.isEmpty,
      "\(errors.count) errors at \(logRatios.count) places")
    self.logRatios = logRatios
    self.errors = errors
    self.standardErrors = standardErrors ?? errors.map { _ in 0 }
    bends = Self.bends(logRatios, errors.map { Double.log(max($0, .leastNormalMagnitude)) })
  }

  /// D at `logRatio`, the log SNR.
  public func value(logSignalToNoise logRatio: Double) -> Double {
    let last = logRatios.count - 1
    if logRatio <= logRatios[0] { return errors[0] }
    if logRatio >= logRatios[last] { return errors[last] * .exp(logRatios[last] - logRatio) }
    let right = logRatios.firstIndex { $0 > logRatio } ?? last
    let left = right - 1
    let h = logRatios[right] - logRatios[left]
    let (a, b) = ((logRatios[right] - logRatio) / h, (logRatio - logRatios[left]) / h)
    let bend = ((a * a * a - a) * bends[left] + (b * b * b - b) * bends[right]) * h * h / 6
    func log(_ index: Int) -> Double { .log(max(errors[index], .leastNormalMagnitude)) }
    return .exp(a * log(left) + b * log(right) + bend)
  }

  /// D at `level`; 0 without noise.
  public func value(at level: NoiseLevel) -> Double {
    level == .none ? 0 : value(logSignalToNoise: level.logSignalToNoise)
  }

  /// The second derivatives of a natural cubic spline through (x, y), by elimination (Press et al., 2007).
  private static func bends(_ x: [Double], _ y: [Double]) -> [Double] {
    let n = x.count
    guard n > 2 else { return Array(repeating: 0, count: n) }
    var (result, rest) = (Array(repeating: 0.0, count: n), Array(repeating: 0.0, count: n))
    for i in 1..<(n - 1) {
      let share = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1])
      let pivot = share * result[i - 1] + 2
      let slopes = (y[i + 1] - y[i]) / (x[i + 1] - x[i]) - (y[i] - y[i - 1]) / (x[i] - x[i - 1])
      result[i] = (share - 1) / pivot
      rest[i] = (6 * slopes / (x[i + 1] - x[i - 1]) - share * rest[i - 1]) / pivot
    }
    for i in stride(from: n - 2, through: 1, by: -1) { result[i] = result[i] * result[i + 1] + rest[i] }
    result[0] = 0
    return result
  }
}

import NumericCore

/// −log p(x) in nats of one number under a law that is given by log odds, with its derivative.
public protocol LogitLoss: Hashable, Sendable {
  /// L.
  var value: Double { get }
  /// ∂L/∂η.
  var logitSlope: Double { get }

  /// The loss of `x` under log odds `eta`; a missing x (NaN) costs nothing.
  init(_ x: Double, logit eta: Double)
}

extension LogitLoss {
  /// The loss of each row of `observed` under `logits`; both, and the gradient, rows × columns.
  public static func ofRows(_ observed: Matrix<Double>, logits: Matrix<Double>) -> RowLosses {
    requireShape(of: logits, "logits", rows: observed.rows, columns: observed.columns)
    var result = RowLosses(rows: observed.rows, columns: observed.columns)
    for row in 0..<observed.rows {
      for j in 0..<observed.columns {
        let loss = Self(observed[row, j], logit: logits[row, j])
        result.values[row] += loss.value
        result.gradient[row, j] = loss.logitSlope
      }
    }
    return result
  }
}

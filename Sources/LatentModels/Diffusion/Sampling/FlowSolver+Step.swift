import NumericCore

extension FlowSolver {
  /// At which shares of a step the scores are asked for, and how much each counts in what is added up along the way.
  var weights: [(share: Double, weight: Double)] {
    switch self {
    case .euler: [(0, 1)]
    case .heun: [(0, 0.5), (1, 0.5)]
    case .rungeKutta: [(0, 1.0 / 6), (0.5, 1.0 / 3), (0.5, 1.0 / 3), (1, 1.0 / 6)]
    }
  }

  /// One step of dx = −½ β (x + score) dt for all `rows` over `interval`.
  ///
  ///     scores   the scores of some rows at a level
  /// - Returns: where the rows arrive.
  func step(
    _ rows: Matrix<Double>, over interval: NoiseInterval,
    _ scores: (Matrix<Double>, NoiseLevel) -> Matrix<Double>
  ) -> Matrix<Double> {
    func slope(_ rows: Matrix<Double>, _ share: Double) -> Matrix<Double> {
      (-0.5 * interval.loss(share)) * (rows + scores(rows, interval.level(share)))
    }
    let k1 = slope(rows, 0)
    switch self {
    case .euler: return rows + k1
    case .heun:
      let k2 = slope(rows + k1, 1)
      return rows + 0.5 * (k1 + k2)
    case .rungeKutta:
      let k2 = slope(rows + 0.5 * k1, 0.5)
      let k3 = slope(rows + 0.5 * k2, 0.5)
      let k4 = slope(rows + k3, 1)
      return rows + (1.0 / 6) * (k1 + 2 * (k2 + k3) + k4)
    }
  }
}

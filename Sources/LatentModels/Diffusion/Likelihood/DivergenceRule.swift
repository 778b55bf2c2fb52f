import NumericCore
import RealModule

/// How the divergence of a score, the trace of its derivative, is found.
public enum DivergenceRule: Hashable, Sendable {
  /// In closed form where the denoiser has one, else by a central difference along each column: two questions for each.
  case exact
  /// As the mean of vᵀ J v over so many random v of signs ±1, at least two, by central differences along each (Hutchinson, 1990).
  case probes(Int, seed: UInt64)

  /// The closed form or a few differences where they cost little, and probes for more columns.
  public static func suited(to denoiser: any Denoiser, probes: Int = 4, seed: UInt64 = 0) -> DivergenceRule {
    denoiser is any DivergenceDenoiser || denoiser.dimensions <= 2 * probes
      ? .exact : .probes(probes, seed: seed)
  }

  /// How many estimates of each divergence there are side by side.
  var estimates: Int {
    switch self {
    case .exact: 1
    case .probes(let count, _): count
    }
  }

  /// The scores of `rows` at `level`, and for each estimate the divergence at each row.
  func scoresAndDivergences(
    of denoiser: any Denoiser, _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?,
    in workspace: Workspace
  ) -> (scores: Matrix<Double>, divergences: [[Double]]) {
    if case .exact = self, labels == nil, let denoiser = denoiser as? any DivergenceDenoiser {
      let found = denoiser.scoresAndDivergences(rows, at: level, in: workspace)
      return (found.scores, [found.divergences])
    }
    // The cube root of the rounding balances what a central difference cuts off with what it rounds; scores bend over the noise.
    let step = Double.root(denoiser.rounding, 3) * max(level.deviation, 0.1)
    /// vᵀ J v at each row.
    func alongs(_ directions: Matrix<Double>) -> [Double] {
      let forward = denoiser.scores(rows + step * directions, at: level, labels: labels, in: workspace)
      let backward = denoiser.scores(rows + (-step) * directions, at: level, labels: labels, in: workspace)
      let d = rows.columns
      return (0..<rows.rows).map { row in
        var sum = 0.0
        for index in (row * d)..<((row + 1) * d) {
          sum += directions.storage[index] * (forward.storage[index] - backward.storage[index])
        }
        return sum / (2 * step)
      }
    }
    let scores = denoiser.scores(rows, at: level, labels: labels, in: workspace)
    switch self {
    case .exact:
      var sums = Array(repeating: 0.0, count: rows.rows)
      for column in 0..<rows.columns {
        var directions = Matrix<Double>(rows: rows.rows, columns: rows.columns)
        for row in 0..<rows.rows { directions[row, column] = 1 }
        for (row, value) in alongs(directions).enumerated() { sums[row] += value }
      }
      return (scores, [sums])
    case .probes(let count, let seed):
      return (scores, (0..<count).map { alongs(Self.signs(rows, probe: $0, seed: seed)) })
    }
  }

  /// ±1 for each value of `rows`, the same at every level.
  private static func signs(_ rows: Matrix<Double>, probe: Int, seed: UInt64) -> Matrix<Double> {
    var result = Matrix<Double>(rows: rows.rows, columns: rows.columns)
    for row in 0..<rows.rows {
      var stream = RandomStream(
        seed: seed, purpose: .latent, step: UInt32(truncatingIfNeeded: probe),
        row: UInt32(truncatingIfNeeded: row))
      var (word, left) = (UInt32(0), 0)
      for column in 0..<rows.columns {
        if left == 0 { (word, left) = (stream.nextWord(), 32) }
        result[row, column] = word & 1 == 0 ? 1 : -1
        (word, left) = (word >> 1, left - 1)
      }
    }
    return result
  }
}

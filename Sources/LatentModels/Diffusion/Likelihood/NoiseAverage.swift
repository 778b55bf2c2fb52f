import NumericCore
import RealModule

/// How an expectation over the noise ε ~ N(0, I) of a row is taken.
public enum NoiseAverage: Hashable, Sendable {
  /// By Gauss and Hermite's rule with so many nodes along each of one or two columns: nothing is drawn.
  case quadrature(nodes: Int)
  /// Over so many draws for each row, at least two, so that they tell how far they can be trusted.
  case draws(Int, seed: UInt64)

  /// The rule where there is one, for rows of one or two columns, and draws for more.
  public static func suited(to dimensions: Int, draws: Int = 8, seed: UInt64 = 0) -> NoiseAverage {
    dimensions <= 2 ? .quadrature(nodes: 28) : .draws(draws, seed: seed)
  }

  /// - Throws: `.invalidSetting` where it cannot serve rows of so many columns.
  func validate(dimensions: Int) throws(FittingError) {
    switch self {
    case .quadrature(let nodes):
      guard dimensions <= 2 else {
        throw .invalidSetting(
          name: "average over the noise", found: "quadrature in \(dimensions) dimensions", expected: "draws")
      }
      guard (1...200).contains(nodes) else {
        throw .invalidSetting(name: "number of nodes", found: "\(nodes)", expected: "between 1 and 200")
      }
    case .draws(let count, _):
      guard (2...100_000).contains(count) else {
        throw .invalidSetting(name: "number of draws", found: "\(count)", expected: "between 2 and 100000")
      }
    }
  }
}

extension GaussianRule {
  /// Gauss and Hermite's rule with `count` nodes, exact for polynomials of degree 2 count − 1: the eigenvalues of the Jacobi matrix
  /// of the Hermite polynomials, weighted by the squares of the first entries of its eigenvectors (Golub & Welsch, 1969).
  init(hermiteNodes count: Int) {
    var jacobi = Matrix<Double>(rows: count, columns: count)
    for i in 1..<max(count, 1) {
      jacobi[i, i - 1] = Double(i).squareRoot()
      jacobi[i - 1, i] = jacobi[i, i - 1]
    }
    guard let eigen = SymmetricEigen(jacobi) else { preconditionFailure("a Jacobi matrix is finite") }
    t = eigen.values
    weights = eigen.vectors.row(0).map { $0 * $0 }
  }
}

/// Rows made noisy, several times each, with where they came from.
struct NoisyRows {
  /// x_t: points × D.
  let noisy: Matrix<Double>
  /// x₀: points × D.
  let clean: Matrix<Double>
  /// For each point, the number of its row.
  let origins: [Int]
  /// The class of each point.
  let labels: [Int?]?
}

/// Expectations over the noise of given rows at a level, block of rows by block of rows.
struct NoiseIntegral: Sendable {
  private let average: NoiseAverage
  /// The nodes of a row's noise, points × D, and their weights; nil where it is drawn.
  private let nodes: (offsets: Matrix<Double>, weights: [Double])?

  init(_ average: NoiseAverage, dimensions: Int) {
    self.average = average
    guard case .quadrature(let count) = average else {
      nodes = nil
      return
    }
    let rule = GaussianRule(hermiteNodes: count)
    let second = dimensions == 2 ? Array(rule.t.indices) : [0]
    var (offsets, weights): ([Double], [Double]) = ([], [])
    for i in rule.t.indices {
      for j in second {
        offsets += dimensions == 2 ? [rule.t[i], rule.t[j]] : dimensions == 1 ? [rule.t[i]] : []
        weights.append(dimensions == 2 ? rule.weights[i] * rule.weights[j] : rule.weights[i])
      }
    }
    nodes = (Matrix(rows: weights.count, columns: dimensions, storage: offsets), weights)
  }

  /// How many points stand for the noise of one row.
  var pointsPerRow: Int {
    switch average {
    case .quadrature: nodes?.weights.count ?? 1
    case .draws(let count, _): count
    }
  }

  /// For each row the means of some quantities over its noise at `level`, and the variances of these means.
  ///
  ///     step         the name of the random numbers at this level
  ///     width        how many quantities
  ///     quantities   each of them at each of the points: width × points
  /// - Returns: width × rows, twice.
  func means(
    of rows: DiffusionRows, at level: NoiseLevel, step: Int, width: Int, in workspace: Workspace,
    _ quantities: (NoisyRows) -> [[Double]]
  ) -> (means: [[Double]], variances: [[Double]]) {
    let points = pointsPerRow
    let perBlock = max(1, 16384 / points)
    var means = Array(repeating: [Double](repeating: 0, count: rows.count), count: width)
    var variances = means
    for first in stride(from: 0, to: rows.count, by: perBlock) {
      guard !workspace.cancellation.isCancelled else { break }
      let block = first..<min(first + perBlock, rows.count)
      let found = quantities(noisy(rows, block, at: level, step: step, in: workspace))
      for quantity in 0..<width {
        for (index, row) in block.enumerated() {
          let values = found[quantity][(index * points)..<((index + 1) * points)]
          if let nodes {
            means[quantity][row] = zip(values, nodes.weights).reduce(0) { $0 + $1.0 * $1.1 }
          } else {
            let mean = values.reduce(0, +) / Double(points)
            means[quantity][row] = mean
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            variances[quantity][row] = squares / Double(max(points - 1, 1)) / Double(points)
          }
        }
      }
    }
    return (means, variances)
  }

  /// x_t = α x₀ + σ ε for all the points of the rows of `block`.
  private func noisy(
    _ rows: DiffusionRows, _ block: Range<Int>, at level: NoiseLevel, step: Int, in workspace: Workspace
  ) -> NoisyRows {
    let points = pointsPerRow
    let origins = block.flatMap { Array(repeating: $0, count: points) }
    let clean = rows.values.selectingRows(origins)
    let (signal, deviation, d) = (level.signal, level.deviation, rows.values.columns)
    var noisy = clean
    if let nodes {
      for point in 0..<noisy.rows {
        for column in 0..<d {
          noisy[point, column] =
            signal * noisy[point, column] + deviation * nodes.offsets[point % points, column]
        }
      }
    } else if case .draws(_, let seed) = average {
      RowNoise(
        seed: seed, step: UInt32(truncatingIfNeeded: step), firstRow: block.lowerBound * points,
        purpose: .latent
      )
      .add(deviation, to: &noisy, times: signal, in: workspace)
    }
    return NoisyRows(
      noisy: noisy, clean: clean, origins: origins,
      labels: rows.labels.map { labels in origins.map { labels[$0] } }
    )
  }
}

/// ‖a − b‖² of each row.
func squaredDistances(_ a: Matrix<Double>, _ b: Matrix<Double>) -> [Double] {
  let d = a.columns
  return (0..<a.rows).map { row in
    var sum = 0.0
    for index in (row * d)..<((row + 1) * d) {
      let offset = a.storage[index] - b.storage[index]
      sum += offset * offset
    }
    return sum
  }
}

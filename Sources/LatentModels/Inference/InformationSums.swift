import NumericCore

/// The sums over rows that Louis's formula needs, in the units of the fit, to which pieces of the rows are added one after
/// the other.
///
/// The score of a component is 0 for the parameters of all others, so the sums of outer products consist of blocks, each
/// over the rows that two components share in. They are kept as strips, some parameters with all before them, which the
/// threads share out.
struct InformationSums: Sendable {
  /// Some parameters of a block, with all parameters of the blocks before and those of its own up to their end.
  private struct Strip: Sendable {
    /// Whether it is one of Σ w r_k s_k s_kᵀ, of component `block`, rather than of Σ w s sᵀ.
    let isConditional: Bool
    let block: Int
    let parameters: Range<Int>
    /// Parameters in the blocks before; none for a conditional one.
    let before: Int
    /// Numbers in one of its rows.
    var stride: Int { before + parameters.upperBound }
  }

  private let layout: MixtureLayout
  private let strips: [Strip]
  private var totals: [[Double]]
  /// Σ w r_k; of the noise at the end.
  private var counts: [Double]
  /// Σ w r_k s_k, but for the weights.
  private var sums: [[Double]]
  /// Σ w Σ_k r_k B_k, but for the weights.
  private var curvature: Matrix<Double>
  /// Moments that are not in the curvature yet, one for each pattern.
  private var moments: [PatternMoments] = []
  private var places: [[Int]: Int] = [:]

  /// Rows whose scores one thread computes at a time.
  static let rowsPerPart = 128

  /// Rows in a piece: about 5 · 10⁸ products, and at most 32 MB of scores.
  static func rowsPerPiece(_ layout: MixtureLayout) -> Int {
    let rows = 500_000_000 / max(1, layout.count * layout.count)
    return max(2 * rowsPerPart, min(8192, rows / rowsPerPart * rowsPerPart))
  }

  /// At most so many parameters are in a strip.
  private static let stripWidth = 48
  /// At most so many patterns of observed columns wait to be put into the curvature.
  private static let mostPatterns = 64

  /// The sums over no rows.
  init(_ layout: MixtureLayout) {
    self.layout = layout
    var strips: [Strip] = []
    func add(_ width: Int, block: Int, before: Int, isConditional: Bool) {
      let count = (width + Self.stripWidth - 1) / Self.stripWidth
      for index in 0..<count {
        strips.append(
          Strip(
            isConditional: isConditional, block: block,
            parameters: (index * width / count)..<((index + 1) * width / count), before: before))
      }
    }
    var before = 0
    for (block, width) in layout.blockWidths.enumerated() {
      add(width, block: block, before: before, isConditional: false)
      before += width
    }
    for k in 0..<layout.components { add(layout.ownCount, block: k, before: 0, isConditional: true) }
    // The longest first, so that no thread is left with them at the end.
    self.strips = strips.sorted { $0.stride > $1.stride }
    totals = self.strips.map { Array(repeating: 0, count: $0.parameters.count * $0.stride) }
    counts = Array(repeating: 0, count: layout.components + 1)
    sums = Array(repeating: Array(repeating: 0, count: layout.ownCount), count: layout.components)
    curvature = Matrix(rows: layout.count, columns: layout.count)
  }

  /// Adds the rows of a piece.
  mutating func add(
    _ parts: [MixtureScores], _ density: MixtureDensity, in workspace: Workspace
  ) throws(FittingError) {
    let strips = strips
    let found = workspace.pool.map(shards: strips.count) { Self.products(strips[$0], parts) }
    for (strip, values) in found.enumerated() {
      for i in values.indices { totals[strip][i] += values[i] }
    }
    for part in parts {
      for i in counts.indices { counts[i] += part.counts[i] }
      for k in sums.indices {
        for i in sums[k].indices { sums[k][i] += part.sums[k][i] }
      }
      for pattern in part.moments {
        if let place = places[pattern.observed] {
          moments[place].add(pattern)
        } else {
          if moments.count >= Self.mostPatterns { try settleMoments(density) }
          places[pattern.observed] = moments.count
          moments.append(pattern)
        }
      }
    }
  }

  private static func products(_ strip: Strip, _ parts: [MixtureScores]) -> [Double] {
    var result = [Double](repeating: 0, count: strip.parameters.count * strip.stride)
    var common = CommonRows()
    result.withUnsafeMutableBufferPointer { result in
      guard let start = result.baseAddress else { return }
      for part in parts {
        let blocks =
          strip.isConditional
          ? part.conditional[strip.block...strip.block] : part.blocks[...strip.block]
        guard let own = blocks.last else { continue }
        var column = 0
        for other in blocks.dropLast() {
          own.addProducts(
            of: strip.parameters, with: other, first: other.width, to: start + column, stride: strip.stride,
            &common)
          column += other.width
        }
        own.addProducts(
          of: strip.parameters, with: own, first: strip.parameters.upperBound, to: start + column,
          stride: strip.stride, &common)
      }
    }
    return result
  }

  private mutating func settleMoments(_ density: MixtureDensity) throws(FittingError) {
    for pattern in moments where !pattern.observed.isEmpty {
      let scorer = try MixtureScorer(density, observed: pattern.observed, in: layout)
      for k in 0..<layout.components {
        scorer.components[k].addCurvature(
          n: pattern.counts[k], shift: pattern.shift(of: k), scatter: pattern.scatter(of: k), to: &curvature)
      }
    }
    moments = []
    places = [:]
  }

  /// I_obs, the symmetric Σ w s sᵀ, and the gradient Σ w s.
  func result(
    _ density: MixtureDensity
  ) throws(FittingError) -> (observed: Matrix<Double>, products: Matrix<Double>, gradient: [Double]) {
    var settled = self
    try settled.settleMoments(density)
    var observed = settled.curvature
    var products = Matrix<Double>(rows: layout.count, columns: layout.count)
    var gradient = [Double](repeating: 0, count: layout.count)
    let order = layout.blockPlaces
    for (strip, values) in zip(strips, totals) {
      let own = strip.isConditional ? layout.ownPlaces(of: strip.block) : order
      for (row, parameter) in strip.parameters.enumerated() {
        let i = own[strip.before + parameter]
        for column in 0...(strip.before + parameter) {
          let (j, value) = (own[column], values[row * strip.stride + column])
          if strip.isConditional {
            observed[i, j] -= value
            if i != j { observed[j, i] -= value }
          } else {
            products[i, j] = value
            products[j, i] = value
          }
        }
      }
    }
    for k in counts.indices {
      // Among the weights, r_k B_k and r_k s_k s_kᵀ are the same and cancel.
      let (weights, value) = layout.weightScore(of: k, density.parameters)
      for place in weights { gradient[place] += counts[k] * value }
      guard k < layout.components else { continue }
      for (place, sum) in zip(layout.ownPlaces(of: k), sums[k]) {
        gradient[place] += sum
        for weight in weights {
          observed[place, weight] -= value * sum
          observed[weight, place] -= value * sum
        }
      }
    }
    return (observed + products, products, gradient)
  }
}

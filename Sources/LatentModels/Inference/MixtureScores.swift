import NumericCore
import RealModule

/// What it takes to compute the scores of rows of which the same columns were observed.
struct MixtureScorer: Sendable {
  /// Those columns.
  let observed: [Int]
  /// The mixture of those columns.
  let marginal: MixtureDensity
  /// Its components.
  let components: [ComponentScore]
  /// Where the scores of a component stand among all of its free parameters: the means, then the directions.
  let places: [Int]

  /// For rows of which the columns `observed` were.
  init(_ density: MixtureDensity, observed: [Int], in layout: MixtureLayout) throws(FittingError) {
    self.observed = observed
    let marginal =
      observed.count == layout.dimensions ? density : try density.marginal(on: observed)
    self.marginal = marginal
    components = (0..<layout.components).map {
      ComponentScore($0, of: marginal, observed: observed, in: layout)
    }
    places = (components.first?.places ?? []).enumerated().map { index, place in
      index < observed.count ? observed[index] : layout.dimensions + place - layout.covariance(0)
    }
  }
}

/// The sums of a pattern of observed columns from which its share of the curvature follows.
struct PatternMoments: Sendable {
  /// The observed columns.
  let observed: [Int]
  /// Σ w r for each component.
  var counts: [Double]
  /// Σ w r (x − μ): components × columns.
  var shifts: [Double]
  /// Σ w r (x − μ)(x − μ)ᵀ, lower triangles: components × columns × columns.
  var scatters: [Double]

  init(observed: [Int], components: Int) {
    self.observed = observed
    let order = observed.count
    counts = Array(repeating: 0, count: components)
    shifts = Array(repeating: 0, count: components * order)
    scatters = Array(repeating: 0, count: components * order * order)
  }

  /// Adds rows with responsibilities that come to `share` and that lie at `offset` from the mean of component k.
  mutating func add(_ share: Double, _ offset: [Double], to k: Int) {
    let order = observed.count
    counts[k] += share
    for a in 0..<order {
      let moved = share * offset[a]
      shifts[k * order + a] += moved
      let row = (k * order + a) * order
      for b in 0...a { scatters[row + b] += moved * offset[b] }
    }
  }

  /// Adds the sums over other rows.
  mutating func add(_ other: PatternMoments) {
    for i in counts.indices { counts[i] += other.counts[i] }
    for i in shifts.indices { shifts[i] += other.shifts[i] }
    for i in scatters.indices { scatters[i] += other.scatters[i] }
  }

  /// Σ w r (x − μ) of component k.
  func shift(of k: Int) -> [Double] {
    Array(shifts[(k * observed.count)..<((k + 1) * observed.count)])
  }

  /// Σ w r (x − μ)(x − μ)ᵀ of component k.
  func scatter(of k: Int) -> Matrix<Double> {
    let order = observed.count
    var result = Matrix<Double>(rows: order, columns: order)
    for a in 0..<order {
      for b in 0...a {
        result[a, b] = scatters[(k * order + a) * order + b]
        result[b, a] = result[a, b]
      }
    }
    return result
  }
}

/// The scores of some rows of a table under a mixture, in which those of a component stand only for the rows that it
/// shares in.
struct MixtureScores: Sendable {
  /// √w s: first what all components share (the weights, a tied covariance), then the rest of each component.
  private(set) var blocks: [ScoreBlock]
  /// √(w r_k) s_k of each component, but for the weights.
  private(set) var conditional: [ScoreBlock]
  /// Σ w r_k; of the noise at the end.
  private(set) var counts: [Double]
  /// Σ w r_k s_k of each component, but for the weights.
  private(set) var sums: [[Double]]
  /// What the curvature needs.
  private(set) var moments: [PatternMoments] = []

  /// A responsibility below this adds nothing that would be seen.
  private static let leastResponsibility = 1e-14

  /// Those of `rows` of `data` under `density`.
  /// - Parameter complete: for rows of which every column was observed.
  init(
    _ rows: Range<Int>, of data: DataTable, _ density: MixtureDensity, complete: MixtureScorer,
    in layout: MixtureLayout
  ) throws(FittingError) {
    blocks = layout.blockWidths.map(ScoreBlock.init)
    conditional = Array(repeating: ScoreBlock(width: layout.ownCount), count: layout.components)
    counts = Array(repeating: 0, count: layout.components + 1)
    sums = Array(repeating: Array(repeating: 0, count: layout.ownCount), count: layout.components)
    var number = 0
    for (observed, members) in data.values.rowsByObserved(rows) {
      let scorer =
        observed.count == layout.dimensions
        ? complete : try MixtureScorer(density, observed: observed, in: layout)
      add(members, of: data, scorer, in: layout, from: number)
      number += members.count
    }
  }

  private mutating func add(
    _ members: [Int], of data: DataTable, _ scorer: MixtureScorer, in layout: MixtureLayout, from start: Int
  ) {
    let (count, order) = (layout.components, scorer.observed.count)
    let weightScores = (0...count).map { layout.weightScore(of: $0, scorer.marginal.parameters) }
    var pattern = PatternMoments(observed: scorer.observed, components: count)
    var x = [Double](repeating: 0, count: order)
    var (offset, u) = (x, x)
    var terms = [Double](repeating: 0, count: count + 1)
    var own = [Double](repeating: 0, count: layout.ownCount)
    for (index, row) in members.enumerated() {
      let weight = data.weights?[row] ?? 1
      guard weight > 0 else { continue }
      for (a, column) in scorer.observed.enumerated() { x[a] = data.values[row, column] }
      for k in 0..<count {
        terms[k] = scorer.marginal.constants[k] - 0.5 * scorer.components[k].squaredDistance(of: x, &offset)
      }
      terms[count] = scorer.marginal.noiseTerm
      let total = logSumExp(terms)
      guard total > -.infinity else { continue }
      let root = weight.squareRoot()
      var shared = [Double](repeating: 0, count: layout.sharedCount)
      for k in 0...count {
        let r = Double.exp(terms[k] - total)
        guard r > Self.leastResponsibility else { continue }
        counts[k] += weight * r
        for place in weightScores[k].places { shared[place] += r * weightScores[k].value }
        guard k < count else { continue }
        scorer.components[k].findOffset(of: x, &offset, &u)
        pattern.add(weight * r, offset, to: k)
        scorer.components[k].findScore(at: u, &own, at: scorer.places)
        for i in own.indices { sums[k][i] += weight * r * own[i] }
        conditional[k].append(own, times: (weight * r).squareRoot(), row: start + index)
        // A tied covariance is shared; the means stand first.
        blocks[k + 1].append(own, times: r * root, row: start + index)
        for place in layout.weights.count..<layout.sharedCount {
          shared[place] += r * own[layout.dimensions + place - layout.weights.count]
        }
      }
      blocks[0].append(shared, times: root, row: start + index)
    }
    moments.append(pattern)
  }
}

import NumericCore
import RealModule

/// Equal cells in a row, on which a law of a latent is constant.
public struct LawCells: Hashable, Sendable {
  /// Where the first cell begins.
  public let lower: Double
  /// The width of each.
  public let width: Double
  /// How many cells there are.
  static let count = 256

  /// Where the last cell ends.
  var upper: Double { lower + width * Double(Self.count) }

  init(lower: Double, width: Double) {
    self.lower = lower
    self.width = width
  }

  /// Cells that hold all of a law but e^−20 of its height on either side, with a tenth to spare.
  init(covering law: ConditionalLaw) {
    let (low, high) = Self.reach(of: law)
    let spare = 0.1 * (high - low)
    lower = low - spare
    width = (high - low + 2 * spare) / Double(Self.count)
  }

  /// Whether these cells hold the law, and few of them in vain.
  func suit(_ law: ConditionalLaw) -> Bool {
    let (low, high) = Self.reach(of: law)
    return lower <= low && upper >= high && upper - lower < 1.6 * (high - low)
  }

  private static func reach(of law: ConditionalLaw) -> (low: Double, high: Double) {
    let floor = (law.logJoint.max() ?? 0) - 20
    let first = law.logJoint.firstIndex { $0 > floor } ?? 0
    let last = law.logJoint.lastIndex { $0 > floor } ?? law.logJoint.count - 1
    return (law.lower + Double(first - 1) * law.step, law.lower + Double(last + 1) * law.step)
  }

  /// Where Gauss and Legendre look at a function in a cell of width 1 about 0, and how much they make of it.
  enum Rule {
    /// Two places, right for cubics.
    case two
    /// Three places, right for quintics.
    case three

    var places: [(place: Double, weight: Double)] {
      switch self {
      case .two:
        let r = 0.5 / 3.0.squareRoot()
        return [(-r, 0.5), (r, 0.5)]
      case .three:
        let r = 0.5 * 0.6.squareRoot()
        return [(-r, 5.0 / 18), (0, 4.0 / 9), (r, 5.0 / 18)]
      }
    }
  }

  /// The places of a rule in all cells, cell after cell.
  func places(_ rule: Rule) -> [Double] {
    let inCell = rule.places
    var result: [Double] = []
    result.reserveCapacity(Self.count * inCell.count)
    for cell in 0..<Self.count {
      for node in inCell { result.append(lower + (Double(cell) + 0.5 + node.place) * width) }
    }
    return result
  }
}

/// A histogram as a law of a latent: free in every cell, constant within it.
public struct HistogramLaw: Hashable, Sendable {
  /// The cells.
  public let cells: LawCells
  /// The probability of each cell, with sum 1.
  public let masses: [Double]

  /// The histogram on `cells` that maximises F for a unit, and F there.
  ///
  /// With q_c the mass of cell c of width h and ā_c the mean of log p(x, z) over it, F = Σ q_c (ā_c − log q_c + log h), whose
  /// maximum is at q_c ∝ e^{ā_c} and is log Σ h e^{ā_c}.
  init(
    best cells: LawCells, for decoder: some ScalarDecoder, unit: Int, _ theta: [Double],
    _ curve: inout ScalarCurve, bound: inout Double
  ) {
    let z = cells.places(.two)
    decoder.evaluate(unit, at: z, theta, into: &curve)
    var means = [Double](repeating: 0, count: LawCells.count)
    for cell in means.indices {
      let (one, two) = (2 * cell, 2 * cell + 1)
      means[cell] =
        0.5 * (curve.value[one] + curve.value[two] - log2Pi) - 0.25 * (z[one] * z[one] + z[two] * z[two])
    }
    let total = logSumExp(means)
    self.cells = cells
    masses = means.map { Double.exp($0 - total) }
    bound = total + Double.log(cells.width)
  }

  /// H(q) = −Σ q_c log(q_c / h).
  public var entropy: Double { masses.reduce(Double.log(cells.width)) { $0 + entropyTerm($1) } }

  /// log q(z): −∞ outside of the cells.
  public func logDensity(at z: Double) -> Double {
    let place = (z - cells.lower) / cells.width
    guard place >= 0, place < Double(LawCells.count) else { return -.infinity }
    return Double.log(masses[min(Int(place), LawCells.count - 1)] / cells.width)
  }

  /// Nodes for expectations of smooth functions.
  func nodes(_ rule: LawCells.Rule = .two) -> WeightedNodes {
    let weights = rule.places.map(\.weight)
    return WeightedNodes(
      z: cells.places(rule), weights: masses.flatMap { mass in weights.map { mass * $0 } })
  }
}

extension LawBank {
  /// The best histogram of each unit: on the cells that it has, or on new ones where those no longer suit the law and F gains
  /// by it.
  func histograms(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> (cells: [LawCells], bound: Double) {
    let parts = try decoder.mapUnits(in: workspace) { units in
      var curve = ScalarCurve()
      var cells: [LawCells] = []
      var total = 0.0
      for unit in units {
        let exact = ConditionalLaw(of: decoder, unit: unit, theta)
        var chosen = LawCells(covering: exact)
        var bound = -Double.infinity
        var own: LawCells?
        if case .histograms(let present, _) = self { own = present[unit] }
        if own.map({ !$0.suit(exact) }) ?? true {
          _ = HistogramLaw(best: chosen, for: decoder, unit: unit, theta, &curve, bound: &bound)
        }
        if let own {
          var other = -Double.infinity
          _ = HistogramLaw(best: own, for: decoder, unit: unit, theta, &curve, bound: &other)
          if other >= bound { (chosen, bound) = (own, other) }
        }
        cells.append(chosen)
        total += decoder.weight(ofUnit: unit) * bound
      }
      return (cells: cells, bound: total)
    }
    return (parts.flatMap(\.cells), parts.reduce(0) { $0 + $1.bound })
  }
}

import NumericCore
import RealModule

/// A parabola seen through noise: z ~ N(0, 1), x | z ~ N(a + b z + c z², σ²). θ = (a, b, c, log σ).
///
/// The smallest decoder with a law of the latent that no Gaussian can be: where c ≠ 0, two values of z explain one x. Each
/// row with a value is a unit.
public struct CurveDecoder: ScalarDecoder {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "curve", title: "Curve with a Gaussian latent")

  /// The data, of which one column is fitted.
  public let data: DataTable
  /// Which column.
  public let column: Int
  /// The rows with a value, by index.
  let rows: [Int]
  /// x of each unit.
  let x: [Double]
  /// How often each unit counts.
  let weights: [Double]
  /// Σ of the weights.
  public let observations: Double
  /// Mean, standard deviation and skewness of x.
  private let moments: (mean: Double, deviation: Double, skewness: Double)
  /// Mean and standard deviation that an encoder standardises by: those of the data that were fitted.
  private var standard: (mean: Double, deviation: Double)

  /// The curve of a column.
  /// - Throws: `.noData`, `.emptyColumn`, `.constantColumn` or `.valueOutOfRange`.
  public init(data: DataTable, column: Int = 0) throws(FittingError) {
    guard data.rows > 0, data.dimensions > 0 else { throw .noData }
    guard (0..<data.dimensions).contains(column) else {
      throw .invalidSetting(
        name: "column", found: String(column + 1), expected: "one of the \(data.dimensions) columns")
    }
    try DataLimits.validateValues(of: data, columns: [column])
    self.data = data
    self.column = column
    rows = (0..<data.rows).filter { !data.values[$0, column].isNaN && data.weights?[$0] ?? 1 > 0 }
    let values = rows.map { data.values[$0, column] }
    let counts = rows.map { data.weights?[$0] ?? 1 }
    (x, weights) = (values, counts)
    let total = counts.reduce(0, +)
    observations = total
    guard total > 0 else { throw .emptyColumn(name: data.columnNames[column]) }
    func mean(_ f: (Double) -> Double) -> Double {
      zip(counts, values).reduce(0) { $0 + $1.0 * f($1.1) } / total
    }
    let centre = mean { $0 }
    let deviation = mean { ($0 - centre) * ($0 - centre) }.squareRoot()
    guard deviation > 1e-12 * max(1, abs(centre)) else {
      throw .constantColumn(name: data.columnNames[column])
    }
    standard = (centre, deviation)
    moments = (centre, deviation, mean { Double.pow(($0 - centre) / deviation, 3) })
  }

  /// The rows with a value.
  public var unitCount: Int { x.count }
  /// The row's weight.
  public func weight(ofUnit unit: Int) -> Double { weights[unit] }
  /// Its row.
  public func name(ofUnit unit: Int) -> String { "row \(data.number(ofRow: rows[unit]))" }
  /// Its x, in the data's own units.
  public func reading(ofUnit unit: Int) -> String {
    let value = data.transform.own(x[unit], column: column)
    // Four digits, or all those before the point.
    let magnitude = value == 0 ? 0 : Double.log10(abs(value)).rounded(.down)
    let scale = Double.exp10(min(max(0, 3 - magnitude), 300))
    return "\(data.columnNames[column]) = \(shortNumber((value * scale).rounded() / scale))"
  }
  /// One log of the scale for each observation.
  public var unitOffset: Double { observations * data.transform.logScales[column] }
  /// A multiplication or two.
  public var work: Double { 0.1 * Double(x.count) }
  /// (x − mean) / sd.
  public func features(ofUnit unit: Int) -> [Double] { [(x[unit] - standard.mean) / standard.deviation] }

  /// a, b, c, log σ.
  public var coordinateNames: [String] { ["a", "b", "c", "log sigma"] }

  /// A parabola bent as the data are skewed, through their mean: E x = a + c.
  public var start: [Double] {
    let c = (moments.skewness < 0 ? -0.3 : 0.3) * moments.deviation
    return [moments.mean - c, 0.8 * moments.deviation, c, Double.log(0.5 * moments.deviation)]
  }

  /// a, b, c and σ in the data's own units.
  public func tables(of theta: [Double]) -> [ParameterTable] {
    let free = freeParameters(of: theta).parameters
    return [
      ParameterTable(
        header: ["", "value"], rows: zip(free.names, free.values).map { .init($0, [$1]) })
    ]
  }

  /// a, b, c and σ in the data's own units.
  public func freeParameters(of theta: [Double]) -> (parameters: FreeParameters, jacobian: Matrix<Double>) {
    let scale = data.transform.scale[column]
    let sigma = Double.exp(theta[3])
    return (
      FreeParameters(
        names: ["a", "b", "c", "sigma"],
        values: [
          data.transform.own(theta[0], column: column), scale * theta[1], scale * theta[2], scale * sigma,
        ]),
      Matrix(diagonal: [scale, scale, scale, scale * sigma])
    )
  }

  /// From a, b, c and σ in the data's own units.
  public func coordinates(free values: [Double]) -> [Double]? {
    let (shift, scale) = (data.transform.shift[column], data.transform.scale[column])
    guard values.count == 4, values.allSatisfy(\.isFinite), values[3] > 0 else { return nil }
    return [(values[0] - shift) / scale, values[1] / scale, values[2] / scale, Double.log(values[3] / scale)]
  }

  /// g = −½ log 2πσ² − e²/2σ² with e = x − f(z): g′ = e f′/σ², g″ = (e f″ − f′²)/σ².
  public func evaluate(_ unit: Int, at z: [Double], _ theta: [Double], into result: inout ScalarCurve) {
    result.reset(count: z.count)
    let (a, b, c) = (theta[0], theta[1], theta[2])
    let precision = Double.exp(-2 * theta[3])
    let constant = -0.5 * log2Pi - theta[3]
    for (k, z) in z.enumerated() {
      let e = x[unit] - (a + z * (b + c * z))
      let slope = b + 2 * c * z
      result.value[k] = constant - 0.5 * precision * e * e
      result.slope[k] = precision * e * slope
      result.curvature[k] = precision * (2 * c * e - slope * slope)
    }
  }

  /// A polynomial of degree 4.
  public func analyticWidth(ofUnit unit: Int, _ theta: [Double]) -> Double { .infinity }
  /// A parabola has two arms.
  public var isLogConcave: Bool { false }

  /// ∂g/∂(a, b, c) = e (1, z, z²)/σ² and ∂g/∂ log σ = e²/σ² − 1.
  public func addGradient(
    _ unit: Int, _ nodes: WeightedNodes, _ theta: [Double], to gradient: inout [Double]
  ) {
    let precision = Double.exp(-2 * theta[3])
    for (z, w) in zip(nodes.z, nodes.weights) {
      let e = x[unit] - (theta[0] + z * (theta[1] + theta[2] * z))
      gradient[0] += w * precision * e
      gradient[1] += w * precision * e * z
      gradient[2] += w * precision * e * z * z
      gradient[3] += w * (precision * e * e - 1)
    }
  }

  /// A regression of x on (1, z, z²) with moments of z in the place of its values.
  public func maximizer(
    from theta: [Double], under laws: some LawSource, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let parts = try mapUnits(in: workspace) { regressionSums(ofUnits: $0, under: laws) }
    var (powers, products, squares) = ([Double](repeating: 0, count: 5), [0.0, 0, 0], 0.0)
    for part in parts {
      for k in 0..<5 { powers[k] += part.powers[k] }
      for k in 0..<3 { products[k] += part.products[k] }
      squares += part.squares
    }
    var normal = Matrix<Double>(rows: 3, columns: 3)
    for i in 0..<3 { for j in 0..<3 { normal[i, j] = powers[i + j] } }
    guard let factor = Cholesky(normal) else { throw .singularCovariance }
    let beta = factor.solve(products)
    let explained = zip(beta, products).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = (squares - explained) / powers[0]
    // Below this a law is narrower than a Gaussian law is followed, and a bound under it is none.
    guard variance > 1e-6 * moments.deviation * moments.deviation else {
      throw .vanishingNoise(column: data.columnNames[column])
    }
    return [beta[0] + moments.mean, beta[1], beta[2], 0.5 * Double.log(variance)]
  }

  /// Σ w E z^k, Σ w e E z^k and Σ w e² of some units, with e = x − the mean of all, so that σ² far below Var x keeps its digits.
  private func regressionSums(
    ofUnits units: Range<Int>, under laws: some LawSource
  ) -> (powers: [Double], products: [Double], squares: Double) {
    var powers = [Double](repeating: 0, count: 5)
    var products = [Double](repeating: 0, count: 3)
    var squares = 0.0
    var nodes = WeightedNodes()
    for unit in units {
      laws.fill(&nodes, forUnit: unit)
      let e = x[unit] - moments.mean
      var moment = [Double](repeating: 0, count: 5)
      for (z, w) in zip(nodes.z, nodes.weights) {
        let z2 = z * z
        moment[0] += w
        moment[1] += w * z
        moment[2] += w * z2
        moment[3] += w * z2 * z
        moment[4] += w * z2 * z2
      }
      for k in 0..<5 { powers[k] += weights[unit] * moment[k] }
      for k in 0..<3 { products[k] += weights[unit] * e * moment[k] }
      squares += weights[unit] * e * e * moment[0]
    }
    return (powers, products, squares)
  }

  /// a − b z + c z² in the place of a + b z + c z².
  public func mirrored(_ theta: [Double]) -> [Double] { [theta[0], -theta[1], theta[2], theta[3]] }

  /// Whether the noise has come to next to nothing: where the vertex of the parabola lies on a row, the likelihood and the bound
  /// grow without bound as σ goes to 0.
  public func findings(at theta: [Double]) -> [Finding] {
    let ratio = Double.exp(theta[3]) / moments.deviation
    return ratio < 5e-3 ? [.noiseless(column: column, share: ratio * ratio)] : []
  }

  /// A curve of this column.
  public func plan(_ settings: VariationalSettings) -> VariationalPlan { .curve(column: column, settings) }
  /// Which column.
  public func archive(in archive: inout ModelArchive) { archive.metadata["column"] = String(column) }
  /// The curve of the column that the archive names.
  public init(reading archive: ModelArchive, data: DataTable) throws(FittingError) {
    try self.init(data: data, column: try ArchiveReader(archive).number("column", Int.init(_:)))
  }
  /// The curve of the same column of other data, with the features as they are here.
  public func refitting(_ data: DataTable) throws(FittingError) -> CurveDecoder {
    var other = try CurveDecoder(data: data, column: column)
    other.standard = standard
    return other
  }

  /// Rows drawn at θ, in the places of those with a value.
  public func simulated(
    at theta: [Double], seed: UInt64, replicate: UInt32
  ) throws(FittingError) -> CurveDecoder {
    var values = data.values
    for row in rows {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: row))
      let z = random.normal()
      values[row, column] =
        theta[0] + z * (theta[1] + theta[2] * z) + Double.exp(theta[3]) * random.normal()
    }
    return try CurveDecoder(data: data.replacingValues(values), column: column)
  }
}

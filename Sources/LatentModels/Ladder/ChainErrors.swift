import NumericCore
import RealModule

/// How far x̂₀ is from each of some rows, level by level, of which the bound of a chain is made for any reverse variance.
struct ChainErrors: Sendable {
  /// Some rows and their errors.
  struct Rows: Sendable {
    let evaluation: RungEvaluation
    let count: Int
    let places: [Int]
    /// ‖x₀‖² of each.
    let squares: [Double]
    /// What brings nats of a row to the data's own units.
    let logScale: Double
    /// E‖x₀ − x̂₀‖² of each at the places of the curve: places × rows.
    let errors: [[Double]]
    /// Its mean over the rows.
    let curve: ErrorCurve
  }

  /// The chain, from noise to data.
  let grid: NoiseGrid
  let dimensions: Int
  /// The rows that were fitted, whose errors the best variances are made for.
  let training: Rows
  let heldOut: Rows?

  /// The bound of the chain with that variance on some of the rows, row by row.
  ///
  /// The cost of a level is a + b D_i in the error D_i of a row (see `VariationalBound`), with the variance made for the mean of D over
  /// the rows that were fitted. Between the places D_i is the mean's spline times the row's share in it, a straight line between places,
  /// so that the sum over the rows is that of the mean.
  func score(_ variance: ReverseVariance, _ rows: Rows) -> RungScore {
    let places = rows.curve.logRatios
    var base = 0.0
    var slopes = [Double](repeating: 0, count: places.count)
    for index in 0..<grid.steps {
      let step = ChainStep(grid, index, dimensions: dimensions)
      let spread = training.curve.value(at: step.level)
      let gain = step.gain(variance, spread: spread)
      let slope = step.slope(gain: gain, spread: spread)
      base += step.cost(error: 0, gain: gain, spread: spread)
      let mean = rows.curve.value(at: step.level)
      for (place, weight) in Self.neighbours(of: step.level.logSignalToNoise, in: places) {
        slopes[place] += slope * weight * mean / max(rows.curve.errors[place], .leastNormalMagnitude)
      }
    }
    let signal = grid.levels[0].signalVariance
    let d = Double(dimensions)
    let priorBase = 0.5 * d * (-signal - Double.log(onePlus: -signal))
    let perRow = rows.squares.indices.map { row in
      let cost = places.indices.reduce(base) { $0 + slopes[$1] * rows.errors[$1][row] }
      return -(priorBase + 0.5 * signal * rows.squares[row] + cost) - rows.logScale
    }
    let m = Double(max(rows.places.count, 1))
    let open = places.indices.reduce(0.0) { sum, place in
      let error = m * slopes[place] * rows.curve.standardErrors[place]
      return sum + error * error
    }
    return RungScore(
      rows.evaluation, perRow, places: rows.places, of: rows.count, isBound: true, variance: open)
  }

  /// The places on both sides of `place` and what each counts there.
  private static func neighbours(of place: Double, in places: [Double]) -> [(Int, Double)] {
    guard let right = places.firstIndex(where: { $0 >= place }) else { return [(places.count - 1, 1)] }
    guard right > 0, places[right] > place else { return [(right, 1)] }
    let share = (place - places[right - 1]) / (places[right] - places[right - 1])
    return [(right - 1, 1 - share), (right, share)]
  }
}

/// The errors of a denoiser on the rows, level by level.
struct ChainErrorsWork: LadderWork {
  private let grid: NoiseGrid
  private let dimensions: Int
  private let isLearned: Bool
  private var studies:
    [(evaluation: RungEvaluation, count: Int, places: [Int], rows: DiffusionRows, study: ErrorStudy)]
  private(set) var isFinished = false

  let stage = "errors"
  var share: Double {
    Double(studies.reduce(0) { $0 + $1.study.done }) / Double(studies.reduce(0) { $0 + $1.study.planned })
  }

  private static let mostRows = 4000

  /// Those of the exact denoiser of EM's mixture: by quadrature for one or two columns.
  init(exact ground: LadderGround) throws(FittingError) {
    guard let mixture = ground.mixture else { throw .noCriteria }
    let denoiser = try GaussianMixtureDenoiser(mixture.model.parameters)
    grid = try NoiseGrid(NoiseSchedule(.linear, levels: ground.settings.levels))
    dimensions = denoiser.dimensions
    isLearned = false
    studies = []
    for (evaluation, table) in ground.tables {
      let places = evenPlaces(among: table.rows, atMost: Self.mostRows)
      let rows = try DiffusionRows(table.selectingRows(places))
      // Rows are many or nodes are, not both.
      let nodes = Int((250_000 / Double(rows.count)).squareRoot())
      let average: NoiseAverage =
        dimensions > 2
        ? .draws(8, seed: ground.settings.seed) : .quadrature(nodes: min(max(nodes, 10), 28))
      studies.append(
        (
          evaluation, table.rows, places, rows,
          try ErrorStudy(denoiser, rows: rows, average: average, keepsRows: true)
        ))
    }
  }

  /// Those of the net at the very levels that it was taught, by draws.
  init(learned ground: LadderGround) throws(FittingError) {
    guard let model = ground.network else { throw .noData }
    grid = try NoiseGrid(model.levels.schedule)
    dimensions = model.data.columns
    isLearned = true
    let ratios = grid.levels.prefix(grid.steps).map(\.logSignalToNoise)
    studies = []
    for (evaluation, table) in ground.tables {
      let places = evenPlaces(among: table.rows, atMost: Self.mostRows)
      let rows = try model.rows(of: table.selectingRows(places))
      let draws = min(16, max(2, 1_600_000 / (rows.count * grid.steps)))
      studies.append(
        (
          evaluation, table.rows, places, rows,
          try ErrorStudy(
            model.denoiser, rows: rows, average: .draws(draws, seed: ground.settings.seed),
            logRatios: ratios, keepsRows: true)
        ))
    }
  }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    if let index = studies.firstIndex(where: { !$0.study.isFinished }) {
      try studies[index].study.advance(in: workspace)
    }
    guard studies.allSatisfy({ $0.study.isFinished }) else { return }
    let found = studies.compactMap { part in
      part.study.findings.map { curve in
        ChainErrors.Rows(
          evaluation: part.evaluation, count: part.count, places: part.places,
          squares: (0..<part.rows.count).map { row in
            part.rows.values.row(row).reduce(0) { $0 + $1 * $1 }
          }, logScale: part.rows.logScale, errors: part.study.rowErrors, curve: curve)
      }
    }
    let errors = ChainErrors(
      grid: grid, dimensions: dimensions, training: found[0], heldOut: found.count > 1 ? found[1] : nil)
    if isLearned { ground.learnedErrors = errors } else { ground.exactErrors = errors }
    isFinished = true
  }
}

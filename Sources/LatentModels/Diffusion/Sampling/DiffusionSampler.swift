import NumericCore
import RealModule

/// Rows drawn from a diffusion model, all of them together from level to level: one piece is one level.
///
/// A value, and cheap to copy: the copies share their rows until one goes on. Random numbers are named by (seed, piece, row), so a
/// row is the same however many are drawn beside it, on however many threads, and whether or not it was drawn before. With a grid
/// that adds noise it leads rows back to the noise that they come from (inversion).
public struct DiffusionSampler: Study {
  /// What says what stood before the noise; for guidance, a `GuidedDenoiser`.
  public let denoiser: any Denoiser
  /// How a step is taken.
  public let method: SamplingMethod
  /// The levels that are stood at.
  public let grid: NoiseGrid
  /// What names the random numbers.
  public let seed: UInt64
  /// The number of the first row, where the rows are part of a larger sample.
  public let firstRow: Int
  /// The class that each row is to be of, for a model that was taught classes.
  public let labels: [Int?]?
  /// E‖x₀ − x̂₀‖² at each level, for `.ancestral(.optimal)`.
  public let errors: ErrorCurve?
  /// What is known of each row beforehand.
  public let known: KnownColumns?

  /// The rows where they stand now: x_t, rows × D.
  public internal(set) var state: Matrix<Double>
  /// The x̂₀ that the last step went by, rows × D; nil before the first.
  public internal(set) var prediction: Matrix<Double>?
  /// How many steps were taken.
  public internal(set) var done = 0
  /// The x̂₀ of the step before and the level at which it was said, for `.multistep`.
  var previous: (prediction: Matrix<Double>, level: NoiseLevel)?

  /// `count` rows that begin as draws from N(0, I) at the first level of `grid`.
  /// - Throws: `.invalidSetting` where the parts do not go together.
  public init(
    _ denoiser: any Denoiser, count: Int, grid: NoiseGrid, method: SamplingMethod, seed: UInt64,
    firstRow: Int = 0, labels: [Int?]? = nil, errors: ErrorCurve? = nil, known: KnownColumns? = nil
  ) throws(FittingError) {
    guard count >= 1 else {
      throw .invalidSetting(name: "number of rows to draw", found: "\(count)", expected: "at least 1")
    }
    try self.init(
      denoiser, rows: RowNoise(seed: seed, step: 0, firstRow: firstRow).rows(count, denoiser.dimensions),
      grid: grid, method: method, seed: seed, firstRow: firstRow, labels: labels, errors: errors, known: known
    )
  }

  /// The same from given `rows` (rows × D), which stand at the first level of `grid`.
  /// - Throws: `.invalidSetting` where the parts do not go together.
  public init(
    _ denoiser: any Denoiser, rows: Matrix<Double>, grid: NoiseGrid, method: SamplingMethod, seed: UInt64 = 0,
    firstRow: Int = 0, labels: [Int?]? = nil, errors: ErrorCurve? = nil, known: KnownColumns? = nil
  ) throws(FittingError) {
    guard rows.columns == denoiser.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: "\(rows.columns)", expected: "\(denoiser.dimensions)")
    }
    guard labels?.count ?? rows.rows == rows.rows else {
      throw .invalidSetting(
        name: "number of labels", found: "\(labels?.count ?? 0)",
        expected: "one for each of \(rows.rows) rows")
    }
    if let known, known.isFixed.count != rows.columns || ![1, rows.rows].contains(known.values.rows) {
      throw .invalidSetting(
        name: "known columns", found: "\(known.values.rows)x\(known.isFixed.count)",
        expected: "\(rows.columns) columns, and one row or \(rows.rows)")
    }
    try Self.validate(method, denoiser, grid, errors)
    self.denoiser = denoiser
    self.method = method
    self.grid = grid
    self.seed = seed
    self.firstRow = firstRow
    self.labels = labels
    self.errors = errors
    self.known = known
    state = rows
  }

  private static func validate(
    _ method: SamplingMethod, _ denoiser: any Denoiser, _ grid: NoiseGrid, _ errors: ErrorCurve?
  ) throws(FittingError) {
    if grid.addsNoise {
      switch method {
      case .flow: break
      case .ddim(let eta) where eta == 0: break
      case .ancestral, .ddim, .multistep:
        throw .invalidSetting(
          name: "method", found: "one that only takes noise away",
          expected: "DDIM with eta 0 or a flow, to go back to noise")
      }
    }
    switch method {
    case .ancestral(.optimal) where errors == nil:
      throw .invalidSetting(
        name: "reverse variance", found: "optimal",
        expected: "another one, or with the error curve measured first")
    case .ancestral(.exact) where !(denoiser is any ExactDenoiser):
      throw .invalidSetting(
        name: "reverse variance", found: "exact",
        expected: "another one: the denoiser does not know its own error")
    case .ddim(let eta) where !(eta >= 0 && eta <= 1):
      throw .invalidSetting(name: "eta", found: "\(eta)", expected: "between 0 and 1")
    default: break
    }
  }

  /// S.
  public var planned: Int { grid.steps }
  /// The rows where they stand.
  public var findings: Matrix<Double> { state }
  /// The level that the rows stand at.
  public var level: NoiseLevel { grid.levels[done] }
  /// Its time, from 1 at pure noise to 0 at the data.
  public var time: Double { grid.times[done] }
  /// Its number in the schedule; nil in continuous time.
  public var number: Int? { grid.numbers?[done] }

  /// Takes all rows to the next level.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    var next = self
    let repeats = known?.repeats ?? 1
    for turn in 1...max(repeats, 1) {
      next.step(turn: turn, in: workspace)
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      guard let known else { continue }
      let noise = noise(.known, turn)
      known.fix(&next.state, at: grid.levels[done + 1], noise, in: workspace)
      if turn < repeats {
        // Back to the noisier level, and another time.
        let lost = -Double.expMinusOne(grid.levels[done].logSignal - grid.levels[done + 1].logSignal)
        self.noise(.back, turn).add(
          lost.squareRoot(), to: &next.state, times: (1 - lost).squareRoot(), in: workspace)
      }
    }
    next.done += 1
    self = next
  }

  /// What random numbers are for within a step.
  enum NoiseUse: UInt32 { case step = 0, known, back }

  /// The random numbers of this step.
  func noise(_ use: NoiseUse, _ turn: Int) -> RowNoise {
    let name =
      UInt32(truncatingIfNeeded: done + 1) | use.rawValue << 30 | UInt32(truncatingIfNeeded: turn - 1) << 20
    return RowNoise(seed: seed, step: name, firstRow: firstRow)
  }
}

import NumericCore
import RealModule

/// How rows are carried to noise by the mixture's exact score, to add up their log-likelihood on the way.
public struct RouteRequest: Hashable, Sendable {
  /// How a step is taken.
  public var solver: FlowSolver
  /// How many steps of equal time there are.
  public var steps: Int

  /// A way of so many steps.
  public init(solver: FlowSolver = .heun, steps: Int = 50) {
    self.solver = solver
    self.steps = steps
  }
}

/// Rows on their way to noise, and what has been added up: the second route to the number that EM climbs to. Totals over the rows in
/// nats, in the data's own units.
public struct LikelihoodRoute: Sendable {
  /// What was asked for.
  public let request: RouteRequest
  /// How many rows all totals are over.
  public let rows: Int
  /// K of the mixture.
  public let components: Int
  /// EM's log-likelihood of the rows: exact.
  public let exact: Double
  /// Where the rows stood after each step, in time from 0 at the data to 1 at noise.
  public internal(set) var times: [Double] = []
  /// log N(x_t; 0, I) of the rows where they stand, and what the way there added: at time 0 what N(0, I) in the frame says of the
  /// data, at the end the estimate.
  public internal(set) var totals: [Double] = []
  /// The estimate with the mixture's own law at the end, in the place of N(0, I): what is wrong with it is the solver's; nil before
  /// the end.
  public internal(set) var ownTotal: Double?
  /// Some rows where they stood at some of the times, in the data's own units.
  public internal(set) var frames: [(time: Double, rows: Matrix<Double>)] = []
}

/// The way of all rows, a step a piece.
struct RouteStudy: Study {
  private var route: LikelihoodRoute
  private var flow: FlowLikelihood
  private let frame: UnitTransform
  private let logScale: Double

  /// So many frames are kept of so many rows.
  private static let (mostFrames, mostRows) = (9, 400)

  /// The way that `request` asks for, of the rows that `model` is trained on.
  /// - Throws: `.invalidSetting` where there is no mixture with a density, or the request cannot be carried out.
  init(_ request: RouteRequest, of model: DiffusionModel, mixture: MixtureParameters?) throws(FittingError) {
    guard let mixture else {
      throw .invalidSetting(
        name: "mixture", found: "none that could be fitted", expected: "one whose score rows can follow")
    }
    let data = model.data
    let denoiser = try GaussianMixtureDenoiser(mixture)
    guard denoiser.hasScoreWithoutNoise else { throw .singularCovariance }
    let rows = try DiffusionRows(AccountStudy.rows(of: data), logScale: data.logScale)
    flow = try FlowLikelihood(
      denoiser, rows: rows, grid: NoiseGrid(continuousSteps: request.steps), solver: request.solver,
      divergence: .exact, end: .own)
    frame = data.table.transform.followed(by: data.frame)
    logScale = data.logScale
    route = LikelihoodRoute(
      request: request, rows: rows.count, components: mixture.components,
      exact: denoiser.law(at: .none).total(rows.values) - Double(rows.count) * data.logScale)
    note()
  }

  var done: Int { flow.done }
  var planned: Int { flow.planned }
  var findings: DiffusionFinding { .route(route) }

  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard done < planned else { return }
    try flow.advance(in: workspace)
    note()
  }

  /// Writes down where the rows stand.
  private mutating func note() {
    let (state, d) = (flow.state, Double(flow.state.columns))
    let square = state.storage.reduce(0) { $0 + $1 * $1 }
    let n = Double(state.rows)
    route.times.append(flow.time)
    route.totals.append(
      -0.5 * (n * d * log2Pi + square) + flow.runningGains.reduce(0, +) - n * logScale)
    route.ownTotal = flow.scores.first?.objective.nats
    let last = Self.mostFrames - 1
    guard (0...last).contains(where: { $0 * planned / last == done }) else { return }
    let count = min(state.rows, Self.mostRows)
    var rows = state.selectingRows((0..<count).map { $0 * state.rows / count })
    for row in 0..<count {
      for column in 0..<rows.columns { rows[row, column] = frame.own(rows[row, column], column: column) }
    }
    route.frames.append((flow.time, rows))
  }
}

extension NoisedMixture {
  /// The sum of log p over `rows`, one after the other.
  func total(_ rows: Matrix<Double>) -> Double {
    var kernel = NoisedMixtureKernel(self)
    let abreast = NoisedMixtureKernel.Lanes.scalarCount
    var sum = 0.0
    for first in stride(from: 0, to: rows.rows, by: abreast) {
      let some = first..<min(first + abreast, rows.rows)
      kernel.take(rows.storage.span, some, labels: nil)
      for lane in 0..<some.count { sum += kernel.logDensities[lane] }
    }
    return sum
  }
}

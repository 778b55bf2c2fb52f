import NumericCore
import RealModule

/// What is missing to a fit because something is latent: the maximum that it leads to, the information there, and how the
/// fit approaches it.
public struct MissingInformation: Hashable, Sendable {
  /// The free parameters at the maximum, or as near to it as the search came.
  public let maximum: FreeParameters
  /// Whether the search came to rest.
  public let hasConverged: Bool
  /// Iterations of the search.
  public let iterations: Int
  /// What the data say about each free parameter there; nil before it is known, or where it cannot be computed.
  public let information: ObservedInformation?
  /// The distances of the fit's iterates from there; nil without the information.
  public let path: ConvergencePath?
}

/// Takes a fit on to its maximum and finds the information there, piece by piece.
///
/// The search is EM with the exact law, accelerated (Varadhan & Roland, 2008), until an iteration no longer moves the
/// parameter: the fixed point that the fit itself approaches, which the change of ℓ alone would miss by far.
public struct MissingInformationStudy: Study {
  private var model: AnyEMModel
  private let iterates: [ConvergencePath.Iterate]
  private let firstIteration: Int
  private let mostIterations: Int
  private var firstMove: Double?
  private var hasConverged = false
  private var hasEnded = false
  private var result: (ObservedInformation?, ConvergencePath?)?
  /// Pieces done, out of 100.
  public private(set) var done = 0

  /// The study of the fit `model`, whose history has these iterates. A search longer than `iterations` is given up, and the
  /// information found where it stands.
  /// - Throws: a `FittingError` where the model cannot be fitted by EM itself.
  public init(
    of model: AnyEMModel, iterates: [ConvergencePath.Iterate], atMost iterations: Int = 50_000
  ) throws(FittingError) {
    mostIterations = iterations
    self.model = try model.changed(by: .method(EMMethod(maximization: .squarem))).changed(by: .tolerance(0))
    self.iterates = iterates
    firstIteration = model.iteration
  }

  /// 100: what is left cannot be counted, only estimated.
  public var planned: Int { 100 }

  /// As far as it has come.
  public var findings: MissingInformation {
    MissingInformation(
      maximum: model.free, hasConverged: hasConverged, iterations: model.iteration - firstIteration,
      information: result?.0, path: result?.1)
  }

  /// Some iterations, or, at the end, the information.
  public mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard !hasEnded else {
      let information = try model.information(in: workspace)
      let path =
        information.covariance == nil
        ? nil
        : ConvergencePath(iterates, to: model.free.values, information: information.observed)
      result = (information, path)
      done = planned
      return
    }
    var next = self
    let steps = max(2, min(400, Self.rowsPerPiece / max(model.data.rows, 1)))
    for _ in 0..<steps where !next.hasEnded { try next.step(in: workspace) }
    self = next
  }

  private mutating func step(in workspace: Workspace) throws(FittingError) {
    let isMaximization = model.nextPhase == .maximization
    let before = isMaximization ? model.unconstrained : []
    do {
      _ = try model.step(in: workspace)
    } catch {
      guard error != .cancelled else { throw error }
      hasEnded = true
      return
    }
    guard isMaximization else { return }
    // A share that has come to 0 has the coordinate −∞, and no longer moves.
    let move = zip(before, model.unconstrained).reduce(0.0) {
      $1.0 == $1.1 || !$1.0.isFinite ? $0 : max($0, abs($1.0 - $1.1) / (1 + abs($1.0)))
    }
    guard move.isFinite else { return }
    let first = firstMove ?? max(move, 10 * Self.rest)
    firstMove = first
    if move > 0 {
      let way = Double.log(first / move) / Double.log(first / Self.rest)
      done = max(done, min(98, Int(98 * way)))
    }
    if move <= Self.rest { (hasConverged, hasEnded) = (true, true) }
    if model.iteration - firstIteration >= mostIterations { hasEnded = true }
  }

  /// An iteration that moves no coordinate by more than this, beside 1 and its own size, moves nothing.
  private static let rest = 1e-12
  /// About so many rows are visited in a piece.
  private static let rowsPerPiece = 1 << 18
}

extension AnyEMModel {
  /// The present parameter in unconstrained coordinates.
  fileprivate var unconstrained: [Double] {
    func coordinates(_ model: some ExpectationMaximization) -> [Double] {
      model.coordinates(of: model.parameters)
    }
    return coordinates(base)
  }
}

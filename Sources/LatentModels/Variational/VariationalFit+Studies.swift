import NumericCore

extension VariationalFit {
  /// The study that answers `request`; nil where it asks for a coordinate or a unit that there is not.
  public func study(_ request: VariationalStudyRequest) -> (any Study<VariationalFinding>)? {
    switch request {
    case .maximumLikelihood: return MaximumLikelihoodStudy(of: self)
    case .starts(let count): return StartsStudy(of: self, count: count)
    case .thetaPlane(let plane):
      let coordinates = theta.indices
      guard coordinates.contains(plane.x), coordinates.contains(plane.y), plane.columns > 0, plane.rows > 0
      else { return nil }
      return ThetaPlaneStudy(of: self, plane)
    case .errors: return ErrorsStudy(of: self)
    case .coverage(let replicates): return CoverageStudy(of: self, replicates: replicates)
    case .importance(let unit, let largest):
      guard (0..<decoder.unitCount).contains(unit), largest > 0 else { return nil }
      return ImportanceStudy(of: self, unit: unit, largest: largest)
    }
  }
}

extension ScalarDecoder {
  /// θ or its mirror image, whichever is nearer to `other`: the same law of the data, with the latent turned round.
  func aligned(_ theta: [Double], with other: [Double]) -> [Double] {
    func distance(_ candidate: [Double]) -> Double {
      zip(candidate, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let mirror = mirrored(theta)
    return distance(mirror) < distance(theta) ? mirror : theta
  }
}

/// θ̂, by direct ascents of the exact likelihood from the present θ and from the model's own start.
struct MaximumLikelihoodStudy<Decoder: ScalarDecoder>: Study {
  private let fit: VariationalFit<Decoder>
  private let starts: [[Double]]
  private var ended = 0
  private var open: DirectAscent<Decoder>?
  private var best: (theta: [Double], value: Double, hasSettled: Bool)?

  init(of fit: VariationalFit<Decoder>) {
    self.fit = fit
    starts = fit.theta == fit.decoder.start ? [fit.theta] : [fit.theta, fit.decoder.start]
  }

  /// Steps taken, or left out because an ascent settled.
  var done: Int {
    ended * DirectAscent<Decoder>.mostSteps + min(open?.steps ?? 0, DirectAscent<Decoder>.mostSteps - 1)
  }
  /// Steps at most.
  var planned: Int { starts.count * DirectAscent<Decoder>.mostSteps }

  /// The best so far; ℓ is NaN before the first step.
  var findings: VariationalFinding {
    var found = best ?? (fit.theta, .nan, false)
    if let open, !(found.value >= open.value) { found = (open.theta, open.value, false) }
    return .maximumLikelihood(
      coordinates: fit.decoder.aligned(found.theta, with: fit.theta),
      logLikelihood: found.value - fit.decoder.unitOffset, hasSettled: isFinished && found.hasSettled)
  }

  /// One step.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard !isFinished else { return }
    guard var ascent = open else {
      open = try DirectAscent(
        of: ProfiledBound(of: fit.decoder, .exact, from: .prior), at: starts[ended], in: workspace)
      return
    }
    try ascent.step(in: workspace)
    guard ascent.isFinished else {
      open = ascent
      return
    }
    if !(best.map { $0.value >= ascent.value } ?? false) {
      best = (ascent.theta, ascent.value, ascent.hasSettled)
    }
    ended += 1
    open = nil
  }
}

/// The optimum of the method from several starts: the model's own start, and places drawn about it, less far from it than the data
/// of one unit tell values apart. From each some iterations of alternation, which a start far off does not lead astray, and from
/// there a direct ascent.
struct StartsStudy<Decoder: ScalarDecoder>: Study {
  private let fit: VariationalFit<Decoder>
  private let count: Int
  private var ended: [VariationalFinding.StartFinding] = []
  private var open: DirectAscent<Decoder>?
  /// How far starts are drawn apart, by coordinate.
  private var scales: [Double]?

  init(of fit: VariationalFit<Decoder>, count: Int) {
    self.fit = fit
    self.count = max(0, count)
  }

  /// Steps taken, or left out because an ascent settled.
  var done: Int {
    ended.count * DirectAscent<Decoder>.mostSteps + min(open?.steps ?? 0, DirectAscent<Decoder>.mostSteps - 1)
  }
  /// Steps at most.
  var planned: Int { count * DirectAscent<Decoder>.mostSteps }

  /// Where the starts led, all turned the way of the best.
  var findings: VariationalFinding {
    guard let best = ended.max(by: { $0.bound < $1.bound }) else { return .starts([]) }
    return .starts(
      ended.map {
        .init(
          bound: $0.bound, logLikelihood: $0.logLikelihood,
          coordinates: fit.decoder.aligned($0.coordinates, with: best.coordinates),
          hasConverged: $0.hasConverged)
      })
  }

  /// One step of an ascent.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard !isFinished else { return }
    guard var ascent = open else {
      open = try beginning(in: workspace)
      return
    }
    try ascent.step(in: workspace)
    guard ascent.isFinished else {
      open = ascent
      return
    }
    let decoder = fit.decoder
    ended.append(
      .init(
        bound: ascent.value - decoder.unitOffset,
        logLikelihood: try decoder.logLikelihood(at: ascent.theta, in: workspace) - decoder.unitOffset,
        coordinates: ascent.theta, hasConverged: ascent.hasSettled))
    open = nil
  }

  /// The ascent from the next start.
  private mutating func beginning(in workspace: Workspace) throws(FittingError) -> DirectAscent<Decoder> {
    let decoder = fit.decoder
    var start = fit.settings.start ?? decoder.start
    if scales == nil {
      let profile = ProfiledBound(of: decoder, .exact, from: .prior)
      let products = try profile.scoreProducts(at: start, in: workspace)
      scales = products.diagonal.map { 1 / max($0 / decoder.observations, 1e-4).squareRoot() }
    }
    if !ended.isEmpty {
      var random = RandomStream(
        seed: fit.settings.seed, purpose: .start, row: UInt32(truncatingIfNeeded: ended.count))
      for (index, scale) in (scales ?? []).enumerated() { start[index] += 0.4 * scale * random.normal() }
    }
    var alternation = fit.settings
    alternation.start = start
    alternation.method = alternation.method == .exact ? .exact : .gaussian(.coordinate)
    var approach = try VariationalFit(decoder: decoder, settings: alternation)
    for _ in 0..<2 * Self.iterations {
      do {
        _ = try approach.step(in: workspace)
      } catch .cancelled {
        throw .cancelled
      } catch {
        // No alternation goes on from here; the ascent says where it leads.
        break
      }
    }
    return try DirectAscent(
      of: ProfiledBound(of: decoder, fit.settings.method, from: .prior), at: approach.theta, in: workspace)
  }

  /// Iterations of alternation before the ascent.
  private static var iterations: Int { 10 }
}

/// ℓ and the best bound over a rectangle of two coordinates, some cells at a time. For an encoder, the bound of the best Gaussians,
/// which no encoder exceeds.
struct ThetaPlaneStudy<Decoder: ScalarDecoder>: Study {
  private let fit: VariationalFit<Decoder>
  private let method: VariationalMethod
  private let cellsPerPiece: Int
  private var plane: ThetaPlane
  /// Cells done.
  private(set) var done = 0

  init(of fit: VariationalFit<Decoder>, _ request: ThetaPlaneRequest) {
    self.fit = fit
    if case .encoder = fit.settings.method {
      method = .gaussian(.coordinate)
    } else {
      method = fit.settings.method.withoutDraws
    }
    let empty = [Double](repeating: .nan, count: request.columns * request.rows)
    plane = ThetaPlane(
      request: request, xName: fit.decoder.coordinateNames[request.x],
      yName: fit.decoder.coordinateNames[request.y], logLikelihood: empty, bound: empty)
    // A cell takes about 2000 evaluations of each unit, for two parts ten times as many.
    let cost = 2000 * fit.decoder.work * (method == .twoPart ? 10 : 1)
    cellsPerPiece = min(max(Int(2e6 / max(cost, 1)), 1), 32)
  }

  /// All cells.
  var planned: Int { plane.bound.count }
  /// The plane so far.
  var findings: VariationalFinding { .thetaPlane(plane) }

  /// Some cells, from the lowest row up.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    guard !isFinished else { return }
    let cells = Array(done..<min(planned, done + cellsPerPiece))
    let request = plane.request
    let (fit, method, cancellation) = (fit, method, workspace.cancellation)
    let values: [(exact: Double, bound: Double)?] = workspace.pool.map(shards: cells.count) { shard in
      let (row, column) = (cells[shard] / request.columns, cells[shard] % request.columns)
      var theta = fit.theta
      theta[request.x] = Self.middle(column, of: request.columns, request.window.x)
      theta[request.y] = Self.middle(row, of: request.rows, request.window.y)
      let space = Workspace(pool: .onCaller(), cancellation: cancellation)
      guard let exact = try? fit.decoder.logLikelihood(at: theta, in: space) else { return nil }
      if method == .exact { return (exact, exact) }
      let updated = try? fit.laws.updated(method, fit.decoder, theta, seed: 0, step: 0, in: space)
      return updated.map { (exact, $0.value.nats) }
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    for (cell, value) in zip(cells, values) {
      plane.logLikelihood[cell] = (value?.exact ?? .nan) - fit.decoder.unitOffset
      plane.bound[cell] = (value?.bound ?? .nan) - fit.decoder.unitOffset
    }
    done += cells.count
  }

  private static func middle(_ index: Int, of count: Int, _ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * (Double(index) + 0.5) / Double(count)
  }
}

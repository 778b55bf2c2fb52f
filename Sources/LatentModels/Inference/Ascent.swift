import NumericCore

/// A fit on its way from a start to convergence, in slices: what multi-start, selection and bootstrap consist of.
struct Ascent<Model: LatentModel>: Sendable {
  /// The model, after as many half-steps as were taken.
  private(set) var model: Model
  /// ℓ at the newest E half-step, in nats, in the data's own units.
  private(set) var logLikelihood = -Double.infinity
  /// What the newest E half-step noticed.
  private(set) var findings: [Finding] = []
  /// Whether the tolerance was met.
  private(set) var hasConverged = false
  /// Whether the end is reached: convergence, or the last iteration, after an E half-step.
  private(set) var isFinished = false
  /// How many nats the newest iterations still promise.
  var promisedGain: Double { gains.map { LatentModels.promisedGain(after: $0.before, $0.last) } ?? 0 }
  /// The gains of the last two iterations, in nats.
  private var gains: (before: Double, last: Double)?
  private let iterations: Int
  private let steps: Int

  /// A fit that begins at `model` and takes at most so many iterations.
  /// - Parameter work: about how many multiplications a half-step takes.
  init(_ model: Model, iterations: Int, work: Int) {
    self.model = model
    self.iterations = iterations
    steps = max(1, min(200, Self.workPerPiece / max(work, 1)))
  }

  /// About so many multiplications, some milliseconds of them, are made by each open ascent in a piece.
  private static var workPerPiece: Int { 1 << 22 }

  /// Takes a slice of half-steps, so many that it is short, as far as one half-step is.
  mutating func climb(in workspace: Workspace) throws(FittingError) {
    for _ in 0..<steps {
      guard !isFinished else { return }
      guard !workspace.cancellation.isCancelled else { throw .cancelled }
      let event = try model.step(in: workspace)
      guard event.phase == .expectation else { continue }
      gains = (gains?.last ?? .nan, event.objective.nats - logLikelihood)
      logLikelihood = event.objective.nats
      findings = event.findings.filter { if case .fell = $0 { false } else { true } }
      hasConverged = event.status == .converged
      isFinished = hasConverged || event.iteration >= iterations
    }
  }
}

/// Many ascents, a few of them open at a time, each taken a slice further in every piece.
///
/// On few rows a single fit cannot use several threads, so the open ascents are dealt out to these; on many rows each
/// uses them all. Which are open together, and how far each is taken, depends on the shape of the data and of the
/// models alone, so nothing depends on the threads.
struct Ascents<Model: LatentModel>: Sendable {
  /// How a fit ended.
  typealias Outcome = Result<Ascent<Model>, FittingError>

  /// How many there are.
  let planned: Int
  private let rows: Int
  private var next = 0
  private var open: [(index: Int, ascent: Ascent<Model>)] = []

  /// So many ascents on a table of `rows` rows.
  init(planned: Int, rows: Int) {
    self.planned = planned
    self.rows = rows
  }

  /// On fewer rows than this, ascents run side by side.
  private static var fewRows: Int { 16_384 }

  /// Opens ascents while there is room, takes each of them a slice further, and gives those that ended, by their index.
  /// - Parameter begin: makes the ascent of an index; what it cannot make is an outcome too.
  mutating func advance(
    in workspace: Workspace, begin: @escaping @Sendable (Int) throws(FittingError) -> Ascent<Model>
  ) throws(FittingError) -> [(index: Int, outcome: Outcome)] {
    let isSmall = rows < Self.fewRows
    var slots: [(index: Int, ascent: Ascent<Model>?)] = open.map { ($0.index, $0.ascent) }
    var upcoming = next
    while slots.count < (isSmall ? 8 : 1), upcoming < planned {
      slots.append((upcoming, nil))
      upcoming += 1
    }
    let cancellation = workspace.cancellation
    @Sendable func climb(_ slot: (index: Int, ascent: Ascent<Model>?), _ space: Workspace) -> Outcome {
      do throws(FittingError) {
        var ascent: Ascent<Model>
        if let open = slot.ascent { ascent = open } else { ascent = try begin(slot.index) }
        try ascent.climb(in: space)
        return .success(ascent)
      } catch {
        return .failure(error)
      }
    }
    let outcomes: [Outcome]
    if isSmall {
      let slots = slots
      outcomes = workspace.pool.map(shards: slots.count) { shard in
        climb(slots[shard], Workspace(pool: .onCaller(), cancellation: cancellation))
      }
    } else {
      outcomes = slots.map { climb($0, workspace) }
    }
    var finished: [(index: Int, outcome: Outcome)] = []
    var stillOpen: [(index: Int, ascent: Ascent<Model>)] = []
    for (slot, outcome) in zip(slots, outcomes) {
      switch outcome {
      case .failure(.cancelled): throw .cancelled
      case .success(let ascent) where !ascent.isFinished: stillOpen.append((slot.index, ascent))
      default: finished.append((slot.index, outcome))
      }
    }
    open = stillOpen
    next = upcoming
    return finished
  }
}

/// How much is still to come after gains of `before` and then `last`, such as those of the log-likelihood in the newest two
/// iterations of EM: of a geometric series with the ratio r = last/before the rest is last · r/(1 − r) (Aitken; Böhning et
/// al., 1994). 0 where the two gains are no such series; r is taken to be 0.999 at most.
public func promisedGain(after before: Double, _ last: Double) -> Double {
  guard last > 0, last < before else { return 0 }
  let ratio = min(last / before, 0.999)
  return last * ratio / (1 - ratio)
}

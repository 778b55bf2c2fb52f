import NumericCore

/// A rung whose turn it is: first what it stands on, then its scores, then rows drawn from its law.
struct RungTurn: Sendable {
  private let rung: Rung
  private var work: (any LadderWork)?
  /// The part that is being made; nil from the scores on.
  private(set) var part: LadderPart?
  private var scoring: (any RungScoring)?
  private var sampling: SamplingWork?
  private var madeParts = 0
  private var seconds = 0.0
  private var evaluationSeconds = 0.0
  /// The rung when it is done.
  private(set) var result: RungResult?

  init(_ rung: Rung) { self.rung = rung }

  /// What is done now.
  var stage: String {
    work?.stage ?? (sampling == nil ? "scores" : "samples")
  }

  /// How far the rung is, from 0 to 1.
  var share: Double {
    let count = Double(rung.parts.count + 2)
    let current = work?.share ?? (sampling.map { $0.share } ?? scoring?.share ?? 0)
    return min(1, (Double(madeParts) + min(max(current, 0), 1)) / count)
  }

  /// Adds to the time of the fit, or to that of the scores.
  mutating func add(seconds more: Double) {
    if isFitting { seconds += more } else { evaluationSeconds += more }
    result?.seconds = seconds
    result?.evaluationSeconds = evaluationSeconds
  }

  /// Whether the last slice was one of a fit.
  private var isFitting = true

  /// The next slice.
  mutating func advance(
    _ ground: inout LadderGround, failures: [LadderPart: FittingError], in workspace: Workspace
  ) throws(FittingError) {
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    if scoring == nil, sampling == nil, try makeParts(&ground, failures, in: workspace) { return }
    part = nil
    isFitting = false
    if sampling == nil {
      if scoring == nil { scoring = try rung.scoring(on: ground) }
      try scoring?.advance(ground, in: workspace)
      guard let draft = scoring?.draft else { return }
      sampling = SamplingWork(draft)
      madeParts += 1
      return
    }
    try sampling?.advance(ground, in: workspace)
    guard let sampling, let samples = sampling.samples else { return }
    result = sampling.draft.result(
      rung, samples: samples, distances: sampling.distances, seconds: seconds,
      evaluationSeconds: evaluationSeconds)
  }

  /// A slice of what is still to be made for the rung; false if nothing is.
  private mutating func makeParts(
    _ ground: inout LadderGround, _ failures: [LadderPart: FittingError], in workspace: Workspace
  ) throws(FittingError) -> Bool {
    for part in rung.parts where !part.stands(on: ground) {
      if let failure = failures[part] { throw failure }
      self.part = part
      isFitting = part.isFit
      if work == nil { work = try part.work(on: ground) }
      try work?.advance(&ground, in: workspace)
      if work?.isFinished ?? true {
        work = nil
        madeParts += 1
      }
      return true
    }
    madeParts = rung.parts.count
    return false
  }
}

/// A rung whose scores are known, before rows are drawn from its law.
struct RungDraft: Sendable {
  var name: String
  var parametersCount: Int
  var scores: LadderScores
  var leaveOneOut: RungScore?
  var leaveOneOutReason: String?
  var state: String
  var notes: [String] = []
  var fit: RungFit
  var sampler: RungSampler

  func result(
    _ rung: Rung, samples: Matrix<Double>, distances: SampleDistances?, seconds: Double,
    evaluationSeconds: Double
  ) -> RungResult {
    RungResult(
      rung: rung, name: name, parametersCount: parametersCount, seconds: seconds,
      evaluationSeconds: evaluationSeconds, inSample: scores.inSample, heldOut: scores.heldOut,
      leaveOneOut: leaveOneOut,
      leaveOneOutReason: leaveOneOut == nil
        ? leaveOneOutReason
          ?? "rows are left out one by one for one Gaussian, EM's mixture and the kernel density" : nil,
      samples: samples, distances: distances, state: state, notes: notes, fit: fit)
  }
}

/// How rows are drawn from a law.
enum RungSampler: Sendable {
  /// They are there, in the units of the fit.
  case rows(Matrix<Double>)
  /// By a chain or a flow; the net's frame, where there is one.
  case chain(DiffusionSampler, frame: DiffusionData?)
}

/// The scores of a rung, in slices.
protocol RungScoring: Sendable {
  /// How far they are, from 0 to 1.
  var share: Double { get }
  /// The rung, when they are known.
  var draft: RungDraft? { get }
  /// The next slice.
  mutating func advance(_ ground: LadderGround, in workspace: Workspace) throws(FittingError)
}

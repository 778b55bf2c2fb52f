import NumericCore

/// Rows drawn from the law of a rung, some levels a slice, and how far they are from the data.
struct SamplingWork: Sendable {
  let draft: RungDraft
  private var sampler: RungSampler
  /// In the data's own units, when they are drawn.
  private(set) var samples: Matrix<Double>?
  /// How far they are from rows held out, or else from those that were fitted.
  private(set) var distances: SampleDistances?

  private static let levelsPerSlice = 10
  private static let mostRows = 2000

  init(_ draft: RungDraft) {
    self.draft = draft
    sampler = draft.sampler
  }

  var share: Double {
    if case .chain(let chain, _) = sampler { Double(chain.done) / Double(max(chain.planned, 1)) } else { 0 }
  }

  /// The next slice.
  mutating func advance(_ ground: LadderGround, in workspace: Workspace) throws(FittingError) {
    switch sampler {
    case .rows(let rows): try finish(rows, ground, in: workspace)
    case .chain(var chain, let frame):
      for _ in 0..<Self.levelsPerSlice where !chain.isFinished { try chain.advance(in: workspace) }
      sampler = .chain(chain, frame: frame)
      guard chain.isFinished else { return }
      try finish(frame?.outside(chain.state) ?? chain.state, ground, in: workspace)
    }
  }

  private mutating func finish(
    _ rows: Matrix<Double>, _ ground: LadderGround, in workspace: Workspace
  ) throws(FittingError) {
    let reference = ground.heldOut ?? ground.training
    let places = evenPlaces(among: reference.rows, atMost: Self.mostRows)
    if rows.storage.allSatisfy(\.isFinite) {
      distances = SampleDistances(
        from: rows, to: reference.values.selectingRows(places),
        evaluation: ground.heldOut == nil ? .inSample : .heldOut, seed: ground.settings.seed, in: workspace)
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    var own = rows
    for row in 0..<rows.rows {
      for j in 0..<rows.columns { own[row, j] = ground.training.transform.own(rows[row, j], column: j) }
    }
    samples = own
  }
}

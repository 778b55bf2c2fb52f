import NumericCore
import RealModule

/// One Gaussian: the moments of the rows are its maximum.
struct NormalWork: LadderWork {
  let stage = "fit"
  private(set) var isFinished = false
  var share: Double { isFinished ? 1 : 0 }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    do {
      var model = try MultivariateNormal(
        data: ground.training, settings: NormalSettings(seed: ground.settings.seed))
      _ = try model.step(in: workspace)
      ground.normal = model
    } catch .degenerateComponent {
      throw .singularCovariance
    }
    isFinished = true
  }
}

/// PPCA: the principal components are its maximum.
struct FactorWork: LadderWork {
  let stage = "fit"
  private(set) var isFinished = false
  var share: Double { isFinished ? 1 : 0 }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    var model = try PPCA(
      data: ground.training,
      settings: FactorSettings(
        .isotropic, latentDimensions: ground.settings.latents(ofColumns: ground.training.dimensions),
        start: .principalComponents, seed: ground.settings.seed))
    _ = try model.step(in: workspace)
    ground.ppca = model
    isFinished = true
  }
}

/// A mixture at its maximum.
struct FittedMixture: Sendable {
  let model: GaussianMixture
  /// Whether BIC chose its K.
  let isChosen: Bool
  let notes: [String]

  /// "K=2 full".
  var name: String { "K=\(model.parameters.components) full" }
}

/// The mixture: BIC chooses K among fits from several starts, and the best goes on until next to nothing is left to gain.
struct MixtureWork: LadderWork {
  private var selection: MixtureSelection
  private var polished: GaussianMixture?
  private var hasConverged = false
  private var notes: [String] = []
  private let isChosen: Bool
  private(set) var isFinished = false

  private static let mostColumns = 64
  private static let tolerance = 1e-11
  private static let (iterationsPerSlice, mostIterations) = (10, 2000)

  init(_ ground: LadderGround) throws(FittingError) {
    let data = ground.training
    guard data.dimensions <= Self.mostColumns else {
      throw .tooManyColumns(count: data.dimensions, limit: Self.mostColumns)
    }
    let most = max(1, min(data.dimensions > 8 ? 3 : 8, data.rows / (4 * (data.dimensions + 1))))
    let components = ground.settings.components.map { $0...$0 } ?? 1...most
    isChosen = ground.settings.components == nil
    selection = MixtureSelection(
      data: data, components: components, families: [.full], starts: ground.settings.starts,
      settings: MixtureSettings(tolerance: 1e-7, seed: ground.settings.seed), iterations: 500)
  }

  var stage: String { polished == nil ? "K by BIC" : "EM" }
  var share: Double {
    let fits = 0.8 * Double(selection.done) / Double(max(selection.planned, 1))
    return polished.map { 0.8 + 0.2 * Double($0.iteration) / Double(Self.mostIterations) } ?? fits
  }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    if !selection.isFinished { return try selection.advance(in: workspace) }
    if polished == nil {
      let findings = selection.findings
      guard let best = findings.best(by: .bic), let fit = best.fit else {
        throw findings.cells.compactMap(\.failure).first ?? .noCriteria
      }
      if let first = fit.suspicions.first { notes.append("\(first)") }
      polished = try GaussianMixture(
        data: ground.training,
        settings: MixtureSettings(
          components: best.components, start: .given(fit.model.parameters), tolerance: Self.tolerance,
          seed: ground.settings.seed))
    }
    guard var model = polished else { return }
    polished = nil
    defer { polished = model }
    let last = model.iteration + Self.iterationsPerSlice
    while model.iteration < last, !hasConverged {
      let event = try model.step(in: workspace)
      if event.phase == .expectation, event.status == .converged { hasConverged = true }
    }
    guard hasConverged || model.iteration >= Self.mostIterations else { return }
    if !hasConverged {
      _ = try model.step(in: workspace)
      notes.append("EM stopped after \(model.iteration) iterations with a little left to gain")
    }
    ground.mixture = FittedMixture(model: model, isChosen: isChosen, notes: notes)
    isFinished = true
  }
}

/// A mixture under a law of the component, at the best maximum of its bound.
struct FittedEncoder: Sendable {
  let model: MixtureEncoderModel
  let hasConverged: Bool
  /// How many starts ended there, within a thousandth of a nat, of how many.
  let starts: (here: Int, all: Int)
}

/// The mixture and an encoder together, from EM's maximum and from starts of its own.
struct EncoderWork: LadderWork {
  private let kind: MixtureEncoder
  private let rung: MixtureEncoder
  private let data: DataTable
  private let mixture: GaussianMixture
  private var ascents: Ascents<MixtureEncoderModel>
  private let planned: Int
  private let isQuick: Bool
  private let iterations: Int
  private var done = 0
  private var best: (index: Int, isSound: Bool, ascent: Ascent<MixtureEncoderModel>)?
  private var ends: [Double] = []
  private var failure: (index: Int, error: FittingError)?
  private(set) var isFinished = false

  let stage = "starts"
  /// What is more than this is fitted from EM's maximum alone, and not to the last digit.
  private static let quickWork = 200_000
  var share: Double { Double(done) / Double(planned) }

  init(_ encoder: MixtureEncoder, _ ground: LadderGround) throws(FittingError) {
    guard let fitted = ground.mixture else { throw .noCriteria }
    rung = encoder
    mixture = fitted.model
    // One component needs nothing to be told.
    kind = mixture.parameters.components == 1 ? .exact : encoder
    data = ground.training
    let (k, d) = (mixture.parameters.components, data.dimensions)
    // Newton's method looks at all rows for all pairs of the encoder's numbers.
    let numbers = (k - 1) * (kind == .linear ? 1 + d : kind == .quadratic ? (1 + d) * (2 + d) / 2 : 1)
    let work = data.rows * numbers * numbers
    isQuick = work <= Self.quickWork
    iterations = isQuick ? 1000 : max(5, min(150, 150_000_000 / work))
    switch kind {
    case .exact, .mlp: planned = 1
    // At its best it is EM, whose maximum is there already.
    case .quadratic: planned = 1
    // The second start is the collapse itself.
    case .constant: planned = 2
    case .linear: planned = isQuick ? 1 + min(4, ground.settings.starts) : 1
    case .hard: planned = 1 + (data.rows < 16_384 ? 8 : 1) * ground.settings.starts
    }
    ascents = Ascents(planned: planned, rows: data.rows)
  }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    let (data, mixture, kind) = (data, mixture, kind)
    let (isQuick, iterations) = kind == .hard ? (true, 1000) : (isQuick, iterations)
    let seed = ground.settings.seed
    let collapsed = mixture.parameters.collapsed(to: Moments(of: data))
    let finished = try ascents.advance(in: workspace) { index throws(FittingError) in
      let start: MixtureStart =
        index == 0 ? .given(mixture.parameters) : kind == .constant ? .given(collapsed) : .kMeansPlusPlus
      let settings = MixtureEncoderSettings(
        components: mixture.parameters.components, encoder: kind, start: start,
        tolerance: isQuick ? 1e-11 : 1e-8,
        seed: seed &+ UInt64(max(0, index - 1)))
      let model = try MixtureEncoderModel(data: data, settings: settings)
      return Ascent(model, iterations: iterations, work: model.work)
    }
    for (index, outcome) in finished {
      done += 1
      switch outcome {
      case .success(let ascent): take(ascent, index)
      case .failure(let error): if index < failure?.index ?? .max { failure = (index, error) }
      }
    }
    guard done >= planned else { return }
    guard let best else { throw failure?.error ?? .noCriteria }
    ground.encoders[rung] = FittedEncoder(
      model: best.ascent.model, hasConverged: best.ascent.hasConverged,
      starts: (ends.count { abs($0 - best.ascent.logLikelihood) < 1e-3 }, planned))
    isFinished = true
  }

  /// Keeps the greatest of the sound ends; what is kept does not depend on the order in which they come.
  private mutating func take(_ ascent: Ascent<MixtureEncoderModel>, _ index: Int) {
    let isSound =
      kind == .constant
      || !MixtureEncoderModel.isDegenerate(ascent) && ascent.model.mixture.suspicions.isEmpty
    ends.append(ascent.logLikelihood)
    func rank(_ isSound: Bool, _ nats: Double, _ index: Int) -> (Int, Double, Int) {
      (isSound ? 1 : 0, nats, -index)
    }
    if let best,
      rank(best.isSound, best.ascent.logLikelihood, best.index) >= rank(isSound, ascent.logLikelihood, index)
    {
      return
    }
    best = (index, isSound, ascent)
  }
}

extension MixtureParameters {
  /// As many components, all of them the Gaussian of those moments.
  fileprivate func collapsed(to moments: Moments) -> MixtureParameters {
    MixtureParameters(
      weights: weights.map { _ in 1 / Double(components) },
      means: Matrix(weights.map { _ in moments.mean }),
      covariances: weights.map { _ in moments.covariance })
  }
}

/// A kernel density estimate at the bandwidth that rows left out choose.
struct FittedKernel: Sendable {
  let denoiser: EmpiricalDenoiser
  let bandwidth: Double
  let curve: BandwidthStudy.Curve
}

/// The bandwidth.
struct KernelWork: LadderWork {
  private var study: BandwidthStudy
  private let denoiser: EmpiricalDenoiser
  private(set) var isFinished = false

  let stage = "bandwidth"
  var share: Double { Double(study.done) / Double(study.planned) }

  /// Every pair of rows is looked at for every bandwidth.
  private static let mostRows = 10_000
  private static let (first, last) = (0.01, 3.0)

  init(_ ground: LadderGround) throws(FittingError) {
    let data = ground.training
    try DataLimits.validate(data)
    guard data.rows >= 3 else {
      throw .unavailable(reason: "\(data.rows) rows leave no kernels that a row left out could be told by")
    }
    guard data.rows <= Self.mostRows else {
      throw .unavailable(
        reason:
          "\(data.rows) rows make \(data.rows * data.rows / 1_000_000) million pairs for every bandwidth: "
          + "use at most \(Self.mostRows) rows")
    }
    denoiser = try EmpiricalDenoiser(data.values)
    study = BandwidthStudy(denoiser, from: Self.first, to: Self.last)
  }

  mutating func advance(_ ground: inout LadderGround, in workspace: Workspace) throws(FittingError) {
    try study.advance(in: workspace)
    guard study.isFinished, let best = study.findings.best else { return }
    guard best.bandwidth > 1.01 * Self.first, best.leaveOneOut.isFinite else {
      throw .unavailable(
        reason:
          "so many rows repeat each other that the score of rows left out grows as the bandwidth shrinks: "
          + "the rows are no sample of a density")
    }
    ground.kernel = FittedKernel(denoiser: denoiser, bandwidth: best.bandwidth, curve: study.findings)
    isFinished = true
  }
}

import Neural
import NumericCore
import RealModule

extension Rung {
  /// The scores of the rung, whose parts all stand on the ground.
  func scoring(on ground: LadderGround) throws(FittingError) -> any RungScoring {
    switch self {
    case .normal: ScoresAtOnce(Rung.normalDraft)
    case .ppca: ScoresAtOnce(Rung.factorDraft)
    case .mixture: try MixtureScoring(ground)
    case .hard:
      ScoresAtOnce { (ground, space) throws(FittingError) in
        try Rung.encoderDraft(.hard, ground, space)
      }
    case .constantEncoder:
      ScoresAtOnce { (ground, space) throws(FittingError) in
        try Rung.encoderDraft(.constant, ground, space)
      }
    case .linearEncoder:
      ScoresAtOnce { (ground, space) throws(FittingError) in
        try Rung.encoderDraft(.linear, ground, space)
      }
    case .quadraticEncoder:
      ScoresAtOnce { (ground, space) throws(FittingError) in
        try Rung.encoderDraft(.quadratic, ground, space)
      }
    case .kernel: ScoresAtOnce(Rung.kernelDraft)
    case .linearAutoencoder: ScoresAtOnce(Rung.linearAutoencoderDraft)
    case .autoencoder: ScoresAtOnce(Rung.autoencoderDraft)
    case .importance: try ImportanceScoring(ground)
    case .exactLower, .exactUpper, .exactOptimal, .learnedLower, .learnedUpper, .learnedOptimal:
      ScoresAtOnce { [self] (ground, space) throws(FittingError) in try chainDraft(ground, space) }
    case .exactFlow, .learnedFlow: try FlowScoring(self, ground)
    }
  }
}

/// Scores that one slice finds.
struct ScoresAtOnce: RungScoring {
  typealias Making = @Sendable (LadderGround, Workspace) throws(FittingError) -> RungDraft
  private let make: Making
  private(set) var draft: RungDraft?
  var share: Double { draft == nil ? 0 : 1 }

  init(_ make: @escaping Making) { self.make = make }

  mutating func advance(_ ground: LadderGround, in workspace: Workspace) throws(FittingError) {
    draft = try make(ground, workspace)
  }
}

extension MixtureParameters {
  /// One Gaussian as a mixture.
  init(mean: [Double], covariance: Matrix<Double>) {
    self.init(
      weights: [1], means: Matrix(rows: 1, columns: mean.count, storage: mean), covariances: [covariance])
  }

  /// log p of each row of `table`, which is complete and in the units of the mixture, in the data's own units.
  func logDensities(_ table: DataTable, in workspace: Workspace) throws(FittingError) -> [Double] {
    let density: MixtureDensity
    do {
      density = try MixtureDensity(self)
    } catch .degenerateComponent where components == 1 {
      throw .singularCovariance
    }
    return table.mapRows(in: workspace) { rows in
      let joints = density.logJoints(rows)
      return (0..<rows.rows).map { logSumExp(joints.row($0)) - table.transform.logScale }
    }
  }

  /// Rows drawn from the mixture: first the component, then the row.
  func rows(_ count: Int, seed: UInt64) -> Matrix<Double> {
    let factors = covariances.map { Cholesky($0)?.lower }
    var result = Matrix<Double>(rows: count, columns: dimensions)
    for row in 0..<count {
      var random = RandomStream(seed: seed, purpose: .sampling, row: UInt32(truncatingIfNeeded: row))
      let k = random.categorical(weights)
      let noise = (0..<dimensions).map { _ in random.normal() }
      for i in 0..<dimensions {
        result[row, i] = means[k, i]
        if let lower = factors[k] { for j in 0...i { result[row, i] += lower[i, j] * noise[j] } }
      }
    }
    return result
  }
}

extension DataTable {
  /// `body` of the rows, block by block, in order.
  func mapRows<Result: Sendable>(
    in workspace: Workspace, _ body: @escaping @Sendable (Matrix<Double>) -> [Result]
  ) -> [Result] {
    let (values, perBlock, d) = (values, 1024, dimensions)
    return workspace.pool.map(shards: (rows + perBlock - 1) / perBlock) { shard in
      let some = (shard * perBlock)..<min((shard + 1) * perBlock, values.rows)
      return body(
        Matrix(
          rows: some.count, columns: d,
          storage: Array(values.storage[(some.lowerBound * d)..<(some.upperBound * d)])))
    }.flatMap { $0 }
  }
}

extension LadderScores {
  /// Those of a law that is a mixture: exact, with nothing between bound and likelihood.
  init(
    of law: MixtureParameters, on ground: LadderGround, reason: String, in workspace: Workspace
  ) throws(FittingError) {
    try self.init(ground) { (evaluation, table) throws(FittingError) in
      RungScores(
        likelihood: RungScore(evaluation, try law.logDensities(table, in: workspace)), boundReason: reason)
    }
  }
}

extension Rung {
  fileprivate static func normalDraft(
    _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    guard let model = ground.normal else { throw .noData }
    let law = MixtureParameters(mean: model.parameters.mean, covariance: model.parameters.covariance)
    let left = leaveOneOut(ground.training)
    return RungDraft(
      name: Rung.normal.title, parametersCount: model.degreesOfFreedom,
      scores: try LadderScores(
        of: law, on: ground, reason: "the likelihood is exact: there is no latent", in: workspace),
      leaveOneOut: left,
      leaveOneOutReason: left == nil ? "without some of the rows the covariance is singular" : nil,
      state: "exact", fit: .em(AnyEMModel(model)),
      sampler: .rows(law.rows(ground.settings.samples, seed: ground.settings.seed)))
  }

  /// log p of each row under the Gaussian of the others, whose moments follow from those of all; nil where one is singular.
  private static func leaveOneOut(_ table: DataTable) -> RungScore? {
    guard table.rows > 2 else { return nil }
    let moments = Moments(of: table)
    let (n, d) = (Double(table.rows), table.dimensions)
    var found: [Double] = []
    for row in 0..<table.rows {
      // The mean moves by −δ/(n − 1), and n S loses n/(n − 1) δ δᵀ.
      let delta = (0..<d).map { table.values[row, $0] - moments.mean[$0] }
      var covariance = (n / (n - 1)) * moments.covariance
      for i in 0..<d { for j in 0..<d { covariance[i, j] -= n / (n - 1) / (n - 1) * delta[i] * delta[j] } }
      let mean = (0..<d).map { moments.mean[$0] - delta[$0] / (n - 1) }
      guard let density = try? MixtureDensity(MixtureParameters(mean: mean, covariance: covariance)) else {
        return nil
      }
      found.append(density.logDensity(table.values.row(row)) - table.transform.logScale)
    }
    return RungScore(.leaveOneOut, found)
  }

  fileprivate static func factorDraft(
    _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    guard let model = ground.ppca else { throw .noData }
    let parameters = model.parameters
    let law = MixtureParameters(mean: parameters.mean, covariance: parameters.covariance)
    return RungDraft(
      name: "PPCA k=\(parameters.latentDimensions)", parametersCount: model.degreesOfFreedom,
      scores: try LadderScores(
        of: law, on: ground, reason: "the likelihood is exact: the law of the latent is", in: workspace),
      state: "closed form", fit: .em(AnyEMModel(model)),
      sampler: .rows(law.rows(ground.settings.samples, seed: ground.settings.seed)))
  }

  fileprivate static func encoderDraft(
    _ encoder: MixtureEncoder, _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    guard let fitted = ground.encoders[encoder] else { throw .noData }
    let (model, law) = (fitted.model, fitted.model.law)
    let density = try model.mixture.preparedDensity(model.parameters)
    let scores = try LadderScores(ground) { (evaluation, table) throws(FittingError) in
      let offset = table.transform.logScale
      let accounts = table.mapRows(in: workspace) { rows in
        let joints = density.logJoints(rows)
        let laws = law.logProbabilities(rows, components: density.parameters.components)
        return (0..<rows.rows).map { LawAccount(logJoint: joints.row($0), logLaw: laws.row($0)) }
      }
      return RungScores(
        likelihood: RungScore(evaluation, accounts.map { $0.logLikelihood - offset }),
        bound: RungScore(evaluation, accounts.map { $0.evidenceLowerBound - offset }, isBound: true))
    }
    var count = model.mixture.degreesOfFreedom
    if case .encoder(let softmax) = law { count += softmax.network.parameterCount }
    let words = encoder == .hard ? "hard EM" : "\(encoder.rawValue) encoder"
    return RungDraft(
      name: "mixture K=\(model.parameters.components), \(words)", parametersCount: count, scores: scores,
      state: (fitted.starts.all == 1
        ? "from EM" : "\(fitted.starts.here) of \(fitted.starts.all) starts")
        + (fitted.hasConverged ? "" : ", not converged"),
      fit: .variational(AnyVariationalModel(model)),
      sampler: .rows(model.parameters.rows(ground.settings.samples, seed: ground.settings.seed)))
  }

  fileprivate static func kernelDraft(
    _ ground: LadderGround, _ workspace: Workspace
  ) throws(FittingError) -> RungDraft {
    guard let kernel = ground.kernel else { throw .noData }
    let (denoiser, h, data) = (kernel.denoiser, kernel.bandwidth, ground.training)
    let offset = data.transform.logScale
    let left = denoiser.kernelLogDensities(
      data.values, bandwidth: h, leavingOut: Array(0..<data.rows), in: workspace)
    var scores = LadderScores()
    scores.inSample.likelihoodReason =
      "each row sits on its own kernel, and the likelihood grows without end as the bandwidth shrinks: rows left out "
      + "stand in its place"
    scores.inSample.boundReason = "there is no latent"
    if let table = ground.heldOut {
      let found = denoiser.kernelLogDensities(table.values, bandwidth: h, in: workspace)
      scores.heldOut = RungScores(
        likelihood: RungScore(.heldOut, found.map { $0 - offset }), boundReason: "there is no latent")
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    var rows = Matrix<Double>(rows: ground.settings.samples, columns: data.dimensions)
    for row in 0..<rows.rows {
      var random = RandomStream(
        seed: ground.settings.seed, purpose: .sampling, row: UInt32(truncatingIfNeeded: row))
      let centre = random.index(below: data.rows)
      for j in 0..<rows.columns { rows[row, j] = data.values[centre, j] + h * random.normal() }
    }
    return RungDraft(
      name: Rung.kernel.title, parametersCount: 1, scores: scores,
      leaveOneOut: RungScore(.leaveOneOut, left.map { $0 - offset }),
      state: "h \((1e4 * h).rounded() / 1e4) sd",
      fit: .kernel(bandwidth: h, curve: kernel.curve), sampler: .rows(rows))
  }
}

/// The scores of EM's mixture, and its refits without each row, some a slice.
struct MixtureScoring: RungScoring {
  private(set) var draft: RungDraft?
  private var left: [Double] = []
  private var refits = 0
  private let law: MixtureParameters

  private static let perSlice = 8
  /// Refits are made of at most so many rows, columns and components.
  private static let most = (rows: 500, columns: 8, components: 8)

  init(_ ground: LadderGround) throws(FittingError) {
    guard let mixture = ground.mixture else { throw .noData }
    let data = ground.training
    law = mixture.model.parameters
    let isCheap =
      data.rows <= Self.most.rows && data.dimensions <= Self.most.columns
      && law.components <= Self.most.components && data.rows > 4 * (data.dimensions + 1)
    refits = isCheap ? data.rows : 0
  }

  var share: Double { draft == nil ? Double(left.count) / Double(refits + 1) : 1 }

  mutating func advance(_ ground: LadderGround, in workspace: Workspace) throws(FittingError) {
    guard let mixture = ground.mixture else { throw .noData }
    let data = ground.training
    if left.count < refits {
      let first = left.count
      let (law, refit, stop) = (law, LeftOutMixture(rows: data.values), workspace.cancellation)
      let found = workspace.pool.map(shards: min(Self.perSlice, refits - first)) {
        shard -> Result<Double, FittingError> in
        do throws(FittingError) {
          return .success(
            try refit.logDensity(
              of: first + shard, law, in: Workspace(pool: .onCaller(), cancellation: stop)))
        } catch {
          return .failure(error)
        }
      }
      var values: [Double] = []
      for value in found { values.append(try value.get() - data.transform.logScale) }
      left += values
      return
    }
    let model = mixture.model
    draft = RungDraft(
      name: "mixture \(mixture.name), EM", parametersCount: model.degreesOfFreedom,
      scores: try LadderScores(
        of: law, on: ground, reason: "the likelihood is exact: after an E half-step the bound touches it",
        in: workspace),
      leaveOneOut: refits > 0 ? RungScore(.leaveOneOut, left) : nil,
      leaveOneOutReason:
        "refits without each row are made of at most \(Self.most.rows) rows, \(Self.most.columns) "
        + "columns and \(Self.most.components) components",
      state: mixture.isChosen ? "K by BIC" : "K given", notes: mixture.notes,
      fit: .em(AnyEMModel(model)),
      sampler: .rows(law.rows(ground.settings.samples, seed: ground.settings.seed)))
  }
}

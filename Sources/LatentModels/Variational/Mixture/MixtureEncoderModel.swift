import Neural
import NumericCore
import RealModule

/// A Gaussian mixture whose law of the component is read off each row by an encoder, one half-step at a time.
///
/// The E half-step maximises Σ F over the encoder at the present θ; the M half-step is the mixture's own with q for
/// responsibilities. The latent is discrete and a free q would be exact, so all that is lost is the encoder's: nothing for a
/// quadratic one, the difference between linear and quadratic discriminants for a linear one, the whole mixture for a constant.
/// Rows with a missing value are left out.
public struct MixtureEncoderModel: VariationalInference {
  /// The short and the long name.
  public static let summary = ModelSummary(
    name: "mixture-encoder", title: "Gaussian mixture under an encoder")

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: MixtureEncoderSettings
  /// The mixture, on the complete rows, at the present θ.
  var mixture: GaussianMixture
  /// q, as of the newest E half-step.
  var law = MixtureLaw.even
  var course = VariationalCourse()
  /// The complete rows, and what they come down to.
  let complete: CompleteMoments

  /// A fit at its start.
  /// - Throws: a `FittingError` that says what about the data, the settings or the given start cannot be used.
  public init(data: DataTable, settings: MixtureEncoderSettings) throws(FittingError) {
    try DataLimits.validate(data)
    try FittingError.validate(tolerance: settings.tolerance)
    complete = try CompleteMoments(of: data, atLeast: 1)
    self.data = data
    self.settings = settings
    mixture = try GaussianMixture(
      data: complete.rows.count == data.rows ? data : data.selectingRows(complete.rows),
      settings: settings.mixture)
    _ = try freshEncoder()
  }

  /// θ, in the units of the fit.
  public var parameters: MixtureParameters { mixture.parameters }
  /// The model and what a person chose about it.
  public var plan: VariationalPlan { .mixtureEncoder(settings) }
  /// Half-steps taken.
  public var stepsTaken: Int { course.stepsTaken }
  /// M half-steps taken.
  public var iteration: Int { course.iteration }
  /// E and M in turn, for ever.
  public var nextPhase: Phase? { course.hasLaw ? .maximization : .expectation }
  /// The bytes of the mixture and of the encoder.
  public var footprint: Int {
    guard case .encoder(let encoder) = law else { return 2 * mixture.footprint }
    return mixture.footprint + 24 * encoder.network.parameterCount
  }

  /// An encoder as it is before its first E half-step; nil for the exact law and for hard assignment.
  func freshEncoder() throws(FittingError) -> SoftmaxEncoder? {
    try SoftmaxEncoder(
      settings.encoder, components: parameters.components, moments: complete.moments, seed: settings.seed)
  }

  /// The half-step that is next.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    course.hasLaw ? try maximize(in: workspace) : try expect(in: workspace)
  }

  /// E: the best law of its kind at the present θ.
  private mutating func expect(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let law = try bestLaw(in: workspace)
    let pass = try pass(under: law, in: workspace)
    let account = pass.account
    self.law = law
    return course.expectation(
      bound: account.evidenceLowerBound, exact: law.isExact ? nil : account.logLikelihood,
      unitOffset: complete.unitOffset, threshold: settings.tolerance * complete.weight,
      findings: mixture.findings(on: pass.statistics))
  }

  /// M: π_k = n_k/n, and the means and covariances of the rows under q.
  private mutating func maximize(in workspace: Workspace) throws(FittingError) -> StepEvent {
    var moved = mixture
    moved.parameters = try mixture.maximizer(of: pass(under: law, in: workspace).statistics)
    let account = try pass(under: law, at: moved, in: workspace).account
    mixture = moved
    return course.maximization(
      bound: account.evidenceLowerBound, exact: account.logLikelihood, unitOffset: complete.unitOffset)
  }

  private func bestLaw(in workspace: Workspace) throws(FittingError) -> MixtureLaw {
    switch settings.encoder {
    case .exact: return .exact(parameters)
    case .hard: return .hard(parameters)
    case .constant, .linear, .quadratic, .mlp:
      guard let fresh = try freshEncoder() else { return .even }
      let density = try mixture.preparedDensity(parameters)
      let blocks = try mapBlocks(in: workspace) { rows, weights in
        EncoderRows(features: fresh.features(of: rows), logJoints: density.logJoints(rows), weights: weights)
      }
      if case .encoder(let present) = law {
        return .encoder(try present.ascended(blocks, in: workspace).encoder)
      }
      return .encoder(try fresh.ascended(blocks, in: workspace).encoder)
    }
  }

  /// The sums over all rows under a law, at the present θ or at that of another mixture of the same data.
  func pass(
    under law: MixtureLaw, at other: GaussianMixture? = nil, in workspace: Workspace
  ) throws(FittingError) -> MixturePass {
    let mixture = other ?? mixture
    let density = try mixture.preparedDensity(mixture.parameters)
    let shape = settings.family.productShape
    let parts = try mapBlocks(in: workspace) { rows, weights in
      MixturePass(
        rows, weights: weights, density: density,
        logLaw: law.logProbabilities(rows, components: density.parameters.components), shape: shape)
    }
    return parts.dropFirst().reduce(into: parts[0]) { $0.add($1) }
  }

  /// `body` of every block of rows, in order.
  private func mapBlocks<Result: Sendable>(
    in workspace: Workspace, _ body: @escaping @Sendable (Matrix<Double>, [Double]) -> Result
  ) throws(FittingError) -> [Result] {
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    let table = mixture.data
    let blocks = (table.rows + Self.rowsPerBlock - 1) / Self.rowsPerBlock
    @Sendable func block(_ index: Int) -> Result {
      let rows = (index * Self.rowsPerBlock)..<min((index + 1) * Self.rowsPerBlock, table.rows)
      let d = table.dimensions
      let values = Matrix(
        rows: rows.count, columns: d,
        storage: Array(table.values.storage[(rows.lowerBound * d)..<(rows.upperBound * d)]))
      return body(values, table.weights.map { Array($0[rows]) } ?? Array(repeating: 1, count: rows.count))
    }
    guard blocks > 1 else { return [block(0)] }
    return workspace.pool.map(shards: blocks, block)
  }

  /// Rows per block: what a thread computes in one go.
  private static var rowsPerBlock: Int { 1024 }
}

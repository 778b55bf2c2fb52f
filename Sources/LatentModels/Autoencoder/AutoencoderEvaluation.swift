import NumericCore
import RealModule

/// The bound of an autoencoder on a table, and the importance-weighted one, block of rows by block of rows.
public struct AutoencoderEvaluation: Evaluation {
  /// The model, with the rows that are scored before it.
  private let model: VariationalAutoencoder
  private let draws: Int
  private var seen = 0
  /// The two terms of the bound over the rows seen so far, in the units of the nets.
  private(set) public var terms: AutoencoderTerms
  /// Σ and Σ of squares of both bounds, row by row.
  private var sums = [0.0, 0.0]
  private var squares = [0.0, 0.0]
  /// What the draws leave open in each; nil where they do not tell.
  private var variances: [Double?] = [0, 0]

  /// How many blocks of rows have been evaluated.
  public private(set) var stepsTaken = 0

  /// An evaluation of `model` on rows of the same columns, with `draws` draws for each.
  init(_ model: VariationalAutoencoder, on table: AutoencoderData, draws: Int) throws(FittingError) {
    guard table.columns == model.layout.columns else {
      throw .invalidSetting(
        name: "number of columns", found: String(table.columns), expected: String(model.layout.columns))
    }
    self.model = model.on(table)
    self.draws = draws
    terms = AutoencoderTerms(latents: model.layout.latents)
  }

  /// Another pass over rows, until all are seen.
  public var nextPhase: Phase? { seen < model.data.rows ? .expectation : nil }

  /// Both bounds of the rows seen so far, in the data's own units. Their standard errors are what the draws leave open; with one
  /// draw for each row, which does not tell, those over the rows. A closed form leaves nothing open.
  public var scores: [Score] {
    let count = Double(max(seen, 1))
    return zip(["evidence lower bound", "importance-weighted bound"], [0, 1]).map { name, place in
      let mean = sums[place] / count
      let variance = variances[place] ?? max(0, squares[place] - count * mean * mean)
      var kind = Objective.Kind.estimatedBound(standardError: Double.sqrt(variance))
      if place == 0, model.double != nil { kind = .bound }
      return Score(
        name: name,
        objective: Objective(
          model.hasLikelihood ? kind : .offScale, nats: sums[place] - count * model.logScale), rows: seen)
    }
  }

  private mutating func add(_ value: Double, _ variance: Double?, at place: Int) {
    sums[place] += value
    squares[place] += value * value
    variances[place] = sum(variances[place], variance)
  }

  /// The sum of two; nil where one of them is not known.
  private func sum(_ a: Double?, _ b: Double?) -> Double? { a.flatMap { a in b.map { a + $0 } } }

  /// Evaluates some more rows.
  public mutating func step(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let last = min(model.data.rows, seen + max(16, 65536 / draws))
    let rows = Array(seen..<last)
    for score in model.scores(of: rows, draws: draws, in: workspace) {
      add(score.importanceBound, score.importanceVariance, at: 1)
      guard model.double == nil else { continue }
      add(score.bound, score.boundVariance, at: 0)
      terms.add(score)
    }
    if model.double != nil {
      let exact = model.terms(of: rows, in: workspace)
      terms.add(exact)
      sums[0] += exact.bound
    }
    seen = last
    stepsTaken += 1
    return StepEvent(
      step: stepsTaken, iteration: 0, phase: .expectation, objective: scores[0].objective, gain: nil)
  }
}

extension VariationalAutoencoder {
  /// The bound on `data`, which is in the units of the fit.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    try evaluation(on: data, draws: 16)
  }

  /// The same with `draws` draws for each row.
  public func evaluation(on table: DataTable, draws: Int) throws(FittingError) -> AutoencoderEvaluation {
    try evaluation(
      on: AutoencoderData(table, heldOut: 0, seed: settings.seed, frame: data.frame), draws: draws)
  }

  /// The same on rows that are in Float already.
  public func evaluation(on rows: AutoencoderData, draws: Int) throws(FittingError) -> AutoencoderEvaluation {
    try AutoencoderEvaluation(self, on: rows, draws: draws)
  }

  /// The same model with other rows before it.
  func on(_ rows: AutoencoderData) -> VariationalAutoencoder {
    var result = VariationalAutoencoder(rows: rows, settings: settings, layout: layout, parameters: [])
    (result.single, result.double, result.stepsTaken) = (single, double, stepsTaken)
    return result
  }
}

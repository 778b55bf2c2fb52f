import Neural
import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// What must not trap, grow without bound, or be said without being known.
struct BoundsTests {
  @Test("A mode narrower than the first step is not cut off: two modes, sigma 0.002")
  func narrowModes() throws {
    let decoder = try LawsTests.decoder([1, 2.3, 0.0471, 5, -1])
    // x = a + z + c z² has two arms of different steepness, and x = z² two of the same.
    for theta in [[0, 0, 1, Double.log(0.002)], [0.1, 0.4, 0.8, Double.log(0.002)]] {
      for unit in 0..<4 {
        let (x, sigma) = (decoder.x[unit], Double.exp(theta[3]))
        let step = 2e-5
        var curve = ScalarCurve()
        let z = (-200_000...200_000).map { Double($0) * step }
        decoder.evaluate(unit, at: z, theta, into: &curve)
        let exact =
          logSumExp(z.indices.map { curve.value[$0] - 0.5 * (z[$0] * z[$0] + log2Pi) })
          + Double.log(step)
        let law = ConditionalLaw(of: decoder, unit: unit, theta)
        #expect(
          abs(law.logLikelihood - exact) < 1e-7, "x \(x), sigma \(sigma): \(law.logLikelihood), \(exact)")
      }
    }
  }

  @Test("A rule for any width and deviation is one of the ladder")
  func rules() {
    for (s, width) in [(1e-170, 1e-300), (1e300, 1e-300), (1, 0.0), (0, 0), (1, .nan)] {
      #expect(GaussianRule.rule(deviation: s, width: width).t.count > 8)
    }
  }

  @Test("The rule for polynomials is exact up to degree 9")
  func polynomials() {
    let rule = GaussianRule.rule(deviation: 1, width: .infinity)
    let moments = [1.0, 0, 1, 0, 3, 0, 15, 0, 105, 0]
    for (degree, moment) in moments.enumerated() {
      let found = zip(rule.t, rule.weights).reduce(0) { $0 + $1.1 * Double.pow($1.0, degree) }
      #expect(abs(found - moment) < 1e-13 * max(1, moment), "degree \(degree): \(found)")
    }
    #expect(rule.t.count == 5)
  }

  @Test("An archive with numbers that no fit leads to is refused")
  func archives() throws {
    var fit = try VariationalFit(
      decoder: try LawsTests.decoder([-1, 0, 1, 2]), settings: VariationalSettings())
    _ = try fit.step(in: Workspace(pool: .onCaller()))
    let archive = fit.archived()
    _ = try VariationalFit<CurveDecoder>(archive: archive, data: fit.data)
    for (name, value) in [("theta", 1e308), ("laws", 1e-170), ("laws", 1e308)] {
      var hostile = archive
      let tensor = try #require(archive.tensors[name])
      var values = tensor.values
      values[1] = value
      hostile.tensors[name] = .init(shape: tensor.shape, values: values)
      #expect(throws: FittingError.self, "\(name) \(value)") {
        try VariationalFit<CurveDecoder>(archive: hostile, data: fit.data)
      }
    }
  }

  @Test("Gaps that take too many places are not known")
  func importance() throws {
    let decoder = try LawsTests.decoder([1.5, -0.4])
    let narrow = ImportanceGap(of: decoder, unit: 0, [0, 1, 0, 0], GaussianLaw(mean: 0.75, deviation: 1e-9))
    #expect(narrow.gap(1) == nil && narrow.limit.isNaN)
    // A narrow exact law is resolved: under a q of twice its variance, the gap is the same for all widths.
    let sharp = [0.0, 1, 0, Double.log(0.01)]
    let (mean, variance) = (1.5 / 1.0001, 1e-4 / 1.0001)
    let gap = ImportanceGap(
      of: decoder, unit: 0, sharp, GaussianLaw(mean: mean, deviation: (2 * variance).squareRoot()))
    for (k, value) in [(1, 0.1534264097), (10, 0.0081045604), (100, 0.0007769825)] {
      #expect(abs((gap.gap(k) ?? .nan) - value) < 1e-9, "k \(k)")
    }
  }

  @Test("A large encoder is trained without the square of its parameters")
  func largeEncoder() throws {
    let (rows, items) = (40, 32)
    var random = RandomStream(seed: 1, purpose: .simulation)
    let answers = (0..<rows * items).map { _ in random.uniform() < 0.5 ? 0.0 : 1 }
    let data = DataTable(name: "x", values: Matrix(rows: rows, columns: items, storage: answers))
    let decoder = try ItemResponseDecoder(data: data, kind: .rasch)
    let workspace = Workspace(pool: .onCaller())
    var fit = try VariationalFit(
      decoder: decoder, settings: VariationalSettings(method: .encoder(.quadratic)))
    let event = try fit.step(in: workspace)
    #expect(event.objective.nats.isFinite)
    guard case .encoded(let encoded) = fit.laws else { return #expect(Bool(false)) }
    #expect(encoded.encoder.adam != nil && encoded.encoder.network.parameterCount > 1000)
    #expect(throws: FittingError.self) { try fit.directlyOptimised(in: workspace) }
  }

  @Test("Other data are evaluated under the encoder as it is, and Laplace's value is no bound")
  func evaluation() throws {
    let workspace = Workspace(pool: .onCaller())
    let decoder = try LawsTests.decoder(CurveTests.quantiles)
    var fit = try VariationalFit(
      decoder: decoder, settings: VariationalSettings(method: .encoder(.linear), start: LawsTests.bent))
    _ = try fit.step(in: workspace)
    let other = try LawsTests.decoder([0.2, 3, 4, 5]).data
    var evaluation = try fit.evaluation(on: other)
    try evaluation.finish(in: workspace)
    guard case .encoded(let encoded) = fit.laws else { return #expect(Bool(false)) }
    let scored = try decoder.refitting(other)
    // What counts is the row, not the rows beside it.
    #expect(
      scored.features(ofUnit: 1)
        == (try decoder.refitting(LawsTests.decoder([3, 9]).data)).features(ofUnit: 0))
    let bound = try encoded.encoder.bound(scored, fit.theta, in: workspace).value
    #expect(abs(evaluation.scores[1].objective.nats - bound) < 1e-9)
    let laplace = try VariationalFit(
      decoder: decoder, settings: VariationalSettings(method: .laplace, start: LawsTests.bent))
    #expect(try laplace.evaluation(on: other).scores[1].name != "evidence lower bound")
  }

  @Test("A cancelled half-step leaves the fit as it was")
  func cancellation() throws {
    var fit = try VariationalFit(
      decoder: try LawsTests.decoder([-1, 0, 1, 2]), settings: VariationalSettings(start: LawsTests.bent))
    _ = try fit.step(in: Workspace(pool: .onCaller()))
    let before = fit
    let workspace = Workspace(pool: .onCaller())
    workspace.cancellation.cancel()
    #expect(throws: FittingError.cancelled) { try fit.step(in: workspace) }
    #expect(fit.theta == before.theta && fit.stepsTaken == before.stepsTaken && fit.laws == before.laws)
  }

  @Test("A curve with next to no noise says so")
  func noiseless() throws {
    let decoder = try LawsTests.decoder([-1, 0, 1, 2])
    #expect(decoder.findings(at: [0, 1, 0.2, -9]).count == 1)
    #expect(decoder.findings(at: LawsTests.bent).isEmpty)
  }

  @Test("What an outcome does not know, it does not say")
  func outcome() throws {
    let workspace = Workspace(pool: .onCaller())
    let x = stride(from: 4, to: 200, by: 16).map { CurveTests.quantiles[$0] }
    var fit = try VariationalFit(
      decoder: try LawsTests.decoder(x),
      settings: VariationalSettings(method: .importance(draws: 5), start: LawsTests.bent))
    _ = try fit.step(in: workspace)
    let outcome = try #require(try fit.outcome(in: workspace))
    #expect(outcome.approximationGap == nil && outcome.amortisationGap == nil)
    let exact = try #require(
      try fit.changed(by: .method(.exact)).outcome(in: workspace))
    #expect(exact.approximationGap == 0 && exact.amortisationGap == 0)
  }
}

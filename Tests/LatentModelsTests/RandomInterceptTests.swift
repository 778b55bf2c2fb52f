import LatentModels
import NumericCore
import RealModule
import TestSupport
import Testing

@Suite("The Gaussian random intercept")
struct RandomInterceptTests {
  /// Davies's yields of dyestuff, by batch.
  static let dyestuff: DataTable = {
    let values = assetColumns("dyestuff.csv", ["yield"])
    return DataTable(
      name: "dyestuff", values: Matrix(values), columnNames: ["yield"],
      labels: Labels(
        name: "batch", codes: (0..<30).map { Int32($0 / 5) }, levels: ["A", "B", "C", "D", "E", "F"]))
  }()

  private func thousand(_ tolerance: Double) -> RandomInterceptSettings {
    RandomInterceptSettings(
      start: .given(RandomInterceptParameters(mean: 1527.5, within: 1000, between: 1000)),
      tolerance: tolerance)
  }

  @Test("EM on Dyestuff takes the values that it must, at the rate that it must")
  func goldenRun() throws {
    let space = workspace(threads: 1)
    var model = try RandomIntercept(data: Self.dyestuff, settings: thousand(0))
    var nats: [Double] = []
    var errors: [Double] = []
    for _ in 0..<60 {
      let event = try model.step(in: space)
      guard event.phase == .expectation else { continue }
      nats.append(event.objective.nats)
      errors.append(abs(model.parameters.between - 4165.0 / 3))
    }
    for (ours, value) in zip(nats, [-170.6712219219, -163.7498149540, -163.6679577944]) {
      #expect(abs(ours - value) < 1e-9)
    }
    #expect(abs(errors[19] / errors[18] - 0.4792) < 1e-3)
    #expect(abs(model.parameters.within - 2451.25) < 1e-4)
  }

  @Test("The closed form of Dyestuff, and EM's way to it from the usual start in any units")
  func closedForm() throws {
    let space = workspace(threads: 1)
    for data in [Self.dyestuff, Self.dyestuff.standardized()] {
      let model = try RandomIntercept(data: data, settings: RandomInterceptSettings(tolerance: 1e-15))
      let closed = model.inOwnUnits(try #require(model.closedForm))
      #expect(abs(closed.mean - 1527.5) < 1e-9 && abs(closed.within - 2451.25) < 1e-8)
      #expect(abs(closed.between - 4165.0 / 3) < 1e-8)
      #expect(abs((model.closedFormLogLikelihood ?? 0) - -163.6635299406) < 1e-9)
      let (fit, nats) = try converged(model, in: space)
      #expect(abs(nats - -163.6635299406) < 1e-9)
      #expect(abs(fit.freeParameters(of: fit.parameters).values[2] - 4165.0 / 3) < 1e-2)
    }
  }

  @Test("Groups of many sizes: the maximum is the one that a direct maximisation finds")
  func unbalanced() throws {
    let expected = try NormalFixture.read().intercept
    let data = Self.dyestuff.selectingRows((0..<30).filter { ![0, 6, 7, 26, 27, 28, 29].contains($0) })
    let model = try RandomIntercept(data: data, settings: RandomInterceptSettings(tolerance: 1e-15))
    #expect(model.closedForm == nil)
    let (fit, nats) = try converged(model, in: workspace(threads: 1))
    #expect(abs(nats - expected.logLikelihood) < 1e-8)
    #expect(abs(fit.parameters.mean - expected.mean) < 1e-3)
    #expect(abs(fit.parameters.within / expected.within - 1) < 1e-5)
    #expect(abs(fit.parameters.between / expected.between - 1) < 1e-5)
  }

  @Test("A row that counts twice is two rows; one without a value is none")
  func weights() throws {
    let space = workspace(threads: 1)
    let chosen = [0, 0, 1, 2, 3, 3] + Array(4..<30)
    let twice = try RandomIntercept(
      data: Self.dyestuff.selectingRows(chosen), settings: RandomInterceptSettings())
    var weights = [Double](repeating: 1, count: 30)
    weights[0] = 2
    weights[3] = 2
    weights[29] = 0
    var values = Self.dyestuff.values
    values[28, 0] = .nan
    let kept = chosen.filter { $0 < 28 }
    let weighted = try RandomIntercept(
      data: Self.dyestuff.replacingValues(values).weighted(by: weights), settings: RandomInterceptSettings())
    let shortened = try RandomIntercept(
      data: Self.dyestuff.selectingRows(kept), settings: RandomInterceptSettings())
    let theta = RandomInterceptParameters(mean: 1500, within: 2000, between: 700)
    func total(_ model: RandomIntercept) throws -> Double {
      try model.unitLogLikelihoods(at: theta, in: space).reduce(0, +)
    }
    #expect(abs(try total(weighted) - total(shortened)) < 1e-9)
    #expect(weighted.observations == 30 && twice.observations == 32)
    #expect(try total(twice) < total(shortened))
  }

  @Test("Where groups differ less than rows, the maximum lies at τ² = 0, and the fit says so")
  func boundary() throws {
    let space = workspace(threads: 1)
    let values = Matrix([[1.0], [5], [9], [2], [5], [8], [0], [5], [10]])
    let data = DataTable(
      name: "flat", values: values,
      labels: Labels(name: "g", codes: [0, 0, 0, 1, 1, 1, 2, 2, 2], levels: ["a", "b", "c"]))
    var model = try RandomIntercept(
      data: data,
      settings: RandomInterceptSettings(tolerance: 0, method: EMMethod(maximization: .squarem)))
    let closed = try #require(model.closedForm)
    #expect(closed.between == 0 && abs(closed.within - 100.0 / 9) < 1e-12)
    var last: StepEvent?
    for _ in 0..<2001 { last = try model.step(in: space) }
    let event = try #require(last)
    #expect(event.findings.contains { if case .vanishingIntercepts = $0 { true } else { false } })
    let best = try #require(model.closedFormLogLikelihood)
    #expect(event.objective.nats <= best + 1e-12 && event.objective.nats > best - 1e-3)
    #expect(model.parameters.between > 0)
  }

  @Test("The picture shrinks each group's mean towards the mean of all")
  func picture() throws {
    let (fit, _) = try converged(
      try RandomIntercept(data: Self.dyestuff, settings: RandomInterceptSettings(tolerance: 1e-14)),
      in: workspace(threads: 1))
    let axis = Plane.Axis.column(0, of: Self.dyestuff)
    let portrait = fit.portrait(
      EMPortraitRequest(plane: Plane(x: axis, y: axis), rows: [], selectedRow: 12),
      in: workspace(threads: 1))
    guard case .groups(let picture) = portrait.picture else {
      Issue.record("groups were expected")
      return
    }
    #expect(picture.groups.map(\.name) == ["A", "B", "C", "D", "E", "F"] && picture.selectedGroup == 2)
    let shrinkage = 5 * picture.between / (5 * picture.between + picture.within)
    for group in picture.groups {
      #expect(
        abs(group.conditionalMean - (picture.mean + shrinkage * (group.mean - picture.mean))) < 1e-9)
    }
    #expect(abs(picture.groups.reduce(0) { $0 + $1.logDensity } - -163.6635299406) < 1e-8)
  }

  @Test("A bootstrap draws whole groups, and one that is drawn twice is two groups")
  func resampling() throws {
    let model = try RandomIntercept(data: Self.dyestuff, settings: RandomInterceptSettings())
    let drawn = model.resampledData(seed: 3, replicate: 7)
    #expect(drawn.rows == 30 && drawn.labels?.levels.count == 6)
    let again = try model.refitting(drawn)
    #expect(again.groupCount == 6 && again.closedForm != nil)
    let known = Set((0..<6).map { g in Self.dyestuff.values.storage[(5 * g)..<(5 * g + 5)] })
    for g in 0..<6 { #expect(known.contains(drawn.values.storage[(5 * g)..<(5 * g + 5)])) }
  }

  @Test("What has no groups, or none that can be told apart, is refused in words")
  func refusals() throws {
    #expect(throws: FittingError.noGroups) {
      try RandomIntercept(data: OldFaithful.raw, settings: RandomInterceptSettings())
    }
    #expect(throws: FittingError.tooFewGroups(groups: 1, rows: 5)) {
      try RandomIntercept(
        data: Self.dyestuff.selectingRows(Array(0..<5)), settings: RandomInterceptSettings())
    }
    #expect(throws: FittingError.tooFewGroups(groups: 2, rows: 2)) {
      try RandomIntercept(data: Self.dyestuff.selectingRows([0, 5]), settings: RandomInterceptSettings())
    }
    let labels = Labels(name: "batch", codes: [0, 0, 1, -1], levels: ["A", "B"])
    let data = Self.dyestuff.selectingRows([0, 1, 5, 9]).labelled(by: labels)
    #expect(throws: FittingError.ungroupedRow(row: 10)) {
      try RandomIntercept(data: data, settings: RandomInterceptSettings())
    }
    #expect(throws: FittingError.self) {
      try RandomIntercept(data: Self.dyestuff, settings: RandomInterceptSettings(response: 1))
    }
  }
}

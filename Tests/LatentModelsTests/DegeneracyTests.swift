import LatentModels
import NumericCore
import Testing

@Suite("Degenerate fits")
struct DegeneracyTests {
  /// A start on Old Faithful with a second component at `mean` with variances `variances` and `rows` rows.
  private func start(mean: [Double], variances: [Double], rows: Double) -> MixtureParameters {
    let moments = Moments(OldFaithful.raw.values)
    return MixtureParameters(
      weights: [1 - rows / 272, rows / 272], means: Matrix([moments.mean, mean]),
      covariances: [moments.covariance, Matrix(diagonal: variances)])
  }

  private func mixture(_ start: MixtureParameters, ridge: Double) throws -> GaussianMixture {
    try GaussianMixture(
      data: OldFaithful.raw,
      settings: MixtureSettings(components: 2, start: .given(start), ridge: ridge, tolerance: 0))
  }

  /// Steps until an error, which it gives, or for 400 steps.
  private func fate(_ mixture: inout GaussianMixture) -> (events: [StepEvent], error: FittingError?) {
    let space = workspace()
    var events: [StepEvent] = []
    while events.count < 400 {
      let before = mixture.state
      do {
        events.append(try mixture.step(in: space))
      } catch {
        #expect(mixture.state == before)
        return (events, error)
      }
    }
    return (events, nil)
  }

  @Test("Without a ridge, a component on one row degenerates, and the error names it and a remedy")
  func onePoint() throws {
    var mixture = try mixture(start(mean: [3.6, 79], variances: [1e-6, 1e-6], rows: 1), ridge: 0)
    let (events, error) = fate(&mixture)
    guard case .degenerateComponent(1, let rows, 0)? = error else {
      Issue.record("\(String(describing: error)) after \(events.count) steps")
      return
    }
    #expect(abs(rows - 1) < 1e-3)
    #expect(error?.description.contains("component 2 has degenerated onto 1 row:") == true)
    #expect(error?.description.contains("raise the ridge (now 0)") == true)
    #expect(events.allSatisfy { $0.objective.nats.isFinite })
    // The fit stands where it was, and a ridge lets it go on.
    var rescued = try mixture.changed(by: .ridge(1e-6))
    #expect(fate(&rescued).error == nil)
  }

  @Test("Without a ridge, a component on the line waiting = 78 collapses, is reported, and degenerates")
  func line() throws {
    var mixture = try mixture(start(mean: [4.2, 78.002], variances: [0.2, 1e-6], rows: 15), ridge: 0)
    let (events, error) = fate(&mixture)
    guard case .degenerateComponent(1, let rows, 0)? = error else {
      Issue.record("\(String(describing: error)) after \(events.count) steps")
      return
    }
    #expect(abs(rows - 15) < 0.5)
    let findings = events.flatMap(\.findings)
    #expect(
      findings.contains {
        if case .collapsing(component: 1, _, let deviation) = $0 { deviation < 1e-4 } else { false }
      })
    #expect(events.allSatisfy { $0.objective.nats.isFinite })
  }

  @Test(
    "With a ridge, the same components rest on it: finite numbers, and a finding that says so",
    arguments: [1e-6, 1e-4])
  func restsOnRidge(ridge: Double) throws {
    let starts = [
      start(mean: [3.6, 79], variances: [1e-6, 1e-6], rows: 1),
      start(mean: [4.2, 78], variances: [0.2, 1e-6], rows: 15),
    ]
    for start in starts {
      var mixture = try mixture(start, ridge: ridge)
      let (events, error) = fate(&mixture)
      #expect(error == nil)
      #expect(events.allSatisfy { $0.objective.nats.isFinite })
      let last = events.last { $0.phase == .expectation }
      guard case .restsOnRidge(component: 1, let rows, let deviation)? = last?.findings.first else {
        Issue.record("\(String(describing: last))")
        continue
      }
      #expect(rows > 0.9 && rows < 20)
      #expect(deviation > 0 && deviation * deviation < 4 * ridge)
    }
  }

  @Test("A healthy fit has no findings")
  func healthy() throws {
    var mixture = try GaussianMixture(data: OldFaithful.raw, settings: MixtureSettings())
    #expect(try mixture.run(60).allSatisfy { $0.findings.isEmpty })
  }

  @Test("A component far from all rows starves, then is empty, and the fit stands where it was")
  func empty() throws {
    var mixture = try mixture(start(mean: [1e5, 1e5], variances: [1, 1], rows: 100), ridge: 0)
    let first = try mixture.run(1)[0]
    #expect(first.findings == [.starving(component: 1, rows: 0)])
    let before = mixture.state
    #expect(throws: FittingError.emptyComponent(1, rows: 0)) { try mixture.run(1) }
    #expect(mixture.state == before && mixture.nextPhase == .maximization)
  }

  @Test("A start that no row can reach is refused in words, and nothing has changed")
  func outOfReach() throws {
    let data = DataTable(name: "far", values: Matrix([[1e20], [2e20], [4e20]]))
    let far = MixtureParameters(
      weights: [1], means: Matrix([[0]]), covariances: [Matrix([[1e-300]])])
    var mixture = try GaussianMixture(
      data: data, settings: MixtureSettings(components: 1, start: .given(far)))
    let before = mixture.state
    #expect(
      throws: FittingError.unreachedRow
    ) { try mixture.run(1) }
    #expect(mixture.state == before)
    // An evaluation has an answer there: the log of 0.
    var evaluation = try mixture.evaluation(on: data)
    try evaluation.finish(in: workspace())
    #expect(evaluation.scores[0].objective.nats == -.infinity)
  }

  @Test("Rows on a line: without a ridge the full family has no start to go on from, with one it rests on it")
  func collinear() throws {
    let places = (0..<50).map { Double($0 * $0 % 37) }
    let data = DataTable(name: "line", values: Matrix(places.map { [$0, 2 * $0] }))
    var free = try GaussianMixture(data: data, settings: MixtureSettings(components: 1, ridge: 0))
    guard case .degenerateComponent(0, let rows, 0)? = fate(&free).error else {
      Issue.record("no error")
      return
    }
    #expect(abs(rows - 50) < 1e-9)
    var held = try GaussianMixture(data: data, settings: MixtureSettings(components: 2, ridge: 1e-6))
    let (events, error) = fate(&held)
    #expect(error == nil && events.allSatisfy { $0.objective.nats.isFinite })
    var spherical = try GaussianMixture(
      data: data, settings: MixtureSettings(components: 2, family: .spherical, ridge: 0))
    #expect(fate(&spherical).events.count > 2)
  }

  @Test("A ridge that shapes a component makes ℓ fall, and the finding says by how much")
  func fell() throws {
    var mixture = try GaussianMixture(data: OldFaithful.raw, settings: MixtureSettings(ridge: 0))
    try mixture.run(100)
    var ridged = try GaussianMixture(
      data: OldFaithful.raw,
      settings: MixtureSettings(components: 2, start: .given(mixture.parameters), ridge: 5))
    let event = try ridged.run(3)[2]
    let gain = try #require(event.gain)
    #expect(gain < -10)
    #expect(event.findings.contains(.fell(nats: -gain)))
  }

  @Test("Whatever the table, the family and the ridge, no event and no portrait holds a NaN")
  func neverNaN() throws {
    let space = workspace()
    let tables = [
      OldFaithful.raw, Tables.iris,
      made("pairs", 12) { [Double($0 / 2), Double($0 / 2 % 2)] },
      made("scales", 20) { [1e-9 * Double($0 % 7), 1e12 * Double($0 % 5)] },
      made("outlier", 20) { [$0 == 7 ? 1e60 : Double($0), Double($0 % 3)] },
      made("tiny", 10) { [1e-160 * Double($0)] },
    ]
    for data in tables {
      for family in CovarianceFamily.allCases {
        for ridge in [0, 1e-6] {
          for components in [1, 2, 6] {
            var mixture = try GaussianMixture(
              data: data,
              settings: MixtureSettings(
                components: components, family: family, ridge: ridge, tolerance: 0,
                seed: UInt64(components)))
            for _ in 0..<40 {
              guard let event = try? mixture.step(in: space) else { break }
              #expect(event.objective.nats.isFinite && event.gain?.isFinite != false)
              #expect(isFree(ofNaN: portrait(mixture, in: space)))
            }
          }
        }
      }
    }
  }

  private func made(_ name: String, _ rows: Int, _ row: (Int) -> [Double]) -> DataTable {
    DataTable(name: name, values: Matrix((0..<rows).map(row)))
  }

  private func portrait(_ mixture: GaussianMixture, in space: Workspace) -> MixturePortrait {
    let data = mixture.data
    let plane = Plane(x: .column(0, of: data), y: .column(data.dimensions - 1, of: data))
    return mixture.mixturePortrait(
      EMPortraitRequest(
        plane: plane, rows: Array(0..<min(20, data.rows)), selectedRow: 3, cursor: PlanePoint(x: 1, y: 1)),
      in: space)
  }

  private func isFree(ofNaN portrait: MixturePortrait) -> Bool {
    var numbers = portrait.cursorResponsibilities + (portrait.selection?.responsibilities ?? [])
    numbers += portrait.selection.map { $0.values + [$0.logDensity] } ?? []
    numbers += portrait.dots.flatMap { [$0.position.x, $0.position.y, $0.certainty] }
    numbers.append(portrait.narrowest.smallestEigenvalue)
    for component in portrait.components {
      numbers += component.mean + component.standardDeviations
      numbers += [component.weight, component.centre.x, component.centre.y]
      numbers += [component.spread.xx, component.spread.xy, component.spread.yy]
    }
    return !numbers.contains { $0.isNaN }
  }
}

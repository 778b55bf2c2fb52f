import LatentModels
import NumericCore
import Testing

@Suite("Portraits")
struct PortraitTests {
  private func request(
    _ data: DataTable, selected: Int? = nil, cursor: PlanePoint? = nil
  ) -> EMPortraitRequest {
    EMPortraitRequest(
      plane: Plane(x: .column(0, of: data), y: .column(1, of: data)), rows: Array(0..<data.rows),
      selectedRow: selected, cursor: cursor)
  }

  @Test("A fit in standard units is drawn in the data's own: the same picture as the fit in raw units")
  func ownUnits() throws {
    let (raw, standardized) = (OldFaithful.raw, OldFaithful.standardized)
    var fit = try GaussianMixture(
      data: standardized, settings: MixtureSettings(start: .given(OldFaithful.goldenStart), ridge: 0))
    let start = OldFaithful.goldenStart.inOwnUnits(standardized.transform)
    var rawFit = try GaussianMixture(data: raw, settings: MixtureSettings(start: .given(start), ridge: 0))
    try fit.run(7)
    try rawFit.run(7)
    let cursor = PlanePoint(x: 3, y: 66)
    let found = fit.mixturePortrait(request(standardized, selected: 4, cursor: cursor), in: workspace())
    let expected = rawFit.mixturePortrait(request(raw, selected: 4, cursor: cursor), in: workspace())
    func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 * max(1, abs(b)) }
    for (a, b) in zip(found.components, expected.components) {
      #expect(near(a.weight, b.weight) && zip(a.mean, b.mean).allSatisfy(near))
      #expect(zip(a.standardDeviations, b.standardDeviations).allSatisfy(near))
      #expect(near(a.centre.x, b.centre.x) && near(a.centre.y, b.centre.y))
      #expect(near(a.spread.xx, b.spread.xx) && near(a.spread.xy, b.spread.xy))
      #expect(near(a.spread.yy, b.spread.yy))
      #expect(near(a.centre.x, a.mean[0]) && near(a.spread.yy.squareRoot(), a.standardDeviations[1]))
    }
    for (a, b) in zip(found.dots, expected.dots) {
      #expect(a.component == b.component && near(a.certainty, b.certainty))
      #expect(near(a.position.x, b.position.x) && near(a.position.y, b.position.y))
    }
    let (one, other) = try (#require(found.selection), #require(expected.selection))
    #expect(zip(one.values, raw.values.row(4)).allSatisfy(near))
    #expect(near(one.logDensity, other.logDensity))
    #expect(near(one.logDensity, try MixtureDensity(rawFit.parameters).logDensity(raw.values.row(4))))
    #expect(found.cursorResponsibilities.count == 2)
    #expect(zip(found.cursorResponsibilities, expected.cursorResponsibilities).allSatisfy(near))
    #expect(near(found.narrowest.smallestEigenvalue, expected.narrowest.smallestEigenvalue))
  }

  @Test("Dots have the law of the newest E half-step, also after M; components have the present parameter")
  func lawOfTheDots() throws {
    var mixture = try OldFaithful.goldenMixture()
    let data = mixture.data
    for step in 1...9 {
      let before = mixture.parameters
      let previousLaw = mixture.lawParameters
      let event = try mixture.run(1)[0]
      let parameters = event.phase == .expectation ? before : try #require(previousLaw)
      let density = try MixtureDensity(parameters)
      let portrait = mixture.mixturePortrait(request(data, selected: 7), in: workspace())
      for dot in portrait.dots {
        let r = density.responsibilities(data.values.row(dot.row))
        let largest = try #require(r.max())
        #expect(abs(dot.certainty - largest) < 1e-12)
        #expect(dot.component.map { abs(r[$0] - largest) < 1e-12 } == true)
      }
      #expect(portrait.selection?.responsibilities == density.responsibilities(data.values.row(7)))
      #expect(portrait.components.map(\.mean) == mixture.parameters.means.arrays)
      #expect(portrait.components.map(\.weight) == mixture.parameters.weights)
      #expect(portrait.stepsTaken == step && portrait.nextPhase == mixture.nextPhase)
      let least = try #require(portrait.leastCertain)
      #expect(least.certainty == portrait.dots.map(\.certainty).min() && least.certainty >= 0.5)
    }
  }

  @Test("Before the first E half-step nothing is known of the rows")
  func beforeTheFirst() throws {
    let mixture = try OldFaithful.goldenMixture()
    let portrait = mixture.mixturePortrait(request(mixture.data, selected: 0), in: workspace())
    #expect(portrait.dots.count == 272)
    #expect(portrait.dots.allSatisfy { $0.component == nil && $0.certainty == 0 })
    #expect(portrait.leastCertain == nil && portrait.selection?.responsibilities == [])
    #expect(portrait.nextPhase == .expectation && portrait.degreesOfFreedom == 11)
    #expect(portrait.narrowest.component == 0)
  }

  @Test("A selected row is read out with its label; one that is not there is not")
  func selection() throws {
    let labels = Labels(name: "kind", codes: [0, 1, -1, 7], levels: ["short", "long"])
    let data = DataTable(
      name: "t", values: Matrix([[1, 2], [2, 5], [3, 3], [4, 9]]), labels: labels)
    let mixture = try GaussianMixture(data: data, settings: MixtureSettings(components: 1))
    func label(_ row: Int) -> String? {
      mixture.mixturePortrait(request(data, selected: row), in: workspace()).selection?.label
    }
    #expect([0, 1, 2, 3].map(label) == ["short", "long", nil, nil])
    for row in [-1, 4, Int.max] {
      #expect(mixture.mixturePortrait(request(data, selected: row), in: workspace()).selection == nil)
    }
  }

  @Test(
    "The law at the cursor is that of the row there, at the present parameter; a plane of more columns has none"
  )
  func cursor() throws {
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(4)
    let cursor = PlanePoint(x: 0.25, y: -0.5)
    let portrait = mixture.mixturePortrait(request(mixture.data, cursor: cursor), in: workspace())
    let expected = try MixtureDensity(mixture.parameters).responsibilities([0.25, -0.5])
    #expect(zip(portrait.cursorResponsibilities, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(portrait.cursorResponsibilities.reduce(0, +) - 1) < 1e-14)
    let iris = try GaussianMixture(data: Tables.iris, settings: MixtureSettings())
    #expect(
      iris.mixturePortrait(request(Tables.iris, cursor: cursor), in: workspace()).cursorResponsibilities
        .isEmpty)
  }

  @Test(
    "The narrowest component is the one with the smallest extent in any direction, in the columns' own units")
  func narrowest() throws {
    let moments = Moments(OldFaithful.raw.values)
    let units = moments.covariance.diagonal
    // Along a diagonal of standardised space, a standard deviation of 0.1; the axes are wider.
    let thin = Matrix([[0.505, -0.495], [-0.495, 0.505]])
    var covariance = Matrix<Double>(rows: 2, columns: 2)
    for i in 0..<2 {
      for j in 0..<2 { covariance[i, j] = thin[i, j] * (units[i] * units[j]).squareRoot() }
    }
    let start = MixtureParameters(
      weights: [0.5, 0.5], means: Matrix([[3, 70], [4, 75]]), covariances: [moments.covariance, covariance])
    let mixture = try GaussianMixture(data: OldFaithful.raw, settings: MixtureSettings(start: .given(start)))
    let narrowest = mixture.mixturePortrait(request(OldFaithful.raw), in: workspace()).narrowest
    #expect(narrowest.component == 1 && abs(narrowest.smallestEigenvalue - 0.01) < 1e-12)
  }
}

import FoundationEssentials
import LatentModels
import NumericCore
import TestSupport
import Testing

@Suite("The multivariate normal law with missing values")
struct NormalTests {
  static let murray: DataTable = {
    let gap = Double.nan
    return DataTable(
      name: "murray",
      values: Matrix([
        [1, 1], [1, -1], [-1, 1], [-1, -1], [2, gap], [2, gap], [-2, gap], [-2, gap], [gap, 2], [gap, 2],
        [gap, -2], [gap, -2],
      ]))
  }()

  /// The irises with gaps and weights, as `make_normal_fixtures.py` makes them.
  static let gappy: DataTable = {
    var values = Tables.iris.values
    for row in stride(from: 0, to: 150, by: 2) { values[row, (row / 2) % 4] = .nan }
    for row in stride(from: 0, to: 150, by: 5) { values[row, (row / 5 + 1) % 4] = .nan }
    return DataTable(
      name: "gappy", values: values, weights: (0..<150).map { [1.0, 2, 0][$0 % 3] })
  }()

  private func fitted(
    _ data: DataTable, _ settings: NormalSettings, _ space: Workspace, iterations: Int = 5000
  ) throws -> (MultivariateNormal, Double) {
    try converged(try MultivariateNormal(data: data, settings: settings), in: space, atMost: iterations)
  }

  @Test("From the unit matrix EM stays at Murray's saddle; from a small correlation it goes to a maximum")
  func saddle() throws {
    let space = workspace(threads: 1)
    func settings(_ start: NormalStart) -> NormalSettings {
      NormalSettings(isMeanZero: true, start: start, tolerance: 1e-15)
    }
    let (stuck, low) = try fitted(Self.murray, settings(.identity), space)
    #expect(abs(low - -30.0333423863) < 1e-9)
    #expect(stuck.parameters.covariance[0, 1] == 0 && abs(stuck.parameters.covariance[0, 0] - 2.5) < 1e-6)
    for sign in [-1.0, 1] {
      let (top, high) = try fitted(Self.murray, settings(.correlation(0.1 * sign)), space)
      #expect(abs(high - -29.9742864105) < 1e-9)
      #expect(abs(top.parameters.covariance[0, 1] - sign * 4 / 3) < 1e-5)
      #expect(abs(top.parameters.covariance[0, 0] - 8.0 / 3) < 1e-5)
      #expect(top.degreesOfFreedom == 3 && top.parameters.mean == [0, 0])
      #expect(try AnyEMModel(top).saddle(in: space) == nil)
    }
    // So it is told, with the parameter along which ℓ rises, and what to do.
    let saddle = try #require(try AnyEMModel(stuck).saddle(in: space))
    #expect(saddle.parameter == "S 12")
    #expect(saddle.description.hasPrefix("a saddle") && saddle.description.hasSuffix("start elsewhere"))
    // The saddle is not a maximum: along the correlation ℓ rises from it.
    let nudged = try #require(stuck.parameters(free: [2.5, 0.25, 2.5]))
    #expect(try stuck.unitLogLikelihoods(at: nudged, in: space).reduce(0, +) > low)
  }

  @Test("With gaps and weights it finds what a direct maximisation of the observed likelihood finds")
  func direct() throws {
    let expected = try NormalFixture.read().normal
    let space = workspace()
    for data in [Self.gappy, Self.gappy.standardized()] {
      let (fit, nats) = try fitted(data, NormalSettings(tolerance: 1e-14), space)
      #expect(abs(nats - expected.logLikelihood) < 1e-7)
      let own = fit.parameters.inOwnUnits(data.transform)
      for j in 0..<4 {
        #expect(abs(own.mean[j] - expected.mean[j]) < 1e-5)
        for k in 0..<4 { #expect(abs(own.covariance[j, k] - expected.covariance[j][k]) < 1e-5) }
      }
    }
  }

  @Test("On complete data one step from anywhere is the closed form, whose likelihood is known")
  func complete() throws {
    let space = workspace(threads: 1)
    let data = OldFaithful.standardized
    var model = try MultivariateNormal(data: data, settings: NormalSettings(start: .identity))
    let closed = try #require(model.closedForm)
    #expect(abs((model.closedFormLogLikelihood ?? 0) - -1289.7967450526) < 1e-8)
    for _ in 0..<3 { _ = try model.step(in: space) }
    for (ours, theirs) in zip(model.parameters.covariance.storage, closed.covariance.storage) {
      #expect(abs(ours - theirs) < 1e-12)
    }
    #expect(abs((model.informationCriteria?.aic ?? 0) - (2 * 1289.7967450526 + 10)) < 1e-7)
  }

  @Test("Where the mean is known to be zero, it is zero in the data's own units")
  func zeroMean() throws {
    let space = workspace(threads: 1)
    let data = Tables.iris.standardized()
    var model = try MultivariateNormal(data: data, settings: NormalSettings())
    model = try model.changed(by: .zeroMean(true))
    for _ in 0..<2 { _ = try model.step(in: space) }
    let own = model.parameters.inOwnUnits(data.transform)
    #expect(own.mean.allSatisfy { abs($0) < 1e-12 } && model.degreesOfFreedom == 10)
    let second = Tables.iris.values.column(2).reduce(0) { $0 + $1 * $1 } / 150
    #expect(abs(own.covariance[2, 2] - second) < 1e-9)
  }

  @Test("A missing value is drawn as a dot at its conditional mean, with its conditional variance")
  func picture() throws {
    let (fit, _) = try fitted(
      Self.murray, NormalSettings(isMeanZero: true, start: .correlation(0.1), tolerance: 1e-15),
      workspace(threads: 1))
    let plane = Plane(x: .column(0, of: Self.murray), y: .column(1, of: Self.murray))
    let portrait = fit.portrait(
      EMPortraitRequest(plane: plane, rows: Array(0..<12), selectedRow: 4), in: workspace(threads: 1))
    guard case .cloud(let cloud) = portrait.picture else {
      Issue.record("a cloud was expected")
      return
    }
    #expect(cloud.dots.count { $0.uncertainty != nil } == 8)
    // ρ = ½ with equal variances: the mean is half of what was observed, the variance ¾ of 8/3.
    let imputed = try #require(cloud.selection?.imputed[1])
    #expect(abs(imputed.mean - 1) < 1e-5 && abs(imputed.standardDeviation - 2.0.squareRoot()) < 1e-5)
    #expect(abs((cloud.reference?.xx ?? 0) - 1) < 1e-12 && cloud.closedForm == nil)
  }

  @Test("Starts that are none are refused in words, and so are columns that determine each other")
  func refusals() throws {
    for correlation in [1, -1, 2, Double.nan] {
      #expect(throws: FittingError.self) {
        try MultivariateNormal(data: Self.murray, settings: NormalSettings(start: .correlation(correlation)))
      }
    }
    #expect(throws: FittingError.singularCovariance) {
      try MultivariateNormal(
        data: DataTable(name: "line", values: Matrix([[1, 2], [2, 4], [3, 6]])), settings: NormalSettings())
    }
    let model = try MultivariateNormal(data: Self.murray, settings: NormalSettings())
    for change in [EMChange.components(2), .ridge(1), .latentDimensions(1), .parameters([1, 2])] {
      #expect(throws: FittingError.self) { try model.changed(by: change) }
    }
    for start in [NormalStart.moments, .identity, .correlation(-0.25)] {
      #expect(NormalStart(name: start.name) == start)
    }
    #expect(NormalStart(name: "0.5") == .correlation(0.5) && NormalStart(name: "middle") == nil)
  }
}

/// What SciPy found, by `make_normal_fixtures.py`.
struct NormalFixture: Decodable {
  struct Normal: Decodable {
    let logLikelihood: Double
    let mean: [Double]
    let covariance: [[Double]]
  }
  struct Intercept: Decodable { let logLikelihood, mean, within, between: Double }
  let normal: Normal
  let intercept: Intercept

  static func read() throws -> NormalFixture {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/normal.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(NormalFixture.self, from: Data(contentsOf: path))
  }
}

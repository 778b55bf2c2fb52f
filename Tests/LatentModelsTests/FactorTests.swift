import FoundationEssentials
import LatentModels
import NumericCore
import RealModule
import TestSupport
import Testing

@Suite("Probabilistic PCA and factor analysis")
struct FactorTests {
  /// What scikit-learn and SciPy found, by `make_factor_fixtures.py`.
  private struct Fixture: Decodable {
    struct Factor: Decodable {
      let k: Int
      let logLikelihood: Double
      let noise: [Double]
    }
    struct Components: Decodable {
      let data: String
      let k: Int
      let score: Double
    }
    struct Missing: Decodable {
      let logLikelihood: Double
      let mean: [Double]
      let noise: [Double]
    }
    let made: [[Double]]
    let factor: [Factor]
    let pca: [Components]
    let missing: [Missing]

    static func read() throws -> Fixture {
      let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/factor.json")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Fixture.self, from: Data(contentsOf: path))
    }
  }

  private static let penguins: DataTable = {
    let columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    return DataTable(name: "penguins", values: Matrix(assetColumns("penguins.csv", columns)))
  }()

  private let space = workspace()

  private func converged<Model: ExpectationMaximization>(
    _ model: Model, atMost iterations: Int = 20_000
  ) throws -> (Model, Double) {
    try LatentModelsTests.converged(model, in: space, atMost: iterations)
  }

  private func total(_ model: some ExpectationMaximization) throws -> Double {
    func value<Model: ExpectationMaximization>(_ model: Model) throws -> Double {
      let perRow = try model.unitLogLikelihoods(at: model.parameters, in: space)
      return zip(perRow, model.data.weights ?? perRow.map { _ in 1 }).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return try value(model)
  }

  private let eigenvalues = [4.2000534280, 0.2410529429, 0.0776881034, 0.0236761924]

  @Test(
    "The closed form of PCA on the irises",
    arguments: [
      (1, 0.1141390796, -470.6694583210, 270.4076118165), (2, 0.0506821479, -404.9627801561, 448.2541232868),
    ])
  func closedForm(k: Int, noise: Double, nats: Double, information: Double) throws {
    let model = try PPCA(
      data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: k))
    let closed = try #require(model.closedForm)
    #expect(abs(closed.noiseVariances[0] - noise) < 1e-9)
    let perRow = try model.unitLogLikelihoods(at: closed, in: space)
    #expect(abs(perRow.reduce(0, +) - nats) < 1e-8)
    // The mean KL of latent j from its prior is ½ log(λ_j / σ²).
    let rates = eigenvalues.prefix(k).map { 0.5 * Double.log($0 / closed.noiseVariances[0]) }
    #expect(abs(150 * rates.reduce(0, +) - information) < 1e-5)
    let (_, found) = try converged(
      try model.changed(by: .tolerance(1e-13)).changed(by: .method(EMMethod(maximization: .squarem))))
    #expect(abs(found - nats) < 1e-7)
  }

  @Test("EM from W = (e1, e2) and σ² = 1 takes the values that it must")
  func goldenRun() throws {
    let start = FactorParameters(
      mean: Moments(Tables.iris.values).mean,
      loadings: Matrix([[1, 0], [0, 1], [0, 0], [0, 0]]), noiseVariances: [1, 1, 1, 1])
    var model = try PPCA(
      data: Tables.iris,
      settings: FactorSettings(.isotropic, latentDimensions: 2, start: .given(start), tolerance: 0))
    let expected = [
      0: -963.40168, 1: -760.07558, 2: -590.39010, 3: -503.20852, 10: -413.96459, 30: -406.59085,
      100: -405.00713, 300: -404.96278,
    ]
    var seen = 0
    for _ in 0..<601 {
      let event = try model.step(in: space)
      guard event.phase == .expectation, let value = expected[event.iteration] else { continue }
      #expect(abs(event.objective.nats - value) < 1e-5)
      seen += 1
    }
    #expect(seen == expected.count)
  }

  @Test("With one latent fewer than columns, PCA is the Gaussian itself")
  func saturated() throws {
    let model = try PPCA(
      data: OldFaithful.standardUnits,
      settings: FactorSettings(.isotropic, latentDimensions: 1, tolerance: 1e-14))
    let (_, nats) = try converged(model)
    #expect(abs(nats - -543.9916377444) < 1e-7)
    let raw = try converged(
      try PPCA(data: OldFaithful.standardized, settings: model.settings)
    ).1
    #expect(abs(raw - -1289.7967450526) < 1e-7)
  }

  @Test("scikit-learn's PCA scores the same data lower, by its n − 1")
  func principalComponents() throws {
    for row in try Fixture.read().pca {
      let data = row.data == "iris" ? Tables.iris : Self.penguins
      let moments = Moments(data.values)
      let n = Double(data.rows)
      let closed = try #require(FactorParameters.principalComponents(of: moments, count: row.k))
      let model = try PPCA(
        data: data, settings: FactorSettings(.isotropic, latentDimensions: row.k))
      // Its covariance has n − 1 in the denominator: the same directions, everything n / (n − 1) times as large.
      let root = (n / (n - 1)).squareRoot()
      let theirs = FactorParameters(
        mean: closed.mean, loadings: root * closed.loadings,
        noiseVariances: closed.noiseVariances.map { $0 * root * root })
      let score = try model.unitLogLikelihoods(at: theirs, in: space).reduce(0, +)
      #expect(abs(score - row.score) < 1e-8 * abs(row.score))
      #expect(try model.unitLogLikelihoods(at: closed, in: space).reduce(0, +) > row.score)
    }
  }

  @Test("Factor analysis finds scikit-learn's maximum, and its noise variances")
  func factorAnalysis() throws {
    let fixture = try Fixture.read()
    let data = DataTable(name: "made", values: Matrix(fixture.made))
    for row in fixture.factor {
      let (model, nats) = try converged(
        try FactorAnalysis(
          data: data,
          settings: FactorSettings(
            .diagonal, latentDimensions: row.k, tolerance: 1e-14,
            method: EMMethod(maximization: .squarem))))
      #expect(abs(nats - row.logLikelihood) < 1e-6)
      for (ours, theirs) in zip(model.parameters.noiseVariances, row.noise) {
        #expect(abs(ours - theirs) < 1e-4)
      }
    }
  }

  @Test("With values missing, a direct maximisation of the observed likelihood finds the same")
  func missingValues() throws {
    let fixture = try Fixture.read()
    var values = Matrix(fixture.made)
    for row in stride(from: 0, to: values.rows, by: 3) { values[row, (row / 3) % 6] = .nan }
    let data = DataTable(name: "made", values: values)
    let expected = try #require(fixture.missing.first)
    let (model, nats) = try converged(
      try FactorAnalysis(
        data: data, settings: FactorSettings(.diagonal, latentDimensions: 1, tolerance: 1e-14)))
    #expect(abs(nats - expected.logLikelihood) < 1e-6)
    for j in 0..<6 {
      #expect(abs(model.parameters.mean[j] - expected.mean[j]) < 1e-4)
      #expect(abs(model.parameters.noiseVariances[j] - expected.noise[j]) < 1e-4)
    }
    let portrait = model.portrait(
      EMPortraitRequest(
        plane: Plane(x: .column(0, of: data), y: .column(1, of: data)), rows: Array(0..<120),
        selectedRow: 3),
      in: space)
    guard case .cloud(let cloud) = portrait.picture else {
      Issue.record("a cloud was expected")
      return
    }
    #expect(cloud.dots.count { $0.uncertainty != nil } == 40)
    #expect(cloud.dots.allSatisfy { $0.position.x.isFinite && $0.position.y.isFinite })
    // A missing value is Gaussian given the others: its law by the covariance that the model implies.
    let covariance = model.parameters.covariance
    let others = [0, 2, 3, 4, 5]
    let inner = try #require(
      Cholesky(Matrix(others.map { i in others.map { covariance[i, $0] } })))
    let across = others.map { covariance[1, $0] }
    let offset = others.map { data.values[3, $0] - model.parameters.mean[$0] }
    let mean = model.parameters.mean[1] + zip(across, inner.solve(offset)).reduce(0) { $0 + $1.0 * $1.1 }
    let variance = covariance[1, 1] - zip(across, inner.solve(across)).reduce(0) { $0 + $1.0 * $1.1 }
    let imputed = try #require(cloud.selection?.imputed[1])
    #expect(abs(imputed.mean - mean) < 1e-9 && abs(imputed.standardDeviation - variance.squareRoot()) < 1e-9)
  }

  /// Made data with gaps, weights and units of their own.
  static func gappy() throws -> DataTable {
    var values = Matrix(try Fixture.read().made)
    for row in stride(from: 0, to: values.rows, by: 2) { values[row, (row * 5) % 6] = .nan }
    values[7, 0] = .nan
    values[7, 3] = .nan
    return DataTable(name: "made", values: values, weights: (0..<120).map { Double($0 % 3) }).standardized()
  }

  @Test("ℓ never falls and touches the bound after E, with gaps and weights; ΔQ and KL are not negative")
  func theorems() throws {
    func run<Model: ExpectationMaximization>(_ model: Model) throws {
      var model = model
      var last: StepEvent?
      for _ in 0..<80 {
        let event = try model.step(in: space)
        let exact = try total(model)
        switch event.phase {
        case .expectation: #expect(abs(event.objective.nats - exact) < 1e-9 * abs(exact))
        case .maximization: #expect(event.objective.nats <= exact + 1e-9)
        case .minibatch: Issue.record("EM goes by half-steps")
        }
        if let gain = event.gain { #expect(gain >= -1e-9) }
        if let last { #expect(event.objective.nats >= last.objective.nats - 1e-9) }
        last = event
      }
    }
    let data = try Self.gappy()
    try run(try PPCA(data: data, settings: FactorSettings(.isotropic, latentDimensions: 2, tolerance: 0)))
    try run(
      try FactorAnalysis(data: data, settings: FactorSettings(.diagonal, latentDimensions: 2, tolerance: 0)))
  }

  @Test(
    "Every cousin of EM: the same bits at any thread count, finite numbers, a history that opens again",
    arguments: [
      EMMethod(expectation: .hard), EMMethod(expectation: .stochastic),
      EMMethod(expectation: .monteCarlo(draws: 4)), EMMethod(expectation: .averaged(draws: 1)),
      EMMethod(expectation: .minibatch(rows: 40)), EMMethod(maximization: .squarem),
      EMMethod(maximization: .relaxed(1.5)),
    ])
  func cousins(method: EMMethod) throws {
    let start = try FactorAnalysis(
      data: try Self.gappy(),
      settings: FactorSettings(.diagonal, latentDimensions: 2, tolerance: 0, method: method))
    var (one, other) = (start, start)
    let alone = try (0..<15).map { _ in try one.step(in: workspace(threads: 1)) }
    let together = try (0..<15).map { _ in try other.step(in: workspace(threads: 3)) }
    #expect(alone == together && one.parameters == other.parameters && one.course == other.course)
    let exact = try total(one)
    for event in alone where event.phase == .expectation {
      if case .estimate = event.objective.kind { #expect(method.expectation == .minibatch(rows: 40)) }
    }
    if method.expectation != .minibatch(rows: 40) {
      #expect(abs((alone.last?.objective.nats ?? 0) - exact) < 1e-8 * abs(exact))
    }
    var timeline = Timeline(start: AnyEMModel(start), memoryBudget: 0)
    for _ in 0..<11 {
      var again = try Timeline<AnyEMModel>(archive: timeline.archived(), data: start.data)
      #expect(try timeline.advance(in: space) && again.advance(in: space))
      #expect(again.entries == timeline.entries)
    }
  }

  @Test("Draws of the latents scatter EM's step, and vanish in the average of many")
  func draws() throws {
    func noise(_ draws: Int) throws -> Double {
      var model = try PPCA(
        data: Tables.iris,
        settings: FactorSettings(
          .isotropic, latentDimensions: 2, method: EMMethod(expectation: .monteCarlo(draws: draws))))
      _ = try model.step(in: space)
      _ = try model.step(in: space)
      return model.parameters.noiseVariances[0]
    }
    var exact = try PPCA(data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: 2))
    _ = try exact.step(in: space)
    _ = try exact.step(in: space)
    let value = exact.parameters.noiseVariances[0]
    #expect(abs(try noise(4000) / value - 1) < 5e-3)
    #expect(try noise(1) != value)
  }

  @Test("Data drawn from a fit have the same gaps and give the parameter back")
  func simulation() throws {
    let (fit, _) = try converged(
      try PPCA(data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: 1)))
    let many = Tables.iris.selectingRows((0..<20).flatMap { _ in 0..<150 })
    let drawn = try fit.refitting(many).simulatedData(seed: 1, replicate: 0)
    let (again, _) = try converged(try fit.refitting(drawn))
    #expect(abs(again.parameters.noiseVariances[0] / fit.parameters.noiseVariances[0] - 1) < 0.06)
    let matched = again.matched(again.parameters, to: fit.parameters)
    for j in 0..<4 {
      #expect(abs(matched.loadings[j, 0] - fit.parameters.loadings[j, 0]) < 0.12)
    }
  }

  @Test(
    "Rotated and reflected loadings are brought back to the triangular ones, column by column with their signs"
  )
  func matching() throws {
    let model = try PPCA(data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: 2))
    var reference = model.parameters.triangular
    // A diagonal near 0, on either side of it: its sign says nothing about that of the column.
    reference.loadings[1, 1] = 1e-3
    var other = reference
    other.loadings[1, 1] = -1e-3
    let turns = [
      Matrix([[0.6, -0.8], [0.8, 0.6]]), Matrix([[0.6, 0.8], [0.8, -0.6]]), Matrix([[-1, 0.0], [0, -1]]),
    ]
    for turn in turns {
      var rotated = other
      rotated.loadings = other.loadings * turn
      let back = model.matched(rotated, to: reference)
      #expect(zip(back.loadings.storage, other.loadings.storage).allSatisfy { abs($0 - $1) < 1e-12 })
      let free = model.freeParameters(of: back).values
      #expect(zip(free, model.freeParameters(of: other).values).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  @Test("What cannot be fitted is refused in words")
  func refusals() throws {
    for k in [0, -1, 4, 100] {
      #expect(throws: FittingError.self) {
        try PPCA(data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: k))
      }
    }
    let line = DataTable(name: "line", values: Matrix([[1], [2], [4]]))
    #expect(throws: FittingError.self) {
      try FactorAnalysis(data: line, settings: FactorSettings(.diagonal, latentDimensions: 1))
    }
    let model = try FactorAnalysis(
      data: Tables.iris, settings: FactorSettings(.diagonal, latentDimensions: 1))
    for change in [EMChange.components(2), .ridge(1), .noise(true), .latentDimensions(9)] {
      #expect(throws: FittingError.self) { try model.changed(by: change) }
    }
    var archive = model.archived()
    archive.tensors["noise_variances"] = .init([1, 1, -1, 1])
    #expect(throws: FittingError.self) { try FactorAnalysis(archive: archive, data: Tables.iris) }
    archive.tensors["loadings"] = .init(shape: [4, 0], values: [])
    #expect(throws: FittingError.self) { try FactorAnalysis(archive: archive, data: Tables.iris) }
    #expect(throws: FittingError.self) { try PPCA(archive: model.archived(), data: Tables.iris) }
  }

  @Test("A column without noise of its own is named, and the fit goes on")
  func noiseless() throws {
    var values = Tables.iris.values
    for row in 0..<150 { values[row, 1] = 2 * values[row, 0] + 1 }
    var model = try FactorAnalysis(
      data: DataTable(name: "collinear", values: values),
      settings: FactorSettings(
        .diagonal, latentDimensions: 1, tolerance: 0, method: EMMethod(maximization: .squarem)))
    var found: [Finding] = []
    for _ in 0..<2000 { found += try model.step(in: space).findings }
    #expect(found.contains { if case .noiseless = $0 { true } else { false } })
    #expect(model.parameters.noiseVariances.allSatisfy { $0 > 0 })
  }
}

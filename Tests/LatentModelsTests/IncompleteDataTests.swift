import LatentModels
import NumericCore
import RealModule
import Testing

/// Old Faithful with some values taken away, and with rows that count differently.
private enum Incomplete {
  /// Every fifth row lacks one value or the other.
  static let missing = OldFaithful.raw.replacingValues(
    Matrix(
      (0..<272).map { row in
        var values = OldFaithful.raw.values.row(row)
        if row % 5 == 0 { values[(row / 5) % 2] = .nan }
        return values
      }))

  /// Rows count 0, 1, 2 or 3 times.
  static let weights = (0..<272).map { Double($0 * 7 % 4) }
}

@Suite("Mixtures on data with missing values, weights and noise")
struct IncompleteDataTests {
  private func mixture(
    _ data: DataTable, _ family: CovarianceFamily = .full, components: Int = 2, hasNoise: Bool = false,
    method: EMMethod = .em, tolerance: Double = 0
  ) throws -> GaussianMixture {
    try GaussianMixture(
      data: data,
      settings: MixtureSettings(
        components: components, family: family, hasNoise: hasNoise, ridge: 0, tolerance: tolerance,
        method: method))
  }

  private func converged(_ mixture: GaussianMixture) throws -> (GaussianMixture, Double) {
    var mixture = mixture
    var nats = 0.0
    while mixture.iteration < 3000 {
      let event = try mixture.step(in: workspace())
      guard event.phase == .expectation else { continue }
      nats = event.objective.nats
      if event.status == .converged { break }
    }
    return (mixture, nats)
  }

  private func logLikelihood(_ mixture: GaussianMixture, at parameters: MixtureParameters? = nil) throws
    -> Double
  {
    let perRow = try mixture.unitLogLikelihoods(at: parameters ?? mixture.parameters, in: workspace())
    return zip(perRow, mixture.data.weights ?? perRow.map { _ in 1 }).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static let tables: [(DataTable, Bool)] = [
    (Incomplete.missing, false), (OldFaithful.raw.weighted(by: Incomplete.weights), false),
    (OldFaithful.raw, true), (Incomplete.missing.weighted(by: Incomplete.weights).standardized(), true),
  ]

  @Test(
    "The log-likelihood of what was observed never falls, is exact after E, and lies above the bound after M",
    arguments: CovarianceFamily.allCases)
  func theorems(family: CovarianceFamily) throws {
    for (data, hasNoise) in Self.tables {
      var fit = try mixture(data, family, components: 3, hasNoise: hasNoise)
      var last: StepEvent?
      for event in try fit.run(60) {
        if let gain = event.gain { #expect(gain >= -1e-8) }
        if let last { #expect(event.objective.nats >= last.objective.nats - 1e-8) }
        last = event
      }
      var again = try mixture(data, family, components: 3, hasNoise: hasNoise)
      for _ in 0..<12 {
        let event = try again.step(in: workspace())
        let exact = try logLikelihood(again)
        if event.phase == .expectation {
          #expect(abs(event.objective.nats - exact) < 1e-9 * abs(exact))
        } else {
          #expect(event.objective.kind == .bound && event.objective.nats <= exact + 1e-9)
        }
      }
    }
  }

  @Test(
    "Where it settles, no free parameter can be moved to a higher likelihood",
    arguments: CovarianceFamily.allCases)
  func stationary(family: CovarianceFamily) throws {
    for (data, hasNoise) in Self.tables {
      let (fit, nats) = try converged(mixture(data, family, hasNoise: hasNoise, tolerance: 1e-15))
      let free = fit.freeParameters(of: fit.parameters)
      #expect(free.values.count == fit.degreesOfFreedom)
      for index in free.values.indices where data.transform.isIdentity || family != .spherical {
        // Noise that nothing needs lies at the edge of the parameter space.
        if free.names[index] == "pi0", free.values[index] < 1e-3 { continue }
        let step = 1e-4 * max(abs(free.values[index]), 1e-2)
        func value(_ offset: Double) throws -> Double {
          var moved = free.values
          moved[index] += offset
          guard let parameters = fit.parameters(free: moved) else { return -.infinity }
          return try logLikelihood(fit, at: parameters)
        }
        let (below, above) = (try value(-step), try value(step))
        #expect(below < nats + 1e-9 && above < nats + 1e-9)
        // Equally much is lost either way: the slope is nothing beside the curvature.
        #expect(abs(above - below) < 2e-2 * max(2 * nats - above - below, 1e-9))
      }
    }
  }

  @Test(
    "A row that counts twice is two rows, one that counts zero times is none",
    arguments: CovarianceFamily.allCases)
  func weights(family: CovarianceFamily) throws {
    let repeated = OldFaithful.raw.selectingRows(
      (0..<272).flatMap { row in Array(repeating: row, count: Int(Incomplete.weights[row])) })
    var start = MixtureSettings(components: 2, family: family, ridge: 0, tolerance: 0)
    start.start = .given(
      MixtureParameters(
        weights: [0.5, 0.5], means: Matrix([[2, 55], [4, 80]]),
        covariances: Array(repeating: Matrix(diagonal: [0.5, 50]), count: 2)))
    var weighted = try GaussianMixture(
      data: OldFaithful.raw.weighted(by: Incomplete.weights), settings: start)
    var plain = try GaussianMixture(data: repeated, settings: start)
    for (one, other) in zip(try weighted.run(21), try plain.run(21)) {
      #expect(abs(one.objective.nats - other.objective.nats) < 1e-8)
    }
    #expect(abs(weighted.parameters.means[1, 1] - plain.parameters.means[1, 1]) < 1e-9)
    let (ours, theirs) = (weighted.informationCriteria, plain.informationCriteria)
    #expect(abs((ours?.bic ?? 0) - (theirs?.bic ?? 1)) < 1e-7)
    #expect(abs((ours?.icl ?? 0) - (theirs?.icl ?? 1)) < 1e-7)
  }

  @Test("Uniform noise takes in what lies far from everything, and costs one parameter")
  func noise() throws {
    var random = RandomStream(seed: 5, purpose: .dataGeneration)
    let rows = (0..<400).map { row in
      row < 40
        ? [random.uniform() * 20 - 10, random.uniform() * 20 - 10]
        : [(row.isMultiple(of: 2) ? 3 : -3) + 0.5 * random.normal(), 0.5 * random.normal()]
    }
    let data = DataTable(name: "noisy", values: Matrix(rows))
    let (without, plain) = try converged(mixture(data, tolerance: 1e-12))
    let (with, noisy) = try converged(mixture(data, hasNoise: true, tolerance: 1e-12))
    #expect(with.degreesOfFreedom == without.degreesOfFreedom + 1)
    #expect(noisy > plain + 100)
    #expect(abs((with.parameters.noise?.weight ?? 0) - 0.1) < 0.03)
    #expect(with.parameters.covariances.allSatisfy { abs($0[0, 0] - 0.25) < 0.06 })
    let portrait = with.mixturePortrait(
      EMPortraitRequest(
        plane: Plane(x: .column(0, of: data), y: .column(1, of: data)), rows: Array(0..<400)),
      in: workspace())
    let strays = portrait.dots.filter(\.isNoise).map(\.row)
    #expect(strays.count(where: { $0 < 40 }) > 25 && strays.count(where: { $0 >= 40 }) < 8)
    #expect(portrait.dots.filter(\.isNoise).allSatisfy { $0.component == nil && $0.certainty > 0.5 })
  }

  @Test("Noise can be added and taken away in the middle of a fit")
  func changingNoise() throws {
    var fit = try mixture(OldFaithful.raw)
    try fit.run(10)
    var noisy = try fit.changed(by: .noise(true))
    #expect(noisy.settings.hasNoise && abs(noisy.parameters.weights.reduce(0.05, +) - 1) < 1e-12)
    try noisy.run(30)
    let quiet = try noisy.changed(by: .noise(false))
    #expect(quiet.parameters.noise == nil && abs(quiet.parameters.weights.reduce(0, +) - 1) < 1e-12)
    #expect(try noisy.changed(by: .components(4)).parameters.noise != nil)
  }

  @Test("A missing value stands at its conditional mean, with its standard deviation")
  func imputation() throws {
    var fit = try mixture(Incomplete.missing)
    try fit.run(61)
    let portrait = fit.mixturePortrait(
      EMPortraitRequest(
        plane: Plane(x: .column(0, of: fit.data), y: .column(1, of: fit.data)), rows: Array(0..<272),
        selectedRow: 5),
      in: workspace())
    #expect(portrait.dots.count(where: \.isCompleted) == 55)
    #expect(portrait.dots.allSatisfy { $0.position.x.isFinite && $0.position.y.isFinite })
    let reading = try #require(portrait.selection)
    let value = try #require(reading.imputed[1])
    #expect(reading.values[1].isNaN && reading.imputed[0] == nil)
    // By quadrature over the missing wait, at the same parameter.
    let density = try MixtureDensity(try #require(fit.lawParameters))
    let grid = (0..<8001).map { 20 + 0.0125 * Double($0) }
    let masses = grid.map { Double.exp(density.logDensity([reading.values[0], $0])) }
    let total = masses.reduce(0, +)
    let mean = zip(grid, masses).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = zip(grid, masses).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / total
    #expect(abs(value.mean - mean) < 1e-6)
    #expect(abs(value.standardDeviation - variance.squareRoot()) < 1e-6)
    #expect(abs(reading.logDensity - Double.log(total * 0.0125)) < 1e-8)
  }

  @Test(
    "Every cousin of EM takes missing values, weights and noise, at any thread count",
    arguments: [
      EMMethod(expectation: .hard), EMMethod(expectation: .monteCarlo(draws: 4)),
      EMMethod(expectation: .averaged(draws: 1)), EMMethod(expectation: .minibatch(rows: 100)),
      EMMethod(maximization: .squarem), EMMethod(maximization: .relaxed(1.4)),
    ])
  func cousins(method: EMMethod) throws {
    for (data, hasNoise) in Self.tables {
      let start = try mixture(data, hasNoise: hasNoise, method: method)
      var (one, other) = (start, start)
      let events = try one.run(41, in: workspace(threads: 1))
      #expect(try other.run(41, in: workspace(threads: 3)) == events && one.state == other.state)
      #expect(events.allSatisfy { $0.objective.nats.isFinite })
      if method.expectation != .minibatch(rows: 100) {
        let exact = try logLikelihood(one)
        #expect(abs((events.last?.objective.nats ?? 0) - exact) < 1e-8 * abs(exact))
      }
      var timeline = Timeline(start: start, memoryBudget: 0)
      for _ in 0..<7 { _ = try timeline.advance(in: workspace()) }
      var again = try Timeline<GaussianMixture>(archive: timeline.archived(), data: data)
      #expect(try timeline.advance(in: workspace()) && again.advance(in: workspace()))
      #expect(again.entries == timeline.entries && again.model.state == timeline.model.state)
    }
  }

  @Test("Data drawn from a fit look like it: the same gaps, and a parameter that is found again")
  func simulation() throws {
    var fit = try mixture(Incomplete.missing, hasNoise: true)
    try fit.run(60)
    let drawn = try fit.simulatedData(seed: 3, replicate: 2)
    for row in 0..<272 {
      for column in 0..<2 {
        #expect(drawn.values[row, column].isNaN == Incomplete.missing.values[row, column].isNaN)
      }
    }
    #expect(try drawn.values.storage != fit.simulatedData(seed: 3, replicate: 3).values.storage)
    let (again, _) = try converged(try fit.refitting(drawn).changed(by: .tolerance(1e-9)))
    let matched = again.matched(again.parameters, to: fit.parameters)
    #expect(abs(matched.weights[0] - fit.parameters.weights[0]) < 0.15)
    #expect(abs(matched.means[0, 0] - fit.parameters.means[0, 0]) < 0.3)
  }
}

import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("Observed and missing information")
struct InformationTests {
  /// Old Faithful's maximum, without a ridge, in the order short, long.
  static let maximum: GaussianMixture = {
    guard
      var mixture = try? GaussianMixture(
        data: OldFaithful.raw,
        settings: MixtureSettings(
          components: 2,
          start: .given(
            MixtureParameters(
              weights: [0.36, 0.64], means: Matrix([[2.04, 54.5], [4.29, 80]]),
              covariances: [Matrix([[0.07, 0.4], [0.4, 34]]), Matrix([[0.17, 0.9], [0.9, 36]])])),
          ridge: 0, tolerance: 0))
    else { preconditionFailure("Old Faithful cannot be fitted") }
    let space = workspace()
    for _ in 0..<121 { _ = try? mixture.step(in: space) }
    return mixture
  }()

  private func expect(_ found: [Double], _ expected: [Double], _ tolerance: Double) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(abs(found - expected) <= tolerance, "\(found) \(expected)")
    }
  }

  @Test("Standard errors of Old Faithful by Louis's formula and by the sandwich, to the digits printed")
  func standardErrors() throws {
    let information = try Self.maximum.information(in: workspace())
    #expect(information.obstacle == nil)
    #expect((information.distance ?? 1) < 1e-8)
    expect(
      try #require(information.standardErrors(.louis)),
      [0.02909, 0.02711, 0.59187, 0.01057, 0.16600, 4.85472, 0.03140, 0.45619, 0.01887, 0.21042, 3.92514],
      5.01e-6)
    expect(
      try #require(information.standardErrors(.sandwich)),
      [0.02910, 0.02843, 0.59665, 0.01390, 0.16818, 4.31475, 0.03194, 0.46085, 0.01885, 0.25299, 4.11083],
      5.01e-6)
    expect(
      try #require(information.missingFractions),
      [0.004, 0.028, 0.006, 0.116, 0.055, 0.005, 0.016, 0.011, 0.074, 0.096, 0.037], 5.01e-4)
    #expect(abs(try #require(information.rate) - 0.2407658975) < 5.1e-10)
    let wald = StandardErrors(information, kind: .louis, confidence: 0.95).entries[0]
    #expect(wald.name == "pi1")
    #expect(abs((wald.interval?.lower ?? 0) - 0.298859) < 5.1e-7)
    #expect(abs((wald.interval?.upper ?? 0) - 0.412886) < 5.1e-7)
  }

  /// Clouds in which values are missing, rows count differently, and units are not those of the fit.
  private static let gaps: DataTable = {
    let clouds = Tables.clouds(90)
    var storage = clouds.values.storage
    for place in stride(from: 4, to: storage.count, by: 7) { storage[place] = .nan }
    let table = DataTable(
      name: "gaps", values: Matrix(rows: 90, columns: 3, storage: storage),
      weights: (0..<90).map { Double(1 + $0 % 3) })
    return table.standardized()
  }()

  private func expectEqual(
    _ a: ObservedInformation, _ b: ObservedInformation, _ tolerance: Double, _ name: String
  ) {
    #expect(a.estimates == b.estimates)
    for (part, a, b, unit) in [
      ("complete", a.complete, b.complete, a.complete), ("observed", a.observed, b.observed, a.complete),
      ("scores", a.scoreProducts, b.scoreProducts, a.scoreProducts),
    ] {
      for i in 0..<a.rows {
        for j in 0..<a.rows {
          let scale = (unit[i, i] * unit[j, j]).squareRoot()
          #expect(
            abs(a[i, j] - b[i, j]) < tolerance * scale, "\(name) \(part) \(i) \(j) \(a[i, j]) \(b[i, j])")
        }
      }
    }
    for i in a.gradient.indices {
      #expect(
        abs(a.gradient[i] - b.gradient[i]) < tolerance * a.complete[i, i].squareRoot(),
        "\(name) gradient \(i)")
    }
  }

  @Test("Louis's formula and differences of Q agree at the maximum of Old Faithful")
  func differences() throws {
    let (exact, differences) = (
      try Self.maximum.information(in: workspace()),
      try Self.maximum.informationByDifferences(in: workspace())
    )
    expectEqual(exact, differences, 1e-7, "faithful")
  }

  @Test(
    "They agree in every family, with missing values, weights, noise and other units, away from any maximum",
    arguments: CovarianceFamily.allCases)
  func families(family: CovarianceFamily) throws {
    var mixture = try GaussianMixture(
      data: Self.gaps, settings: MixtureSettings(components: 3, family: family, hasNoise: true, seed: 3))
    let space = workspace()
    try mixture.run(5, in: space)
    expectEqual(
      try mixture.information(in: space), try mixture.informationByDifferences(in: space), 2e-5,
      family.rawValue)
  }

  @Test("Information adds up over rows, however many pieces they make, and its bits do not depend on threads")
  func pieces() throws {
    let table = Tables.clouds(9000)
    var mixture = try GaussianMixture(data: table, settings: MixtureSettings(components: 3, seed: 3))
    let space = workspace()
    try mixture.run(6, in: space)
    let whole = try mixture.information(in: space)
    var parts: [ObservedInformation] = []
    for rows in [0..<4100, 4100..<9000] {
      var part = try mixture.refitting(table.selectingRows(Array(rows)))
      part.parameters = mixture.parameters
      parts.append(try part.information(in: space))
    }
    func expectSum(_ whole: Matrix<Double>, _ first: Matrix<Double>, _ second: Matrix<Double>) {
      let sum = first + second
      for i in 0..<whole.rows {
        for j in 0..<whole.rows {
          let scale = (whole[i, i] * whole[j, j]).squareRoot()
          #expect(abs(whole[i, j] - sum[i, j]) < 1e-10 * scale, "\(i) \(j)")
        }
      }
    }
    expectSum(whole.observed, parts[0].observed, parts[1].observed)
    expectSum(whole.scoreProducts, parts[0].scoreProducts, parts[1].scoreProducts)
    let alone = try mixture.information(in: Workspace(pool: WorkerPool(threads: 1)))
    let three = try mixture.information(in: Workspace(pool: WorkerPool(threads: 3)))
    #expect(alone == three && alone == whole)
  }

  @Test("Scores in blocks give what scores all at once give, and too many parameters are refused at once")
  func limits() throws {
    let space = workspace()
    var model = try FactorAnalysis(
      data: Tables.clouds(80), settings: FactorSettings(.diagonal, latentDimensions: 1))
    for _ in 0..<11 { _ = try model.step(in: space) }
    let whole = try model.informationByDifferences(in: space)
    #expect(try model.informationByDifferences(in: space, scoresAtOnce: 170) == whole)
    var random = RandomStream(seed: 1, purpose: .dataGeneration)
    let wide = Matrix(rows: 30, columns: 160, storage: (0..<(30 * 160)).map { _ in random.normal() })
    let large = try PPCA(
      data: DataTable(name: "wide", values: wide), settings: FactorSettings(.isotropic, latentDimensions: 1))
    let count = large.free.values.count
    #expect(
      throws: FittingError.invalidSetting(
        name: "number of free parameters", found: String(count),
        expected: "at most 300 for standard errors from the information by differences: "
          + "use fewer columns or latent dimensions, or a bootstrap")
    ) {
      try large.information(in: space)
    }
    // So they are before anything is fitted, where standard errors are asked for that need the information.
    for kind in StandardErrorKind.allCases {
      let isRefused = kind == .louis || kind == .sandwich
      #expect((try? AnyEMModel(large).validate(kind)) == nil ? isRefused : !isRefused, "\(kind)")
      #expect(throws: Never.self) { try AnyEMModel(model).validate(kind) }
    }
  }

  @Test("The rate is the factor by which EM brings the error down, with missing values too")
  func rate() throws {
    var mixture = try GaussianMixture(
      data: Self.gaps.weighted(by: nil), settings: MixtureSettings(components: 1, ridge: 0, tolerance: 0))
    let space = workspace()
    try mixture.run(401, in: space)
    let rate = try #require(try mixture.information(in: space).rate)
    let best = mixture.free.values
    // Pushed off the maximum, the error ends up in the slowest direction.
    mixture = try mixture.changed(by: .parameters(best.map { $0 * 1.001 }))
    var errors: [Double] = []
    for _ in 0..<14 {
      try mixture.run(2, in: space)
      errors.append(
        zip(mixture.free.values, best).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot())
    }
    #expect(abs(errors[13] / errors[12] - rate) < 5e-3, "\(errors[13] / errors[12]) \(rate)")
  }

  @Test("A fit that has not settled is on no saddle, however the log-likelihood curves there")
  func noSaddleOnTheWay() throws {
    let space = workspace()
    let way = try MultivariateNormal(
      data: NormalTests.murray, settings: NormalSettings(isMeanZero: true, start: .correlation(0.2)))
    let information = try way.information(in: space)
    let moved = ObservedInformation(
      estimates: information.estimates, complete: information.complete,
      observed: information.complete + -1.2 * information.complete, scoreProducts: information.scoreProducts,
      gradient: information.gradient.map { $0 + 10 })
    #expect((moved.rate ?? 0) > 1.1 && moved.saddle == nil)
  }

  @Test("What stands in the way of standard errors is said: a fit that is not done, a saddle, an edge")
  func obstacles() throws {
    let space = workspace()
    var mixture = try OldFaithful.goldenMixture()
    try mixture.run(6, in: space)
    let early = try mixture.information(in: space)
    if case .notAtMaximum(let distance)? = early.obstacle {
      #expect(distance > 0.1)
    } else {
      #expect(early.covariance == nil)
    }
    // Two equal components are a saddle.
    var saddle = mixture
    saddle.parameters = MixtureParameters(
      weights: [0.5, 0.5], means: Matrix([[0, 0], [0, 0]]),
      covariances: Array(repeating: Moments(OldFaithful.standardUnits.values).covariance, count: 2))
    let flat = try saddle.information(in: space)
    #expect(flat.covariance == nil && flat.standardErrors(.louis) == nil)
    if case .notPositiveDefinite = flat.obstacle {
    } else {
      Issue.record("\(String(describing: flat.obstacle))")
    }
    var edge = try mixture.changed(by: .noise(true))
    edge.parameters.noise?.weight = 0
    #expect(try edge.information(in: space).obstacle == .notFinite)
  }

  @Test("A Wald interval that leaves the parameter space is told, and one that stays inside is not")
  func intervalsOutside() throws {
    func notes(_ estimate: Double, error: Double, _ range: ClosedRange<Double>) -> [String] {
      let information = Matrix([[1 / (error * error)]])
      return StandardErrors(
        ObservedInformation(
          estimates: FreeParameters(names: ["tau2"], values: [estimate], ranges: [range]),
          complete: information, observed: information, scoreProducts: information, gradient: [0]),
        kind: .louis, confidence: 0.95
      ).notes
    }
    #expect(notes(1, error: 0.4, 0...Double.infinity).isEmpty)
    #expect(notes(1, error: 0.6, -Double.infinity...Double.infinity).isEmpty)
    let below = try #require(notes(1, error: 0.6, 0...Double.infinity).first)
    #expect(below.hasPrefix("the Wald interval of tau2 leaves the parameter space"))
    #expect(notes(0.9, error: 0.1, 0...1).count == 1 && notes(0.5, error: 0.1, 0...1).isEmpty)
  }

  @Test("The variances and weights of every model are known to have ends")
  func ranges() throws {
    for plan in [
      EMPlan.mixture(MixtureSettings(components: 2)),
      .mixture(MixtureSettings(components: 2, family: .diagonal)),
      .mixture(MixtureSettings(components: 2, family: .spherical)), .normal(NormalSettings()),
      .ppca(FactorSettings(.isotropic, latentDimensions: 2)),
      .factor(FactorSettings(.diagonal, latentDimensions: 2)),
    ] {
      let free = try plan.model(on: Tables.clouds(60)).free
      for (index, name) in free.names.enumerated() {
        let digits = name.split(separator: " ").last.map(Array.init) ?? []
        let isVariance =
          name.hasPrefix("var") || name.hasPrefix("sigma2") || name.hasPrefix("psi")
          || (name.hasPrefix("S") && digits.count == 2 && digits[0] == digits[1])
        let lower = name.hasPrefix("pi") || isVariance ? 0 : -Double.infinity
        #expect(free.ranges[index].lowerBound == lower, "\(name)")
        #expect(free.ranges[index].upperBound == (name.hasPrefix("pi") ? 1 : .infinity), "\(name)")
        #expect(free.ranges[index].contains(free.values[index]))
      }
    }
  }

  @Test("Rotated loadings are told beside their standard errors, where there is more than one to rotate")
  func rotatedLoadings() throws {
    for (latent, isTold) in [(1, false), (2, true)] {
      let model = try PPCA(data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: latent))
      let findings = BootstrapFindings(
        kind: .parametric, planned: 1, estimates: model.free, replicates: [model.free.values], failures: 0,
        unconverged: 0)
      #expect(StandardErrors(findings, confidence: 0.9).notes.contains { $0.contains("rotated") } == isTold)
    }
  }

  @Test("Observed information of PPCA and factor analysis is the Hessian of their log-likelihood")
  func factorModels() throws {
    func check(_ model: some ExpectationMaximization, _ name: String) throws {
      var model = model
      let space = workspace()
      for _ in 0..<61 { _ = try model.step(in: space) }
      let information = try model.information(in: space)
      let values = model.free.values
      let steps = information.complete.diagonal.map { 0.05 / $0.squareRoot() }
      func total(_ i: Int, _ a: Double, _ j: Int, _ b: Double) throws -> Double {
        var moved = values
        moved[i] += a * steps[i]
        moved[j] += b * steps[j]
        let parameters = try #require(model.parameters(free: moved))
        return try model.unitLogLikelihoods(at: parameters, in: space).reduce(0, +)
      }
      for i in values.indices {
        for j in values.indices.prefix(i + 1) {
          // Four corners, at two step lengths.
          func second(_ h: Double) throws -> Double {
            (try total(i, h, j, h) - total(i, h, j, -h) - total(i, -h, j, h) + total(i, -h, j, -h))
              / (4 * h * h)
          }
          let hessian = try (4 * second(1) - second(2)) / 3
          let expected = information.observed[i, j] * steps[i] * steps[j] / 0.0025
          #expect(abs(-hessian / 0.0025 - expected) < 1e-5, "\(name) \(i) \(j)")
        }
      }
    }
    try check(try PPCA(data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: 1)), "ppca")
    try check(
      try FactorAnalysis(data: Tables.clouds(80), settings: FactorSettings(.diagonal, latentDimensions: 1)),
      "factor")
  }

  @Test("A variance that all columns share is named by the units that it is in")
  func unitsOfSharedVariances() throws {
    func names(_ plan: EMPlan, _ data: DataTable) throws -> [String] { try plan.model(on: data).free.names }
    let (own, standard) = (OldFaithful.raw, OldFaithful.raw.standardized())
    let spherical = MixtureSettings(components: 2, family: .spherical).plan
    let ppca = FactorSettings(.isotropic, latentDimensions: 1).plan
    let column = own.columnNames[0]
    #expect(try names(spherical, own).suffix(1) == ["var2"])
    #expect(try names(spherical, standard).suffix(1) == ["var2 \(column)"])
    #expect(try names(ppca, own).suffix(1) == ["sigma2"])
    #expect(try names(ppca, standard).suffix(1) == ["sigma2 (standardised)"])
    // The value is that of the first column: its variance in the units of the fit, times its scale squared.
    let model = try spherical.model(on: standard)
    let mixture = try #require(model.base as? GaussianMixture)
    let scale = standard.transform.scale[0]
    #expect(
      abs((model.free.values.last ?? 0) - mixture.parameters.covariances[1][0, 0] * scale * scale) < 1e-12)
  }
}

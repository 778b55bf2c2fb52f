import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// The curve x | z ~ N(a + bz + cz², σ²): the likelihood by quadrature, the bound, and the variational estimator.
struct CurveTests {
  private static let bimodal = [0.0, 0.0, 1.0, Double.log(0.5)]
  private static let bent = [-0.5, 1.0, 0.5, Double.log(0.5)]

  private func decoder(_ x: [Double]) throws -> CurveDecoder {
    try CurveDecoder(data: DataTable(name: "x", values: Matrix(rows: x.count, columns: 1, storage: x)))
  }

  @Test(
    "The likelihood and the best Gaussian bound of single rows are the known ones (O18)",
    arguments: [
      (-1.0, -3.38093705, 0.00242307), (0, -0.83469271, 0.03264275), (0.5, -0.77025473, 0.14226982),
      (1, -1.19600511, 0.54784906), (2, -2.16932761, 0.71169665), (4, -3.55849398, 0.69645301),
      (9, -6.47810980, 0.69374853),
    ])
  func bimodalRows(x: Double, logDensity: Double, gap: Double) throws {
    let decoder = try decoder([x, x + 1])
    let exact = ConditionalLaw(of: decoder, unit: 0, Self.bimodal)
    #expect(abs(exact.logLikelihood - logDensity) < 1e-8)
    var curve = ScalarCurve()
    let best = GaussianLaw().best(decoder, unit: 0, Self.bimodal, &curve)
    #expect(abs(exact.logLikelihood - best.bound - gap) < 1e-8)
  }

  @Test("So they are where the curve bends one way (O18)")
  func bentRows() throws {
    let decoder = try decoder([-1, 0, 1, 2])
    let known: [(Double, Double)] = [
      (-0.90611172, 0.03479371), (-1.13965441, 0.16793472), (-2.01215798, 0.04293085),
      (-2.78525968, 0.01577597),
    ]
    var curve = ScalarCurve()
    for (unit, (logDensity, gap)) in known.enumerated() {
      let exact = ConditionalLaw(of: decoder, unit: unit, Self.bent)
      let best = GaussianLaw().best(decoder, unit: unit, Self.bent, &curve)
      #expect(abs(exact.logLikelihood - logDensity) < 1e-8)
      #expect(abs(exact.logLikelihood - best.bound - gap) < 1e-8)
      if unit == 1 {
        #expect(abs(best.law.mean - 0.21009856) < 1e-8 && abs(best.law.deviation - 0.38680355) < 1e-8)
      }
    }
  }

  @Test("A value too large to square is refused in the column that is fitted, and means nothing in another")
  func hugeValues() throws {
    let data = DataTable(
      name: "two", values: Matrix(rows: 3, columns: 2, storage: [-1, 1e150, 0, 1, 2, 2]),
      columnNames: ["x", "y"])
    #expect(try CurveDecoder(data: data, column: 0).x == [-1, 0, 2])
    #expect(throws: FittingError.valueOutOfRange(row: 0, column: "y", value: 1e150)) {
      try CurveDecoder(data: data, column: 1)
    }
  }

  @Test("ELBO + KL is the log-likelihood at any Gaussian q, to 1e-10")
  func identity() throws {
    let decoder = try decoder([-1, 0, 2, 9])
    for theta in [Self.bimodal, Self.bent] {
      for unit in 0..<4 {
        for mean in stride(from: -6.0, through: 6, by: 1.5) {
          for deviation in [0.02, 0.1, 0.5, 1, 3] {
            let law = ScalarLaw.gaussian(GaussianLaw(mean: mean, deviation: deviation))
            let account = try #require(LawAccount(of: decoder, unit: unit, theta, under: law))
            #expect(abs(account.residual) < 1e-10, "m \(mean) s \(deviation): \(account)")
          }
        }
      }
    }
  }

  @Test("The variational estimator of the curve is not the maximum-likelihood estimator (O19)")
  func variationalBias() throws {
    let decoder = try decoder(Self.quantiles)
    #expect(abs(Self.quantiles[0] + 2.16402350) < 1e-7 && abs(Self.quantiles[199] - 6.34789063) < 1e-7)
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    func optimum(_ method: VariationalMethod) throws -> DirectOptimum<CurveDecoder> {
      try VariationalFit(decoder: decoder, settings: VariationalSettings(method: method, start: Self.bent))
        .directlyOptimised(in: workspace)
    }
    for (method, known, bound, exact) in [
      (
        VariationalMethod.gaussian(.coordinate), [-0.22677, 1.14639, 0.22494, 0.24314], -1.5360483, -1.5249826
      ),
      (.exact, [-0.48504, 1.00925, 0.48321, 0.49195], -1.5022266, -1.5022266),
    ] {
      let direct = try optimum(method)
      let found = decoder.freeParameters(of: direct.fit.theta).parameters.values
      for (a, b) in zip(found, known) { #expect(abs(a - b) < 1e-4, "\(found)") }
      #expect(abs(direct.bound / 200 - bound) < 1e-6 && abs(direct.logLikelihood / 200 - exact) < 1e-6)
      #expect(direct.hasSettled)
      // Alternation stays there, and from a place nearby it climbs towards it.
      var fit = direct.fit
      for _ in 0..<6 { _ = try fit.step(in: workspace) }
      for (a, b) in zip(fit.theta, direct.fit.theta) { #expect(abs(a - b) < 1e-6) }
      fit = try fit.changed(by: .coordinates(fit.theta.map { $0 + 0.02 }))
      var bounds: [Double] = []
      for _ in 0..<10 { bounds.append(try fit.step(in: workspace).objective.nats) }
      for (before, after) in zip(bounds, bounds.dropFirst()) { #expect(after >= before - 1e-9) }
      #expect(bounds[9] <= direct.bound + 1e-8)
      #expect(direct.bound - bounds[9] < direct.bound - bounds[0])
    }
  }

  /// The mid-quantiles F⁻¹((i − ½)/200) of the bent model, F by quadrature over z and the root by bisection.
  static let quantiles: [Double] = {
    let rule = GaussianRule(step: 1.0 / 64)
    func distribution(_ x: Double) -> Double {
      zip(rule.t, rule.weights).reduce(0) { sum, node in
        let z = node.0
        let u = (x - (-0.5 + z + 0.5 * z * z)) / 0.5
        return sum + node.1 * 0.5 * Double.erfc(-u / 2.0.squareRoot())
      }
    }
    return (0..<200).map { index in
      let target = (Double(index) + 0.5) / 200
      var (low, high) = (-6.0, 12.0)
      for _ in 0..<60 {
        let middle = 0.5 * (low + high)
        if distribution(middle) < target { low = middle } else { high = middle }
      }
      return 0.5 * (low + high)
    }
  }()

  @Test("The peaks of the conditional law are those of a fine grid, and nothing exceeds the ceiling")
  func peaks() throws {
    let decoder = try LawsTests.decoder([-8, -2, -1, -0.3, 0, 0.4, 1, 2.5, 9])
    let thetas = [
      [0.1, 0.7, 0.4, -1], [0, 0, 1, -0.7], [-0.2, 1.1, -0.3, -4], [0.3, 0.9, 1e-9, -1], [0.3, 0.9, 0, 0],
    ]
    for theta in thetas {
      for unit in 0..<decoder.unitCount {
        let law = ConditionalLaw(of: decoder, unit: unit, theta)
        let peaks = decoder.peaks(ofUnit: unit, theta).sorted()
        for mode in law.modes {
          #expect(
            peaks.contains { abs($0 - mode) <= 1.01 * law.step }, "\(theta) \(unit): \(peaks), \(law.modes)")
        }
        var curve = ScalarCurve()
        decoder.evaluate(unit, at: peaks + law.places, theta, into: &curve)
        for (k, peak) in peaks.enumerated() {
          // Where the arm is far off, its place is known to so many digits only.
          let digits = 1e-14 * (1 + abs(peak)) * max(1e5, -curve.curvature[k])
          #expect(abs(curve.slope[k] - peak) < digits, "\(theta) \(unit)")
          #expect(curve.curvature[k] < 1)
        }
        let ceiling = decoder.ceiling(ofUnit: unit, theta)
        #expect(curve.value.allSatisfy { $0 <= ceiling + 1e-12 * max(1, abs(ceiling)) })
      }
    }
  }
}

import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// Encoders on the curve: the gaps of the known data, and every gradient against differences.
struct EncoderTests {
  @Test("The three gaps at the true parameter are the known ones (O19)")
  func gaps() throws {
    let decoder = try LawsTests.decoder(CurveTests.quantiles)
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let theta = LawsTests.bent
    let exact = try decoder.logLikelihood(at: theta, in: workspace) / 200
    #expect(abs(exact + 1.5022662) < 1e-6)
    let best =
      try LawBank.prior.updated(
        .gaussian(.coordinate), decoder, theta, seed: 0, step: 0, in: workspace
      ).value.nats / 200
    #expect(abs(exact - best - 0.0777651) < 1e-6)
    for (kind, gap) in [
      (VariationalMethod.EncoderKind.linear, 0.2898596), (.logLinear, 0.1996740), (.quadratic, 0.0544501),
    ] {
      var laws = LawBank.prior
      var bound = 0.0
      for _ in 0..<4 {
        let updated = try laws.updated(
          .encoder(kind), decoder, theta, seed: 0, step: 0, in: workspace)
        (laws, bound) = (updated.laws, updated.value.nats / 200)
      }
      #expect(abs(best - bound - gap) < 1e-6, "\(kind): \(best - bound)")
    }
  }

  @Test("A multilayer perceptron comes nearer to the best laws than a quadratic encoder (O19)")
  func perceptron() throws {
    let decoder = try LawsTests.decoder(CurveTests.quantiles)
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    for draws in [nil, 8] {
      var laws = LawBank.prior
      var bound = 0.0
      for step in 0..<25 {
        let updated = try laws.updated(
          .encoder(.mlp), decoder, LawsTests.bent, encoderDraws: draws, seed: 3, step: 2 * step, in: workspace
        )
        (laws, bound) = (updated.laws, updated.value.nats / 200)
      }
      #expect(bound > -1.5022662 - 0.0777651 - 0.0544501 && bound < -1.5022662 - 0.0777651, "\(bound)")
    }
  }

  @Test("The joint optimum of curve and quadratic encoder is the known one (O19)")
  func quadratic() throws {
    let decoder = try LawsTests.decoder(CurveTests.quantiles)
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let fit = try VariationalFit(
      decoder: decoder, settings: VariationalSettings(method: .encoder(.quadratic), start: LawsTests.bent))
    let optimum = try fit.directlyOptimised(in: workspace)
    let found = decoder.freeParameters(of: optimum.fit.theta).parameters.values
    for (a, b) in zip(found, [-0.23159, 1.06491, 0.22976, 0.42836]) {
      #expect(abs(a - b) < 1e-4, "\(found)")
    }
    #expect(optimum.hasSettled)
    #expect(abs(optimum.bound / 200 + 1.5531886) < 1e-6, "\(optimum.bound / 200)")
    #expect(abs(optimum.logLikelihood / 200 + 1.5245415) < 1e-6)
    let lost = optimum.fit.portrait(VariationalPortraitRequest(), in: workspace).lost
    #expect(abs(try #require(lost.approximation) / 200 - 0.02009) < 1e-5)
    #expect(abs(try #require(lost.amortisation) / 200 - 0.00856) < 1e-5)
  }

  @Test("A constant encoder makes the curve one Gaussian (O19)")
  func constant() throws {
    let decoder = try LawsTests.decoder(CurveTests.quantiles)
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let fit = try VariationalFit(
      decoder: decoder, settings: VariationalSettings(method: .encoder(.constant), start: LawsTests.bent))
    let optimum = try fit.directlyOptimised(in: workspace)
    #expect(abs(optimum.bound / 200 + 1.6885039) < 1e-6, "\(optimum.bound / 200)")
  }

  /// |g − ĝ| / max(1, |g|) of the per-observation mean, at its greatest, with central differences of h = 1e-5 max(1, |x|).
  private func worst(
    at point: [Double], observations: Double, gradient: [Double], _ value: ([Double]) throws -> Double
  ) rethrows -> Double {
    var worst = 0.0
    for index in point.indices {
      let h = 1e-5 * max(1, abs(point[index]))
      var (up, down) = (point, point)
      up[index] += h
      down[index] -= h
      let difference = (try value(up) - value(down)) / (2 * h) / observations
      let g = gradient[index] / observations
      worst = max(worst, abs(g - difference) / max(1, abs(g)))
    }
    return worst
  }

  @Test("Gradients in θ, of the likelihood and of every bound, are those of differences (O33)")
  func parameterGradients() throws {
    let x = stride(from: 3, to: 200, by: 10).map { CurveTests.quantiles[$0] }
    let decoder = try LawsTests.decoder(x)
    let workspace = Workspace(pool: .onCaller())
    let theta = [-0.3, 0.8, 0.35, -0.6]
    let n = decoder.observations
    for method in [VariationalMethod.exact, .gaussian(.coordinate), .encoder(.quadratic), .encoder(.mlp)] {
      var profile = ProfiledBound(of: decoder, method, from: .prior)
      var point = try profile.point(at: theta, in: workspace)
      for index in point.indices.dropFirst(4) { point[index] += 0.1 * Double.sin(Double(7 * index)) }
      let here = try profile.value(at: point, in: workspace)
      profile.laws = here.laws
      let worst = try worst(at: point, observations: n, gradient: here.gradient) {
        try profile.value(at: $0, in: workspace).nats
      }
      #expect(worst < 1e-6, "\(method.name): \(worst)")
      // The gradients of the units add up to it.
      let units = try profile.unitGradients(at: point, in: workspace)
      for index in point.indices {
        #expect(abs(units.reduce(0) { $0 + $1[index] } - here.gradient[index]) < 1e-7 * n)
      }
    }
    // With q held fixed.
    let laws = try LawBank.prior.updated(
      .gaussian(.coordinate), decoder, [0, 1, 0.2, -0.5], seed: 0, step: 0, in: workspace
    ).laws
    let gradient = try laws.gradient(decoder, theta, in: workspace)
    let held = try worst(at: theta, observations: n, gradient: gradient) {
      try laws.value(decoder, $0, in: workspace).nats
    }
    #expect(held < 1e-6)
  }

  @Test("Gradients in the numbers of a law are those of differences (O33)")
  func lawGradients() throws {
    let decoder = try LawsTests.decoder([-1, 0.5, 2, 4])
    var curve = ScalarCurve()
    for theta in [LawsTests.bimodal, LawsTests.bent] {
      for unit in 0..<4 {
        for point in [[0.3, -0.4], [-1.2, 0.2], [1.5, -1.8]] {
          func bound(_ p: [Double], _ curve: inout ScalarCurve) -> GaussianBound {
            GaussianBound(
              of: decoder, unit: unit, theta, GaussianLaw(mean: p[0], deviation: Double.exp(p[1])), &curve)
          }
          let here = bound(point, &curve)
          let first = worst(
            at: point, observations: 1, gradient: [here.slopeInMean, here.slopeInLog]
          ) { bound($0, &curve).value }
          let second = worst(
            at: point, observations: 1, gradient: [here.curvatureInMean, here.mixed]
          ) { bound($0, &curve).slopeInMean }
          let third = worst(
            at: point, observations: 1, gradient: [here.mixed, here.curvatureInLog]
          ) { bound($0, &curve).slopeInLog }
          #expect(max(first, second, third) < 1e-6, "\(first) \(second) \(third)")
        }
        let point = [0.4, -0.7, -0.9, 0.8, -1.1]
        func law(_ p: [Double]) -> TwoPartLaw {
          TwoPartLaw(
            share: sigmoid(p[0]), first: GaussianLaw(mean: p[1], deviation: Double.exp(p[2])),
            second: GaussianLaw(mean: p[3], deviation: Double.exp(p[4])))
        }
        let two = TwoPartBound(of: decoder, unit: unit, theta, law(point), &curve)
        let worst = worst(at: point, observations: 1, gradient: two.gradient) {
          TwoPartBound(of: decoder, unit: unit, theta, law($0), &curve).value
        }
        #expect(worst < 1e-6, "two parts: \(worst)")
      }
    }
  }

  @Test("Gradients in φ, exact and with frozen draws, are those of differences (O33)")
  func encoderGradients() throws {
    let x = stride(from: 3, to: 200, by: 10).map { CurveTests.quantiles[$0] }
    let decoder = try LawsTests.decoder(x)
    let units = Array(x.indices)
    for kind in VariationalMethod.EncoderKind.allCases {
      let encoder = LawEncoder(kind, features: 1, seed: 2, step: 0)
      let point = encoder.freeParameters.indices.map { 0.4 * Double.sin(Double(5 * $0 + 1)) - 0.1 }
      for expectations in [EncoderBound.Expectations.exact, .draws(3, seed: 4, step: 9)] {
        func bound(_ point: [Double]) -> EncoderBound {
          EncoderBound(of: units, encoder.with(free: point), decoder, LawsTests.bent, expectations)
        }
        let gradient = zip(bound(point).gradient, encoder.isFree).filter(\.1).map(\.0)
        let worst = worst(at: point, observations: Double(x.count), gradient: gradient) { bound($0).value }
        #expect(worst < 1e-6, "\(kind): \(worst)")
      }
    }
  }
}

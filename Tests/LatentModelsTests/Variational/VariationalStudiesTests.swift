import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// What is found out about a variational fit in the background.
struct VariationalStudiesTests {
  private func fit(
    _ method: VariationalMethod = .gaussian(.coordinate), _ x: [Double] = CurveTests.quantiles
  ) throws -> VariationalFit<CurveDecoder> {
    try VariationalFit(
      decoder: try LawsTests.decoder(x), settings: VariationalSettings(method: method))
  }

  private func finding(
    _ request: VariationalStudyRequest, of fit: VariationalFit<CurveDecoder>, in workspace: Workspace
  ) throws -> VariationalFinding {
    func finished(_ study: some Study<VariationalFinding>) throws -> VariationalFinding {
      var study = study
      var done = -1
      while !study.isFinished {
        try study.advance(in: workspace)
        #expect(study.done >= done && study.done <= study.planned)
        done = study.done
      }
      return study.findings
    }
    let study = try #require(fit.study(request))
    return try finished(study)
  }

  @Test("The maximum-likelihood estimate of the curve is the known one (O19)")
  func maximumLikelihood() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let fit = try fit()
    guard
      case .maximumLikelihood(let theta, let logLikelihood, let hasSettled) = try finding(
        .maximumLikelihood, of: fit, in: workspace)
    else { return #expect(Bool(false)) }
    let found = fit.decoder.freeParameters(of: theta).parameters.values
    for (a, b) in zip(found, [-0.48504, 1.00925, 0.48321, 0.49195]) { #expect(abs(a - b) < 1e-4, "\(found)") }
    #expect(abs(logLikelihood / 200 + 1.5022266) < 1e-6 && hasSettled)
  }

  @Test(
    "Where alternation meets its tolerance, direct steps follow, and the fit settles at the optimum that they find"
  )
  func directSteps() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    var fit = try fit()
    fit.settings.tolerance = 1e-5
    var (events, climbs) = ([StepEvent](), [StepEvent]())
    repeat {
      events.append(try fit.step(in: workspace))
      if case .climbed = events.last?.findings.first { climbs.append(events[events.count - 1]) }
    } while events.last?.status != .converged && events.count < 500
    #expect(climbs.count == 1 && climbs.first?.phase == .maximization)
    for (index, value) in [-0.22677, 1.14639, 0.22494].enumerated() {
      #expect(abs(fit.theta[index] - value) < 1e-4, "\(fit.theta)")
    }
    // The bound never falls, and the history is the same when it goes on from an archive in the midst of it.
    let bounds = events.filter { $0.phase == .expectation }.map(\.objective.nats)
    for (before, after) in zip(bounds, bounds.dropFirst()) { #expect(after > before - 1e-9) }
    var again = try self.fit()
    again.settings.tolerance = 1e-5
    var seen: [StepEvent] = []
    while seen.last?.status != .converged, seen.count < 500 {
      seen.append(try again.step(in: workspace))
      again = try VariationalFit(archive: again.archived(), data: again.data)
    }
    #expect(seen == events)
  }

  @Test("Six starts find one variational optimum of the curve (O19)")
  func sixStarts() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let fit = try fit()
    guard case .starts(let starts) = try finding(.starts(6), of: fit, in: workspace) else {
      return #expect(Bool(false))
    }
    #expect(starts.count == 6)
    var agreeing = 0
    for start in starts {
      let found = fit.decoder.freeParameters(of: start.coordinates).parameters.values
      #expect(start.hasConverged)
      if start.bound / 200 > -1.5360 {
        // There is a higher place: a spike, where the parabola ends at the smallest row and next to no noise is left.
        #expect(found[3] < 0.02, "\(start)")
        continue
      }
      agreeing += 1
      let known = [-0.22677, (found[1] < 0 ? -1 : 1) * 1.14639, 0.22494, 0.24314]
      for (a, b) in zip(found, known) { #expect(abs(a - b) < 1e-4, "\(start)") }
      #expect(abs(start.bound / 200 + 1.5360483) < 1e-6 && abs(start.logLikelihood / 200 + 1.5249826) < 1e-6)
    }
    #expect(agreeing >= 5)
  }

  @Test("The bound of the curve has a spike above its known optimum, where next to no noise is left")
  func spike() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let decoder = try LawsTests.decoder(CurveTests.quantiles)
    let theta = [-0.1794109878, 1.1858332017, 0.1769148330, -5.1361273607]
    let bound = try LawBank.prior.updated(
      .gaussian(.coordinate), decoder, theta, seed: 0, step: 0, in: workspace
    ).value.nats
    // By the closed form of F and an optimiser of its own: −1.5354728 a row, above −1.5360483.
    #expect(abs(bound / 200 + 1.5354728) < 1e-6, "\(bound / 200)")
  }

  @Test("Over a plane of θ the bound lies below the likelihood, and their maxima apart")
  func plane() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    let x = stride(from: 2, to: 200, by: 5).map { CurveTests.quantiles[$0] }
    let request = ThetaPlaneRequest(
      x: 2, y: 3, columns: 6, rows: 5, window: PlaneWindow(x: 0.1...0.7, y: -1.5 ... -0.4))
    var fit = try fit(.gaussian(.coordinate), x)
    fit.theta = LawsTests.bent
    guard case .thetaPlane(let plane) = try finding(.thetaPlane(request), of: fit, in: workspace) else {
      return #expect(Bool(false))
    }
    #expect(plane.xName == "c" && plane.yName == "log sigma")
    for (exact, bound) in zip(plane.logLikelihood, plane.bound) { #expect(bound < exact) }
    // The third cell from the left in the fourth row from below.
    let theta = [-0.5, 1, 0.35, -1.5 + 1.1 * 3.5 / 5]
    #expect(
      abs(plane.logLikelihood[3 * 6 + 2] - (try fit.decoder.logLikelihood(at: theta, in: workspace))) < 1e-9)
    guard
      case .thetaPlane(let other) = try finding(
        .thetaPlane(request), of: fit, in: Workspace(pool: .onCaller()))
    else { return #expect(Bool(false)) }
    #expect(other == plane)
    #expect(
      fit.study(.thetaPlane(ThetaPlaneRequest(x: 0, y: 4, columns: 2, rows: 2, window: request.window)))
        == nil)
  }

  @Test("Of the exact likelihood, standard errors from the information are those of its second differences")
  func exactErrors() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    var fit = try fit(.exact)
    fit.theta = LawsTests.bent
    guard case .errors(let errors) = try finding(.errors, of: fit, in: workspace) else {
      return #expect(Bool(false))
    }
    // The slope of ℓ is 0 at the maximum, so ℓ falls by half the square of a standard error's worth along each profile; here
    // against second differences of ℓ itself.
    let theta = try #require(fit.decoder.coordinates(free: errors.parameters.values))
    let h = 2e-3
    func value(_ steps: [(Int, Double)]) throws -> Double {
      var point = theta
      for (index, step) in steps { point[index] += step }
      return try fit.decoder.logLikelihood(at: point, in: workspace)
    }
    var information = Matrix<Double>(rows: 4, columns: 4)
    for i in 0..<4 {
      for j in 0...i {
        let second =
          try value([(i, h), (j, h)]) - value([(i, h), (j, -h)]) - value([(i, -h), (j, h)])
          + value([(i, -h), (j, -h)])
        information[i, j] = -second / (4 * h * h)
        information[j, i] = information[i, j]
      }
    }
    let covariance = try #require(Cholesky(information)).inverse
    let sigma = errors.parameters.values[3]
    for i in 0..<4 {
      let known = covariance[i, i].squareRoot() * (i == 3 ? sigma : 1)
      #expect(abs(errors.profiled[i] / known - 1) < 1e-3, "\(errors)")
      #expect(abs(errors.sandwich[i] / known - 1) < 0.25)
    }
  }

  @Test(
    "Naive standard errors of a variational fit are too small, and those from the curvature of the bound are not the sandwich"
  )
  func errors() throws {
    let workspace = Workspace(pool: WorkerPool(threads: 2))
    guard case .errors(let errors) = try finding(.errors, of: try fit(), in: workspace) else {
      return #expect(Bool(false))
    }
    #expect(abs(errors.parameters.values[3] - 0.24314) < 1e-4)
    for i in 0..<4 {
      #expect(errors.naive[i] < errors.sandwich[i], "\(errors)")
      #expect(errors.naive[i] < errors.profiled[i])
    }
    // In other units, the same intervals.
    let scaled = CurveTests.quantiles.map { 10 + 5 * $0 }
    guard
      case .errors(let other) = try finding(
        .errors, of: try fit(.gaussian(.coordinate), scaled), in: workspace)
    else { return #expect(Bool(false)) }
    for i in 0..<4 {
      #expect(abs(other.sandwich[i] / (5 * errors.sandwich[i]) - 1) < 1e-4, "\(other) \(errors)")
    }
  }

  @Test(
    "Coverage counts are the same at any number of threads, and count every replicate",
    arguments: [VariationalMethod.exact, .encoder(.quadratic), .gaussian(.coordinate)])
  func coverage(method: VariationalMethod) throws {
    let fit = try fit(method)
    let findings = try [Workspace(pool: .onCaller()), Workspace(pool: WorkerPool(threads: 2))].map {
      try finding(.coverage(replicates: 5), of: fit, in: $0)
    }
    guard case .coverage(let one) = findings[0], case .coverage(let two) = findings[1] else {
      return #expect(Bool(false))
    }
    #expect(one == two)
    #expect(one.replicates == 5 && one.failures < 5 && one.counted == 5 - one.failures)
    guard
      case .maximumLikelihood(let theta, _, _) = try finding(
        .maximumLikelihood, of: fit, in: Workspace(pool: .onCaller()))
    else { return #expect(Bool(false)) }
    #expect(one.truth == fit.decoder.freeParameters(of: theta).parameters.values)
    let share = try #require(one.share(one.counted))
    #expect(share.value == 1 && share.standardError == 0)
    for j in 0..<4 {
      #expect(one.naive[j] <= one.sandwich[j])
      #expect(one.sandwichOfLimit[j] <= 5 - one.failures)
    }
    // Of the likelihood itself, intervals from the sandwich are right.
    if method == .exact { #expect(one.sandwich.reduce(0, +) >= 14, "\(one)") }
  }

  @Test("The importance-weighted bound is the known one for every k (O20)")
  func importance() throws {
    // x | z ~ N(z, 1) and q = N(x/2, 1), where the exact law is N(x/2, ½).
    let decoder = try LawsTests.decoder([1.5, -0.4])
    let theta = [0.0, 1, 0, 0]
    #expect(abs(ConditionalLaw(of: decoder, unit: 0, theta).logLikelihood + 1.8280121235) < 1e-9)
    let known: [(Int, Double)] = [
      (1, 0.1534264097), (2, 0.0517917647), (3, 0.0307492595), (5, 0.0170627711), (10, 0.0081045604),
      (20, 0.0039567997), (50, 0.0015610140), (100, 0.0007769825), (1000, 0.0000773849),
    ]
    for unit in 0..<2 {
      let law = GaussianLaw(mean: decoder.x[unit] / 2, deviation: 1)
      let gap = ImportanceGap(of: decoder, unit: unit, theta, law)
      for (k, value) in known { #expect(abs(try #require(gap.gap(k)) - value) < 1e-9, "k \(k)") }
      let limit = 0.5 * (2 / 3.0.squareRoot() - 1)
      #expect(abs(gap.limit - limit) < 1e-9)
      #expect(abs(1e5 * (try #require(gap.gap(100_000))) - limit) < 1e-5)
    }
    // Half the variance of the exact law: the weights have none.
    #expect(
      ImportanceGap(of: decoder, unit: 0, theta, GaussianLaw(mean: 0.75, deviation: 0.499)).limit == .infinity
    )
  }

  @Test("By Monte Carlo it is the same within four standard errors (O20)")
  func importanceByDraws() throws {
    var fit = try fit(.gaussian(.coordinate), [1.5, -0.4])
    fit.theta = [0.0, 1, 0, 0]
    fit = try fit.changed(by: .law(unit: 0, GaussianLaw(mean: 0.75, deviation: 1)))
    let findings = try [Workspace(pool: .onCaller()), Workspace(pool: WorkerPool(threads: 2))].map {
      try finding(.importance(unit: 0, largest: 1000), of: fit, in: $0)
    }
    guard case .importance(let one) = findings[0], case .importance(let two) = findings[1] else {
      return #expect(Bool(false))
    }
    #expect(one == two)
    #expect(one.points.map(\.k).prefix(6) == [1, 2, 3, 5, 7, 10] && one.points.last?.k == 1000)
    for point in one.points {
      let exact = try #require(point.exact)
      #expect(abs(point.bound - exact) < 4 * point.standardError, "\(point)")
      #expect(exact < one.logLikelihood)
    }
  }
}

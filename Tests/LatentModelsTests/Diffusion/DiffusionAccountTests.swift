import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The accounts of a diffusion model")
struct DiffusionAccountTests {
  /// An untrained model of all rows of Old Faithful, of a thousand levels whose β rise in equal steps from .1/T to 20/T.
  private func model(levels: Int = 1000) throws -> DiffusionModel {
    var settings = DiffusionSettings()
    (settings.levels, settings.hidden, settings.codes, settings.blocks) = (levels, 8, 8, 1)
    // The frame is that of the page, whose standard deviations have n − 1 in the denominator.
    let data = try DiffusionData(
      OldFaithful.standardized, frame: UnitTransform(shift: [0, 0], scale: [1, 1]))
    return try DiffusionModel(data: data, settings: settings)
  }

  /// What a study of the model finds in the end, with the mixture of two components.
  private func finding(
    _ request: DiffusionStudyRequest, levels: Int = 1000,
    mixture: MixtureParameters? = DiffusionOracles.faithful,
    until isEnough: (DiffusionFinding) -> Bool = { _ in false }
  ) throws -> DiffusionFinding {
    let space = workspace()
    var study: any Study<DiffusionFinding> = try model(levels: levels).study(request, mixture: mixture)
    while !study.isFinished, !isEnough(study.findings) { try study.advance(in: space) }
    return study.findings
  }

  /// What standard units take from a total in nats.
  private let offset = 745.8051073082

  @Test("Old Faithful in raw nats: EM, flow, integral and the bound at 1000 levels are those of the page")
  func accounts() throws {
    guard case .accounts(let found) = try finding(.accounts) else {
      Issue.record("no accounts")
      return
    }
    #expect(found.rows == 272 && found.trainingRows == 272 && found.components == 2)
    let em = try #require(found.mixture)
    #expect(abs(em + 1130.26396) < 1e-4)
    let flow = try #require(found.exactFlow)
    #expect(flow.kind == .estimate(standardError: 0) && abs(flow.nats - em) < 2e-4)
    #expect(abs(try #require(found.integral).nats - em) < 0.01)
    #expect(abs(try #require(found.gaussian) + 1289.797) < 2e-3)
    for (variance, total) in [(ReverseVariance.lower, -629.76), (.upper, -386.31), (.optimal, -385.32)] {
      let bound = found.total(try #require(found.exact(variance)))
      #expect(bound.kind == .bound)
      #expect(abs(bound.nats + offset - total) < 0.05, "\(variance): \(bound.nats)")
      #expect(bound.nats < em)
    }
    // What was learned is nothing, and says so: a bound by draws, with what they leave open, below everything.
    #expect(found.isLearnedBoundKnown)
    let learned = found.total(found.learned(.optimal))
    guard case .estimatedBound(let error) = learned.kind else {
      Issue.record("draws are no \(learned.kind)")
      return
    }
    let exact = found.total(try #require(found.exact(.optimal)))
    #expect(error > 0 && learned.nats < exact.nats)
    #expect(try #require(found.learnedFlow).nats < em)
  }

  @Test("Another reverse variance from the same measurements is what measuring with it gives")
  func variances() throws {
    let isMeasured = { (finding: DiffusionFinding) in
      if case .accounts(let found) = finding { found.isLearnedBoundKnown } else { false }
    }
    guard case .accounts(let found) = try finding(.accounts, levels: 20, until: isMeasured) else {
      Issue.record("no accounts")
      return
    }
    let space = workspace()
    let model = try model(levels: 20)
    for variance in [ReverseVariance.lower, .upper, .optimal] {
      var study = try VariationalBoundStudy(
        model.denoiser, rows: DiffusionRows(OldFaithful.standardUnits), grid: found.grid, variance: variance,
        average: .draws(8, seed: model.settings.seed),
        reference: GaussianMixtureDenoiser(DiffusionOracles.faithful))
      try study.finish(in: space)
      let chosen = found.learned(variance)
      for (a, b) in zip(chosen.terms, study.findings.terms) {
        #expect(abs(a.cost - b.cost) < 1e-9 && abs(a.standardError - b.standardError) < 1e-12)
        #expect(abs(a.irreducible + a.varianceChoice + (a.networkExcess ?? .nan) - a.cost) < 1e-9)
        #expect(abs(a.varianceChoice - b.varianceChoice) < 1e-9)
      }
      #expect(abs(chosen.nats - study.findings.nats) < 1e-9)
    }
  }

  @Test("The area above the errors of a law is what it is better than N(0, I) by")
  func area() throws {
    let isMeasured = { (finding: DiffusionFinding) in
      if case .accounts(let found) = finding { found.errors != nil } else { false }
    }
    guard case .accounts(let found) = try finding(.accounts, levels: 2, until: isMeasured),
      let errors = found.errors
    else {
      Issue.record("no accounts")
      return
    }
    let n = Double(found.rows)
    let unit = -(log2Pi + 1) - found.logScale
    let mixture = found.area(of: zip(errors.logRatios, errors.errors).map { ($0, $1) })
    #expect(abs(n * (mixture + unit) - (found.mixture ?? 0)) < 0.02)
    let places = ErrorStudy.evenPlaces(from: -16, to: 16, count: 400)
    let gaussian = found.area(of: places.map { ($0, found.gaussianError(logSignalToNoise: $0)) })
    #expect(abs(n * (gaussian + unit) - (found.gaussian ?? 0)) < 1e-3)
    #expect(abs(found.area(of: places.map { ($0, 2 / (1 + Double.exp($0))) })) < 1e-12)
  }

  @Test("With no mixture there is what was learned, and one level has no flow")
  func bare() throws {
    guard case .accounts(let found) = try finding(.accounts, levels: 1, mixture: nil) else {
      Issue.record("no accounts")
      return
    }
    #expect(found.mixture == nil && found.exactFlow == nil && found.exact(.lower) == nil)
    #expect(found.isLearnedBoundKnown && found.learnedFlow == nil)
    #expect(found.learned(.optimal).terms.allSatisfy { $0.networkExcess == nil })
  }

  @Test("The second route adds up to EM's number, with the errors of the page for each solver")
  func route() throws {
    let table: [(FlowSolver, Int, Double)] = [
      (.euler, 50, 16.822), (.heun, 25, 2.1201), (.heun, 100, 0.04901), (.rungeKutta, 50, 2.83e-3),
    ]
    for (solver, steps, expected) in table {
      guard case .route(let route) = try finding(.route(RouteRequest(solver: solver, steps: steps))) else {
        Issue.record("no route")
        return
      }
      #expect(abs(route.exact + 1130.26396) < 1e-4)
      let own = try #require(route.ownTotal)
      #expect(abs(abs(own - route.exact) / expected - 1) < 0.02, "\(solver) \(steps): \(own - route.exact)")
      #expect(route.totals.count == steps + 1 && route.times.first == 0 && route.times.last == 1)
      // It begins at what N(0, I) says of rows standardised with n − 1: Σ z² = 2 (n − 1).
      #expect(abs(route.totals[0] + 272 * log2Pi + 271 + offset) < 1e-6)
      #expect(route.frames.count == 9)
    }
    #expect(throws: FittingError.self) { try finding(.route(RouteRequest()), mixture: nil) }
  }

  @Test("Bandwidth and mixture on rows left out are those of the page")
  func bandwidth() throws {
    guard case .bandwidth(let found) = try finding(.bandwidth), let best = found.best else {
      Issue.record("no bandwidth")
      return
    }
    #expect(abs(best.bandwidth - 0.15528066) < 1e-5)
    #expect(abs(best.leaveOneOut + 1142.6142) < 1e-3)
    #expect(abs(best.inSample + 1102.417) < 1e-2)
    let mixture = try #require(found.mixture)
    #expect(abs(mixture + 1142.3492) < 2e-3)
  }

  @Test("A film has the responsibilities of the mixture for its rows, which come near to 0 or 1 at the data")
  func commitment() throws {
    let request = FilmRequest(source: .mixture, steps: 20, count: 100)
    guard case .film(let film) = try finding(.film(request), levels: 50) else {
      Issue.record("no film")
      return
    }
    #expect(film.responsibilities.count == film.frames.count)
    for frame in film.responsibilities {
      for row in 0..<100 { #expect(abs(frame[row, 0] + frame[row, 1] - 1) < 1e-12) }
    }
    func undecided(_ frame: Int) -> Int {
      (0..<100).count { max(film.responsibilities[frame][$0, 0], film.responsibilities[frame][$0, 1]) < 0.9 }
    }
    #expect(undecided(0) == 100 && undecided(20) < 10)
    guard case .film(let bare) = try finding(.film(FilmRequest(steps: 5, count: 3)), levels: 50, mixture: nil)
    else { return }
    #expect(bare.responsibilities.isEmpty && bare.frames.count == 6)
  }
}

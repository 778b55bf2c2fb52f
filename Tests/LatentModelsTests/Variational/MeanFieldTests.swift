import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// Mean fields of two latents that the data bind together.
struct MeanFieldTests {
  private let space = Workspace(pool: WorkerPool(threads: 1))

  private func settled(_ settings: BinaryMeanFieldSettings) throws -> BinaryMeanField {
    var field = try BinaryMeanField(settings: settings)
    for _ in 0..<200 { _ = try field.step(in: space) }
    return field
  }

  @Test("Two binary latents: the density, the bound and the field are the known ones (O13)")
  func binary() throws {
    let split = try settled(BinaryMeanFieldSettings(deviation: 0.5))
    let account = split.target.account(split.field)
    #expect(abs(account.logLikelihood + 0.9186031268) < 1e-9)
    #expect(abs(account.evidenceLowerBound + 1.6114130919) < 1e-9)
    #expect(abs(account.divergence - 0.6928099651) < 1e-9)
    #expect(abs(account.residual) < 1e-12)
    let pair = [split.field.x, split.field.y].sorted()
    #expect(abs(pair[0] - 0.00033716) < 1e-8 && abs(pair[1] - 0.99966284) < 1e-8)

    let even = try settled(BinaryMeanFieldSettings(deviation: 2))
    let other = even.target.account(even.field)
    #expect(abs(other.logLikelihood + 1.8311559101) < 1e-9)
    #expect(abs(other.evidenceLowerBound + 1.8620857138) < 1e-9)
    #expect(abs(other.divergence - 0.0309298036) < 1e-9)
    #expect(abs(even.field.x - 0.5) < 1e-9 && abs(even.field.y - 0.5) < 1e-9)
  }

  @Test("Updated in turn, the factors never lower the bound; at (½, ½) they stay for ever")
  func ascent() throws {
    for ratio in [0.5, 1.9, 2.1, 4, 20] {
      var settings = BinaryMeanFieldSettings(x: 2.3)
      settings.ratio = ratio
      var field = try BinaryMeanField(settings: settings)
      var last = field.target.account(field.field).evidenceLowerBound
      for _ in 0..<60 {
        let bound = try field.step(in: space).objective.nats
        #expect(bound >= last - 1e-12)
        last = bound
      }
    }
    let stuck = try settled(BinaryMeanFieldSettings(start: PlanePoint(x: 0.5, y: 0.5)))
    #expect(stuck.field == PlanePoint(x: 0.5, y: 0.5))
  }

  @Test("Updated at once from equal values, the factors swap for ever: the expected failure (O13)")
  func parallelSwaps() throws {
    var field = try BinaryMeanField(settings: BinaryMeanFieldSettings()).changed(by: .parallel(true))
    #expect(field.field == PlanePoint(x: 0.6, y: 0.6))
    for _ in 0..<60 {
      let event = try field.step(in: space)
      #expect(event.status == .running)
    }
    let (one, two) = (field.field, field.history[field.history.count - 1])
    #expect(abs(max(one.x, two.x) - 0.99966) < 1e-5 && abs(min(one.x, two.x) - 0.00034) < 1e-5)
    #expect(one.x == one.y && two.x == two.y)
    guard case .pitchfork(let picture) = field.portrait(VariationalPortraitRequest(), in: space).picture
    else {
      Issue.record("no fork")
      return
    }
    #expect(picture.isSwapping && picture.isParallel)
  }

  @Test("The fork is where w² q (1 − q) = σ² at the symmetric fixed point, and at w = 2σ for x = w (O13)")
  func fork() throws {
    func points(_ ratio: Double, x: Double) -> BinaryTarget.FixedPoints {
      var settings = BinaryMeanFieldSettings(x: x)
      settings.ratio = ratio
      return BinaryTarget(settings).fixedPoints
    }
    #expect(points(1.999, x: 2).pair == nil && points(2.001, x: 2).pair != nil)
    #expect(abs(points(2, x: 2).steepness - 1) < 1e-12)
    for x in [1.6, 2.0, 2.7] {
      for ratio in stride(from: 0.5, to: 5, by: 0.25) where abs(points(ratio, x: x).steepness - 1) > 1e-3 {
        let found = points(ratio, x: x)
        let q = found.symmetric
        #expect(abs(found.steepness - ratio * ratio * q * (1 - q)) < 1e-9)
        #expect((found.pair != nil) == (found.steepness > 1), "x \(x), w/σ \(ratio)")
        // The pair is a fixed point of the updates and better than the symmetric one.
        guard let pair = found.pair else { continue }
        var settings = BinaryMeanFieldSettings(x: x)
        settings.ratio = ratio
        let target = BinaryTarget(settings)
        #expect(abs(target.update(given: pair.y) - pair.x) < 1e-9)
        let (bent, straight) = (target.account(pair), target.account(PlanePoint(x: q, y: q)))
        #expect(bent.evidenceLowerBound > straight.evidenceLowerBound)
      }
    }
  }

  @Test("The branches of the picture leave one another at the fork, and an ascent ends on one")
  func branches() throws {
    let field = try settled(BinaryMeanFieldSettings(deviation: 0.5))
    let portrait = field.portrait(VariationalPortraitRequest(), in: space)
    guard case .pitchfork(let picture) = portrait.picture else {
      Issue.record("no fork")
      return
    }
    for branch in picture.branches {
      #expect((branch.stable.count == 2) == (branch.ratio > 2 + 1e-9), "w/σ \(branch.ratio)")
      #expect(branch.unstable.isEmpty == (branch.stable.count == 1))
    }
    #expect(abs((portrait.lost.approximation ?? 0) - 0.6928099651) < 1e-9)
    #expect(abs(portrait.lost.amortisation ?? 1) < 1e-12)
    #expect(picture.iterates.count == 201 && picture.iterates.last == field.field)
    let moved = try field.changed(by: .dial(1))
    #expect(moved.settings.deviation == 2 && moved.settings.x == 2)
  }

  @Test("Correlated Gaussian: the variances shrink by 1 − ρ² and the gap is −½ log(1 − ρ²) (O14)")
  func gaussian() throws {
    for (rho, gap) in [(0.5, 0.1438410362), (0.9, 0.8303656034), (-0.9, 0.8303656034)] {
      var field = try GaussianMeanField(settings: GaussianMeanFieldSettings(correlation: rho))
      let start = field.mean
      _ = try field.step(in: space)
      // After the first sweep the second mean is ρ² times what it was.
      #expect(abs(field.mean.y - rho * rho * start.y) < 1e-14)
      var last = -Double.infinity
      var event = try field.step(in: space)
      while event.status != .converged, event.iteration < 500 {
        #expect(event.objective.nats >= last - 1e-13)
        last = event.objective.nats
        #expect(abs(field.account.residual) < 1e-12)
        event = try field.step(in: space)
      }
      #expect(event.status == .converged)
      #expect(abs(field.variance.x - (1 - rho * rho)) < 1e-14 && abs(field.mean.x) < 1e-8)
      #expect(abs(field.account.divergence - gap) < 1e-9)
      #expect(abs(GaussianMeanField.gap(correlation: rho) - gap) < 1e-9)
    }
  }

  @Test("What a target cannot be is refused in words")
  func refusals() throws {
    #expect(throws: FittingError.self) {
      try BinaryMeanField(settings: BinaryMeanFieldSettings(deviation: 0))
    }
    #expect(throws: FittingError.self) {
      try BinaryMeanField(settings: BinaryMeanFieldSettings(start: PlanePoint(x: 1, y: 0.5)))
    }
    #expect(throws: FittingError.self) {
      try GaussianMeanField(settings: GaussianMeanFieldSettings(correlation: 1))
    }
    let field = try GaussianMeanField(settings: GaussianMeanFieldSettings())
    #expect(throws: FittingError.self) { try field.changed(by: .dial(.nan)) }
    #expect(throws: FittingError.self) { try field.changed(by: .method(.exact)) }
  }
}

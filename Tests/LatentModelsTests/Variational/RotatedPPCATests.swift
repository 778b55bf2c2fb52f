import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// PPCA under a diagonal law of the latents: the bound knows the rotation that the likelihood does not.
struct RotatedPPCATests {
  private let space = Workspace(pool: WorkerPool(threads: 1))

  static let iris = DataTable(
    name: "iris",
    values: Matrix(
      assetColumns("iris.csv", ["sepal_length", "sepal_width", "petal_length", "petal_width"])))

  private func turned(_ angle: Double) throws -> RotatedPPCA {
    try RotatedPPCA(data: Self.iris, settings: RotatedPPCASettings(angle: angle, tolerance: 0))
  }

  @Test("A rotation by 45 degrees costs the known bound and no likelihood (O16)")
  func rotation() throws {
    let account = try turned(45).account
    #expect(abs(account.evidenceLowerBound + 523.6993405191) < 1e-7)
    #expect(abs(account.divergence - 118.7365603630) < 1e-7)
    #expect(abs(account.logLikelihood + 404.9627801561) < 1e-8)
    #expect(abs(account.residual) < 1e-9)
    let straight = try turned(0).account
    #expect(abs(straight.logLikelihood - account.logLikelihood) < 1e-10)
    #expect(abs(straight.divergence) < 1e-9)
    // n log[(λ₁ + λ₂)/(2 √(λ₁ λ₂))].
    let (one, two) = (4.2000534280, 0.2410529429)
    let known = 150 * Double.log((one + two) / (2 * (one * two).squareRoot()))
    #expect(abs(account.divergence - known) < 1e-6)
  }

  @Test("The law is best where it says: no other V or D has a greater bound")
  func bestLaw() throws {
    let model = try turned(30)
    let covariance = model.moments.moments.covariance
    let best = model.law.account(model.parameters, covariance)
    #expect(abs(best.divergence - DiagonalLaw.gap(model.parameters)) < 1e-11)
    var random = RandomStream(seed: 1, purpose: .start)
    for _ in 0..<20 {
      var law = model.law
      for index in law.map.storage.indices { law.map.storage[index] += 0.05 * random.normal() }
      for index in law.variances.indices { law.variances[index] *= Double.exp(0.2 * random.normal()) }
      let other = law.account(model.parameters, covariance)
      #expect(other.evidenceLowerBound < best.evidenceLowerBound)
      #expect(abs(other.residual) < 1e-10)
    }
  }

  @Test("Half-steps under a diagonal law turn the loadings back to the axes, with gap 0 (Lucas et al., 2019)")
  func turnsBack() throws {
    var model = try turned(30)
    var last = -Double.infinity
    for _ in 0..<1200 {
      let event = try model.step(in: space)
      #expect(event.objective.nats > last - 1e-9)
      last = event.objective.nats
    }
    let account = model.account
    #expect(abs(account.evidenceLowerBound + 404.9627801561) < 1e-7)
    #expect(account.divergence < 1e-7)
    guard let study = model.study(.maximumLikelihood),
      case .maximumLikelihood(_, let maximum, _) = study.findings
    else {
      Issue.record("no maximum")
      return
    }
    #expect(abs(maximum - account.logLikelihood) < 1e-7)
    let gram = model.parameters.loadings.transposed * model.parameters.loadings
    #expect(abs(gram[0, 1]) < 1e-6 && abs(model.parameters.rotation) < 1e-4)
    #expect(abs(model.parameters.noiseVariances[0] - 0.0506821479) < 1e-6)
  }

  @Test("The account of the rows is the sum over the rows, and the picture shows one of them")
  func picture() throws {
    var model = try turned(20)
    _ = try model.step(in: space)
    _ = try model.step(in: space)
    var request = VariationalPortraitRequest(unit: 7)
    request.wantsUnitGaps = true
    let portrait = model.portrait(request, in: space)
    let gaps = try #require(portrait.unitGaps)
    let total = try #require(portrait.account)
    #expect(gaps.count == 150 && abs(gaps.reduce(0, +) - total.divergence) < 1e-9)
    guard case .ellipses(let picture) = portrait.picture else {
      Issue.record("no ellipses")
      return
    }
    #expect(picture.law.xy == 0 && abs(picture.exact.xy) > 1e-6)
    let gap = try #require(picture.gaps.first { $0.dial == 44 }).gap
    #expect(abs(gap - (try turned(44).account.divergence)) < 1e-9)
    #expect(portrait.coordinates.count == portrait.coordinateNames.count)
    #expect(abs((try turned(20)).parameters.rotation - 20) < 1e-9)
    #expect(abs((try turned(-20)).parameters.rotation + 20) < 1e-9)
    #expect(abs((try turned(100)).parameters.rotation - 10) < 1e-9)
  }

  @Test("The maximiser under a law is where the slope of the bound in W and σ² vanishes (O33)")
  func maximizer() throws {
    let model = try turned(25)
    let covariance = model.moments.moments.covariance
    let best = try model.law.maximizer(from: model.parameters, covariance)
    func bound(_ parameters: FactorParameters) -> Double {
      model.law.account(parameters, covariance).evidenceLowerBound
    }
    for index in best.loadings.storage.indices {
      var (above, below) = (best, best)
      above.loadings.storage[index] += 1e-5
      below.loadings.storage[index] -= 1e-5
      #expect(abs(bound(above) - bound(below)) / 2e-5 < 1e-6)
    }
    var (above, below) = (best, best)
    above.noiseVariances = best.noiseVariances.map { $0 * Double.exp(1e-5) }
    below.noiseVariances = best.noiseVariances.map { $0 * Double.exp(-1e-5) }
    #expect(abs(bound(above) - bound(below)) / 2e-5 < 1e-6)
  }
}

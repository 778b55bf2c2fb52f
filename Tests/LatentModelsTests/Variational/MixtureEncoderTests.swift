import NumericCore
import RealModule
import TestSupport
import Testing

@testable import LatentModels

/// A Gaussian mixture whose law of the component is an encoder's: what a constant, a linear and a quadratic one cost.
struct MixtureEncoderTests {
  private let space = Workspace(pool: WorkerPool(threads: 2))

  private static let faithful = DataTable(
    name: "faithful", values: Matrix(assetColumns("faithful.csv", ["eruptions", "waiting"])),
    columnNames: ["eruptions", "waiting"]
  ).standardized()

  private static let iris = DataTable(
    name: "iris",
    values: Matrix(
      assetColumns("iris.csv", ["sepal_length", "sepal_width", "petal_length", "petal_width"])))

  private static let goldenStart = MixtureParameters(
    weights: [0.5, 0.5], means: Matrix([[-1, -1], [1, 1]]),
    covariances: [Matrix.identity(2), Matrix.identity(2)])

  private func golden(
    _ encoder: MixtureEncoder, family: CovarianceFamily = .full
  ) throws -> MixtureEncoderModel {
    try MixtureEncoderModel(
      data: Self.faithful,
      settings: MixtureEncoderSettings(
        family: family, encoder: encoder, start: .given(Self.goldenStart), ridge: 0, tolerance: 0))
  }

  /// The maximum-likelihood fit, with another encoder in place of the exact law.
  private func maximum(
    _ encoder: MixtureEncoder, family: CovarianceFamily = .full
  ) throws -> MixtureEncoderModel {
    var model = try golden(.exact, family: family)
    for _ in 0..<(family == .full ? 60 : 200) { _ = try model.step(in: space) }
    return try model.changed(by: .mixtureEncoder(encoder))
  }

  private func account(_ model: MixtureEncoderModel) throws -> LawAccount {
    try #require(model.portrait(VariationalPortraitRequest(), in: space).account)
  }

  @Test("With the exact law it is EM: the golden run")
  func exactIsEM() throws {
    var model = try golden(.exact)
    let known = [-726.4452435623, -437.2835326605, -414.1741008755, -399.8534102153, -389.0178507780]
    for value in known {
      let event = try model.step(in: space)
      #expect(event.objective.kind == .exact)
      #expect(abs(event.objective.nats + 745.8051073082 - value) < 1e-8)
      _ = try model.step(in: space)
    }
  }

  @Test(
    "The joint optimum over θ and encoder is the known one (O11)",
    arguments: [
      (MixtureEncoder.constant, -1289.7967450526, -1289.7967450526, 1e-9),
      (.linear, -1130.2649003440, -1130.2639605810, 1e-8),
      (.quadratic, -1130.2639601847, -1130.2639601847, 1e-9),
    ])
  func jointOptimum(encoder: MixtureEncoder, bound: Double, logLikelihood: Double, tolerance: Double) throws {
    var model = try golden(encoder)
    for _ in 0..<79 { _ = try model.step(in: space) }
    let found = try account(model)
    #expect(abs(found.evidenceLowerBound - bound) < tolerance, "\(found)")
    #expect(abs(found.logLikelihood - logLikelihood) < tolerance, "\(found)")
    #expect(abs(found.residual) < 1e-9)
  }

  @Test("At the maximum of the likelihood the gaps are the known ones (O11)")
  func gapsAtTheMaximum() throws {
    func gap(_ encoder: MixtureEncoder) throws -> Double {
      var model = try maximum(encoder)
      _ = try model.step(in: space)
      return try account(model).divergence
    }
    #expect(abs(try gap(.linear) - 0.0009405559) < 1e-9)
    #expect(abs(try gap(.quadratic)) < 1e-9)
    #expect(abs(try gap(.constant) - 1669.9131555) < 1e-4)

    // Before an E half-step q is even; and q = π₁ for all rows.
    var model = try maximum(.constant)
    #expect(abs(try account(model).divergence - 4119.5868568) < 1e-4)
    var shares = try #require(try model.freshEncoder())
    shares.parameters = [Double.log(0.3558728571 / 0.6441271429)]
    model.law = .encoder(shares)
    #expect(abs(try account(model).divergence - 3370.5738435) < 1e-4)
  }

  @Test("The best of several hard runs is the known one, and a degenerate one is no rival (O11)")
  func hardAssignment() throws {
    var best = -Double.infinity
    var exact = 0.0
    for seed in 0..<6 as Range<UInt64> {
      var model = try golden(.hard)
      if seed > 0 {
        model = try MixtureEncoderModel(
          data: Self.faithful,
          settings: MixtureEncoderSettings(encoder: .hard, ridge: 0, tolerance: 0, seed: seed))
      }
      // On so few rows the assignments stand still after some ten iterations.
      guard (try? (0..<61).forEach { _ in _ = try model.step(in: space) }) != nil else { continue }
      let found = try account(model)
      let fewest = (model.parameters.weights.min() ?? 0) * 272
      guard fewest > 3.5, found.evidenceLowerBound > best else { continue }
      (best, exact) = (found.evidenceLowerBound, found.logLikelihood)
    }
    #expect(abs(best + 1130.4955006556) < 1e-8)
    #expect(abs(exact + 1130.2831827928) < 1e-8)
  }

  @Test("A linear encoder is exact where the covariances are tied, and not where they are not")
  func tiedIsLinear() throws {
    var tied = try maximum(.linear, family: .tied)
    _ = try tied.step(in: space)
    #expect(abs(try account(tied).divergence) < 1e-9)
    var full = try maximum(.linear)
    _ = try full.step(in: space)
    #expect(try account(full).divergence > 1e-4)
  }

  @Test(
    "No half-step lowers the bound, and ELBO + KL is the log-likelihood after each",
    arguments: MixtureEncoder.allCases)
  func monotone(encoder: MixtureEncoder) throws {
    var model = try MixtureEncoderModel(
      data: Self.iris,
      settings: MixtureEncoderSettings(
        components: encoder == .quadratic ? 2 : 3, encoder: encoder, ridge: 0, tolerance: 0, seed: 4))
    var last = -Double.infinity
    for _ in 0..<12 {
      let event = try model.step(in: space)
      #expect(event.objective.nats > last - 1e-9, "\(event)")
      last = event.objective.nats
      let found = try account(model)
      #expect(abs(found.residual) < 1e-10 * max(1, abs(found.expectedLogJoint)))
      #expect(abs(found.evidenceLowerBound - last) < 1e-9)
      #expect(abs(found.logLikelihood - (event.logLikelihood ?? last)) < 1e-9)
    }
  }

  @Test(
    "The slope and the curvature of the bound in the encoder agree with finite differences (O33)",
    arguments: [MixtureEncoder.constant, .linear, .quadratic, .mlp])
  func slopes(kind: MixtureEncoder) throws {
    let model = try MixtureEncoderModel(
      data: Self.iris, settings: MixtureEncoderSettings(components: 3, encoder: kind, seed: 8))
    let density = try MixtureDensity(model.parameters)
    var encoder = try #require(try model.freshEncoder())
    var random = RandomStream(seed: 3, purpose: .start)
    let phi = encoder.parameters.map { _ in 0.3 * random.normal() }
    encoder.parameters = phi
    let rows = Self.iris.values.selectingRows(Array(stride(from: 0, to: 150, by: 5)))
    let weights = (0..<rows.rows).map { 0.5 + Double($0 % 3) }
    let total = weights.reduce(0, +)
    let blocks = [
      EncoderRows(features: encoder.features(of: rows), logJoints: density.logJoints(rows), weights: weights)
    ]
    let slope = try encoder.slope(blocks, in: space)
    let curved = kind == .mlp ? nil : try encoder.curvedSlope(blocks, in: space)
    if let curved { #expect(abs(curved.bound - slope.bound) < 1e-9) }
    for index in phi.indices {
      let h = 1e-5 * max(1, abs(phi[index]))
      func at(_ shift: Double) throws -> EncoderSlope {
        var moved = phi
        moved[index] += shift
        return try encoder.with(parameters: moved).slope(blocks, in: space)
      }
      let (above, below) = (try at(h), try at(-h))
      let difference = (above.bound - below.bound) / (2 * h * total)
      let value = slope.gradient[index] / total
      #expect(abs(value - difference) < 1e-6 * max(1, abs(value)), "φ[\(index)]")
      guard let curved else { continue }
      #expect(abs(curved.gradient[index] - slope.gradient[index]) < 1e-9 * max(1, abs(slope.gradient[index])))
      for other in index..<phi.count {
        let second = -(above.gradient[other] - below.gradient[other]) / (2 * h * total)
        let entry = curved.curvature[other, index] / total
        #expect(abs(entry - second) < 1e-6 * max(1, abs(entry)), "φ[\(other)], φ[\(index)]")
      }
    }
  }

  @Test("A row of weight 2 is two rows, and a row with a missing value is none")
  func weightsAndMissing() throws {
    let rows = Self.faithful.values.selectingRows(Array(0..<60))
    let twice = DataTable(name: "twice", values: Matrix(rows.arrays + rows.arrays.prefix(20)))
    let weighted = DataTable(
      name: "weighted", values: Matrix(rows.arrays + [[.nan, 1]]),
      weights: (0..<61).map { $0 < 20 ? 2 : 1 })
    let settings = MixtureEncoderSettings(
      encoder: .linear, start: .given(Self.goldenStart), ridge: 0, tolerance: 0)
    var one = try MixtureEncoderModel(data: twice, settings: settings)
    var two = try MixtureEncoderModel(data: weighted, settings: settings)
    for _ in 0..<6 {
      let (a, b) = (try one.step(in: space), try two.step(in: space))
      #expect(abs(a.objective.nats - b.objective.nats) < 1e-8)
    }
  }

  @Test("The picture has q and the exact law at the rows and over the plane, in the data's own units")
  func picture() throws {
    var model = try maximum(.linear)
    _ = try model.step(in: space)
    var request = VariationalPortraitRequest(unit: 243, columns: 12, rows: 8)
    request.wantsUnitGaps = true
    let portrait = model.portrait(request, in: space)
    guard case .discriminant(let picture) = portrait.picture else {
      Issue.record("not a plane")
      return
    }
    #expect(picture.rows.count == 272 && picture.exact.count == 96 && picture.encoder.count == 96)
    let row = picture.rows[243]
    #expect(abs(row.x - 2.9) < 1e-9 && abs(row.y - 63) < 1e-9)
    #expect(abs(row.exact - 0.79984) < 1e-5, "\(row)")
    #expect(picture.window.x.contains(1.6) && picture.window.y.contains(96))
    let gaps = try #require(portrait.unitGaps)
    #expect(abs(gaps.reduce(0, +) - 0.0009405559) < 1e-9)
    #expect(abs(picture.account.divergence - gaps[243]) < 1e-12)
    #expect(portrait.lost.approximation == 0)
    // The lower left is the first component's, the upper right the other's.
    #expect(picture.encoder[0] > 0.99 && picture.encoder[95] < 0.01)
  }

  @Test("Changes lead to another encoder, family or number of components; what it cannot take it refuses")
  func changes() throws {
    let model = try maximum(.linear)
    #expect(try model.changed(by: .method(.encoder(.quadratic))).settings.encoder == .quadratic)
    #expect(try model.changed(by: .method(.exact)).settings.encoder == .exact)
    var three = try model.changed(by: .components(3)).changed(by: .family(.tied))
    for _ in 0..<4 { _ = try three.step(in: space) }
    #expect(
      three.parameters.components == 3 && three.parameters.covariances[0] == three.parameters.covariances[2])
    #expect(throws: FittingError.self) { try model.changed(by: .dial(1)) }
    #expect(throws: FittingError.self) { try model.changed(by: .coordinates([1])) }
    #expect(throws: FittingError.self) { try model.changed(by: .tolerance(-1)) }
    let here = model.portrait(VariationalPortraitRequest(), in: space)
    #expect(here.coordinates.count == here.coordinateNames.count)
    let back = try model.changed(by: .coordinates(here.coordinates))
    #expect(abs(back.parameters.weights[0] - model.parameters.weights[0]) < 1e-12)
  }

  @Test(
    "The maximum of the likelihood is found from a collapsed mixture, and several starts lead to one optimum")
  func studies() throws {
    var collapsed = try golden(.constant)
    for _ in 0..<6 { _ = try collapsed.step(in: space) }
    var maximum = try #require(collapsed.study(.maximumLikelihood))
    try maximum.finish(in: space)
    guard case .maximumLikelihood(let coordinates, let logLikelihood, let hasSettled) = maximum.findings
    else {
      Issue.record("another finding")
      return
    }
    #expect(hasSettled && abs(logLikelihood + 1130.2639601847) < 1e-7)
    #expect(coordinates.count == 11)

    var starts = try #require(try golden(.linear).study(.starts(3)))
    try starts.finish(in: space)
    guard case .starts(let found) = starts.findings else {
      Issue.record("another finding")
      return
    }
    #expect(!found.isEmpty)
    for start in found { #expect(abs(start.bound + 1130.2649003440) < 1e-6, "\(start)") }
    #expect(collapsed.study(.errors) == nil)
  }

  @Test("An MLP encoder learns the exact law: its gap shrinks to little at a fixed θ")
  func perceptron() throws {
    var model = try maximum(.mlp)
    let parameters = model.parameters
    var gaps: [Double] = []
    for _ in 0..<12 {
      _ = try model.step(in: space)
      gaps.append(try account(model).divergence)
      // Back to the E half-step, at the same θ.
      model.course.hasLaw = false
    }
    #expect(model.parameters == parameters)
    #expect(zip(gaps, gaps.dropFirst()).allSatisfy { $1 <= $0 + 1e-9 } && gaps[11] < 1, "\(gaps)")
  }

  @Test("Over several blocks of rows, threads do not change a bit", arguments: [MixtureEncoder.linear, .mlp])
  func threads(encoder: MixtureEncoder) throws {
    var random = RandomStream(seed: 12, purpose: .dataGeneration)
    let values = (0..<2600).flatMap { row -> [Double] in
      row % 3 == 0
        ? [random.normal() - 1.5, random.normal()] : [2 * random.normal() + 1, random.normal() + 1]
    }
    let data = DataTable(name: "clouds", values: Matrix(rows: 2600, columns: 2, storage: values))
    let settings = MixtureEncoderSettings(encoder: encoder)
    var one = try MixtureEncoderModel(data: data, settings: settings)
    var three = one
    let wide = Workspace(pool: WorkerPool(threads: 3))
    for _ in 0..<4 { #expect(try one.step(in: space) == three.step(in: wide)) }
    #expect(one.parameters == three.parameters && one.law == three.law)
  }
}

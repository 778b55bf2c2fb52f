import LatentModels
import NumericCore
import Testing

/// A model of each kind on data that suit it.
enum EveryModel {
  /// What is fitted to what.
  struct Case: CustomTestStringConvertible, Sendable {
    let plan: EMPlan
    let data: DataTable
    var testDescription: String { "\(plan.summary.name) on \(data.name)" }

    /// The model after `iterations` iterations, about to take an E half-step.
    func model(method: EMMethod = .em, iterations: Int = 1, in space: Workspace) throws -> AnyEMModel {
      var model = try plan.model(on: data).changed(by: .method(method)).changed(by: .tolerance(0))
      while model.iteration < iterations { _ = try model.step(in: space) }
      return model
    }
  }

  /// A hole in every seventh value.
  private static func withHoles(_ table: DataTable) -> DataTable {
    var values = table.values
    for place in stride(from: 3, to: values.storage.count, by: 7) { values.storage[place] = .nan }
    var result = table.replacingValues(values)
    result.name += " with holes"
    return result
  }

  static let cases: [Case] = {
    func mixture(_ family: CovarianceFamily, noise: Bool = false) -> EMPlan {
      .mixture(MixtureSettings(components: 2, family: family, hasNoise: noise, ridge: 0))
    }
    return [
      Case(plan: mixture(.full), data: OldFaithful.standardized),
      Case(plan: mixture(.tied), data: OldFaithful.raw),
      Case(plan: mixture(.diagonal, noise: true), data: OldFaithful.raw),
      Case(plan: mixture(.spherical), data: withHoles(OldFaithful.raw)),
      Case(plan: .ppca(FactorSettings(.isotropic, latentDimensions: 2)), data: Tables.iris),
      Case(
        plan: .factor(FactorSettings(.diagonal, latentDimensions: 1)), data: withHoles(Tables.iris)),
    ]
  }()
}

@Suite("The bound along a line below the log-likelihood")
struct SliceTests {
  private func slice(
    _ model: AnyEMModel, _ request: SliceRequest, in space: Workspace
  ) throws -> MinoriserSlice {
    try model.base.slice(request, in: space)
  }

  @Test("There is a case for every kind of model")
  func everyKind() {
    let names = Set(EveryModel.cases.map(\.plan.summary.name))
    for kind in AnyEMModel.kinds { #expect(names.contains(kind.summary.name)) }
  }

  @Test(
    "The bound touches at θ_t with equal slopes, lies below elsewhere, and the M half-step goes to its maximum",
    arguments: EveryModel.cases)
  func tangency(_ example: EveryModel.Case) throws {
    let space = workspace()
    for iterations in [0, 2] {
      var model = try example.model(iterations: iterations, in: space)
      let exact = try model.step(in: space).objective.nats
      let rounding = 1e-10 * abs(exact)
      let found = try slice(model, SliceRequest(), in: space)
      #expect(found.bound == .exact && found.law == .exact && found.rows == example.data.rows)
      #expect(found.points.count > 30)
      #expect(found.points.allSatisfy { $0.gap > -rounding })
      #expect(found.points.filter { abs($0.place) > 0.2 }.allSatisfy { $0.gap > 0 })
      #expect(found.touch.point.place == 0 && found.theta == found.touch && found.next == 1)
      #expect(abs(found.touch.point.gap) < rounding)
      #expect(abs(found.touch.point.logLikelihood - exact) < rounding)
      #expect(found.touch.slope > 0)
      #expect(abs(found.touch.slope - found.touch.slopeOfBound) < 1e-6 * found.touch.slope + 1e3 * rounding)
      #expect(abs(found.maximum.place - 1) < 1e-4)

      // The M half-step goes to 1, where the bound is what its event says; ℓ lies above it by KL(old ‖ new).
      let bound = try model.step(in: space).objective
      let after = try slice(model, SliceRequest(), in: space)
      #expect(bound.kind == .bound)
      #expect(abs(after.theta.point.place - 1) < 1e-9 && abs(after.theta.point.bound - bound.nats) < rounding)
      #expect(after.touch == found.touch)
      let next = try model.step(in: space).objective.nats
      #expect(abs(after.theta.point.logLikelihood - next) < rounding)
      #expect(after.theta.point.gap > 0)
    }
  }

  @Test("Along each free parameter the bound touches at the present θ too", arguments: EveryModel.cases)
  func parameters(_ example: EveryModel.Case) throws {
    let space = workspace()
    let model = try example.model(iterations: 3, in: space)
    let free = model.base.freeParameterCount
    for index in Set([0, 1, free / 2, free - 1]) where index < free {
      let found = try slice(model, SliceRequest(line: .parameter(index), points: 21), in: space)
      let rounding = 1e-10 * abs(found.touch.point.logLikelihood)
      #expect(found.points.count > 10)
      #expect(found.points.allSatisfy { $0.gap > -rounding })
      #expect(abs(found.touch.point.gap) < rounding)
      #expect(abs(found.touch.point.place - found.free.values[index]) <= 1e-12 * abs(found.touch.point.place))
      #expect(found.name == found.free.names[index])
      let width = found.range.upperBound - found.range.lowerBound
      #expect(
        abs(found.touch.slope - found.touch.slopeOfBound) * width
          < 1e-5 * abs(found.touch.slope) * width + 1e3 * rounding)
      // The picture is neither a flat line nor a needle.
      let depth = found.maximum.bound - (found.points.map(\.bound).min() ?? .nan)
      #expect(depth > 1 && depth < 1e5)
    }
  }

  @Test("q moved along the line touches where it was moved to", arguments: EveryModel.cases)
  func movedLaw(_ example: EveryModel.Case) throws {
    let space = workspace()
    var model = try example.model(iterations: 1, in: space)
    _ = try model.step(in: space)
    let found = try slice(model, SliceRequest(lawPlace: 0.6, place: -0.2), in: space)
    let rounding = 1e-10 * abs(found.touch.point.logLikelihood)
    #expect(found.touch.point.place == 0.6 && abs(found.touch.point.gap) < rounding)
    #expect(found.theta.point.place == -0.2 && found.theta.point.gap > 1e3 * rounding)
    #expect(found.points.allSatisfy { $0.gap > -rounding })
    #expect(
      abs(found.touch.slope - found.touch.slopeOfBound) < 1e-5 * abs(found.touch.slope) + 1e3 * rounding)
  }

  @Test(
    "With draws or a point in the place of the law of the component the touch fails, by KL(q ‖ p_θ(z|x))",
    arguments: [ExpectationKind.hard, .stochastic, .monteCarlo(draws: 3)])
  func otherLaws(kind: ExpectationKind) throws {
    let space = workspace()
    var mixture = try OldFaithful.goldenMixture()
    _ = try mixture.step(in: space)
    let found = try mixture.slice(SliceRequest(law: kind), in: space)
    #expect(found.bound == .exact && found.law == kind)
    #expect(found.touch.point.gap > 1 && found.points.allSatisfy { $0.gap > 0 })
    guard kind == .hard else { return }
    // KL of a law on one component is −log of its responsibility.
    let density = try MixtureDensity(OldFaithful.goldenStart)
    let expected = (0..<272).reduce(0.0) { sum, row in
      let joint = density.logJoint(OldFaithful.standardUnits.values.row(row))
      return sum + logSumExp(joint) - (joint.max() ?? 0)
    }
    #expect(abs(found.touch.point.gap - expected) < 1e-9)
  }

  @Test("Draws of a continuous latent have no entropy: Q is moved to meet ℓ, and its slope is another")
  func shifted() throws {
    let space = workspace()
    for kind in [ExpectationKind.hard, .monteCarlo(draws: 2)] {
      var model = try PPCA(
        data: Tables.iris, settings: FactorSettings(.isotropic, latentDimensions: 1))
      _ = try model.step(in: space)
      _ = try model.step(in: space)
      let found = try model.slice(SliceRequest(law: kind), in: space)
      #expect(found.bound == .shifted)
      #expect(abs(found.touch.point.gap) < 1e-8)
      #expect(abs(found.touch.slope - found.touch.slopeOfBound) > 1e-2)
    }
  }

  @Test("A damped step ends on the line, before the maximum of the bound")
  func damped() throws {
    let space = workspace()
    var model = try EveryModel.cases[0].model(
      method: EMMethod(maximization: .relaxed(0.5)), iterations: 1, in: space)
    _ = try model.step(in: space)
    let before = try slice(model, SliceRequest(), in: space)
    #expect(before.next == 0.5 && abs(before.maximum.place - 1) < 1e-5)
    _ = try model.step(in: space)
    let after = try slice(model, SliceRequest(), in: space)
    #expect(abs(after.theta.point.place - 0.5) < 1e-9 && abs(after.maximum.place - 1) < 1e-5)
  }

  @Test("On some of the rows the touch and the maximum stay where they are, and the gap is about the same")
  func sampled() throws {
    let space = workspace()
    var model = try GaussianMixture(
      data: Tables.clouds(4000), settings: MixtureSettings(components: 3, ridge: 0, tolerance: 0))
    _ = try model.step(in: space)
    let all = try model.slice(SliceRequest(points: 21, mostRows: 4000), in: space)
    let some = try model.slice(SliceRequest(points: 21, mostRows: 1500), in: space)
    #expect(all.rows == 4000 && some.rows == 1500 && some.totalRows == 4000)
    #expect(abs(some.touch.point.gap) < 1e-8 && some.points.allSatisfy { $0.gap > -1e-8 })
    #expect(some.maximum.bound == all.maximum.bound)
    for (a, b) in zip(all.points, some.points) {
      #expect(a.bound == b.bound && abs(b.gap - a.gap) <= 0.15 * a.gap + 1e-6)
    }
  }

  @Test("What lies outside the parameter space has no point, and θ cannot be put there")
  func outside() throws {
    let space = workspace()
    let mixture = try OldFaithful.goldenMixture()
    // π₁ runs over (0, 1) only, and the picture over more of it.
    let found = try mixture.slice(SliceRequest(line: .parameter(0), zoom: 0.05), in: space)
    #expect(found.range.upperBound > 1 && !found.points.isEmpty)
    #expect(found.points.allSatisfy { $0.place > 0 && $0.place < 1 })
    #expect(throws: FittingError.self) {
      try mixture.slice(SliceRequest(line: .parameter(0), place: 1.5), in: space)
    }
    #expect(throws: FittingError.self) { try mixture.slice(SliceRequest(line: .parameter(99)), in: space) }
  }

  @Test("Near the maximum the picture is wide enough to show both curves; where nothing moves there is none")
  func converged() throws {
    let space = workspace()
    var mixture = try OldFaithful.goldenMixture()
    for _ in 0..<23 { _ = try mixture.step(in: space) }
    let found = try mixture.slice(SliceRequest(), in: space)
    #expect(found.range.upperBound > 10)
    #expect(found.maximum.bound - (found.points.map(\.bound).min() ?? .nan) > 1e-6)
    for _ in 0..<60 { _ = try mixture.step(in: space) }
    #expect(
      throws: FittingError.noSlice(
        reason: "the parameter no longer moves; choose the line of a free parameter")
    ) {
      try mixture.slice(SliceRequest(), in: space)
    }
  }

  @Test("A portrait holds the slice that was asked for")
  func portraits() throws {
    let space = workspace()
    let model = try EveryModel.cases[0].model(in: space)
    let plane = Plane(x: .column(0, of: model.data), y: .column(1, of: model.data))
    var request = EMPortraitRequest(plane: plane, rows: [])
    #expect(model.portrait(request, in: space).slice == nil)
    request.slice = SliceRequest()
    #expect(try model.portrait(request, in: space).slice?.get() == slice(model, SliceRequest(), in: space))
    request.slice = SliceRequest(line: .parameter(99))
    #expect(throws: FittingError.self) { try model.portrait(request, in: space).slice?.get() }
  }
}

extension ExpectationMaximization {
  fileprivate var freeParameterCount: Int { freeParameters(of: parameters).values.count }
}

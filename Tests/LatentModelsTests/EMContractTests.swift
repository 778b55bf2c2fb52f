import LatentModels
import NumericCore
import Testing

/// What every model that EM fits promises, whatever it is.
@Suite("The contract of every model that EM fits")
struct EMContractTests {
  /// One model of each kind at its start, on data with gaps, weights and units of their own where the kind takes them.
  private static let examples: [any ExpectationMaximization] = {
    let gappy = NormalTests.gappy.standardized()
    var plans: [(EMPlan, DataTable)] = [
      (.mixture(MixtureSettings(components: 2, ridge: 0, tolerance: 0)), gappy),
      (.ppca(FactorSettings(.isotropic, latentDimensions: 1, tolerance: 0)), gappy),
      (.normal(NormalSettings(tolerance: 0)), gappy),
      (.normal(NormalSettings(isMeanZero: true, start: .correlation(0.1), tolerance: 0)), NormalTests.murray),
      (.randomIntercept(RandomInterceptSettings(tolerance: 0)), RandomInterceptTests.dyestuff.standardized()),
      (
        .randomIntercept(RandomInterceptSettings(tolerance: 0)),
        RandomInterceptTests.dyestuff.selectingRows(Array(3..<28)).weighted(
          by: (3..<28).map { Double($0 % 3) })
      ),
      (.linkage(LinkageSettings(tolerance: 0)), LinkageTests.classic),
    ]
    // Two factors of data made of two, so that no noise vanishes.
    if let made = try? FactorTests.gappy() {
      plans.append((.factor(FactorSettings(.diagonal, latentDimensions: 2, tolerance: 0)), made))
    }
    return plans.compactMap { try? $0.0.model(on: $0.1).base }
  }()

  private let space = workspace(threads: 1)

  static let methods = [
    EMMethod.em, EMMethod(expectation: .hard), EMMethod(expectation: .stochastic),
    EMMethod(expectation: .monteCarlo(draws: 3)), EMMethod(expectation: .averaged(draws: 1)),
    EMMethod(expectation: .minibatch(rows: 5)), EMMethod(maximization: .squarem),
    EMMethod(maximization: .relaxed(1.5)), EMMethod(maximization: .relaxed(0.5)),
  ]

  private func total<Model: ExpectationMaximization>(_ model: Model) throws -> Double {
    let perUnit = try model.unitLogLikelihoods(at: model.parameters, in: space)
    guard let weights = model.data.weights, weights.count == perUnit.count else {
      return perUnit.reduce(0, +)
    }
    return zip(perUnit, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("Every kind there is has an example here")
  func complete() {
    let names = Set(Self.examples.map { type(of: $0).summary.name })
    #expect(names == Set(AnyEMModel.kinds.map { $0.summary.name }) && Self.examples.count == 8)
  }

  @Test("ℓ never falls; after E the bound touches it; what M gains is what the bound gains: ΔQ + KL = Δℓ")
  func proximalIdentity() throws {
    func check<Model: ExpectationMaximization>(_ model: Model) throws {
      var model = model
      var last: StepEvent?
      for _ in 0..<40 {
        let event = try model.step(in: space)
        let exact = try total(model)
        let slack = 1e-10 * max(1, abs(exact))
        switch event.phase {
        case .minibatch: Issue.record("EM goes by half-steps")
        case .expectation:
          #expect(abs(event.objective.nats - exact) < slack)
          if let gain = event.gain, let last {
            #expect(gain >= -slack && event.objective.nats >= last.objective.nats - slack)
          }
        case .maximization:
          let gain = try #require(event.gain)
          #expect(gain >= -slack && event.objective.nats <= exact + slack)
          let before = try #require(last?.objective.nats)
          #expect(abs(event.objective.nats - before - gain) < slack, "\(Model.summary.title)")
        }
        last = event
      }
    }
    for model in Self.examples { try check(model) }
  }

  @Test(
    "Every cousin: the same bits at any thread count, finite numbers, and a history that opens again",
    arguments: EMContractTests.methods)
  func cousins(method: EMMethod) throws {
    let many = workspace(threads: 3)
    func check<Model: ExpectationMaximization>(_ model: Model) throws {
      let start = try model.changed(by: .method(method))
      var (one, other) = (start, start)
      for _ in 0..<9 {
        let event = try one.step(in: space)
        let again = try other.step(in: many)
        #expect(event == again && event.objective.nats.isFinite)
        let archive = one.archived()
        #expect(archive == other.archived())
        let opened = try AnyEMModel(archive: archive, data: start.data)
        #expect(opened.archived() == archive && opened.plan == one.plan, "\(Model.summary.title), \(method)")
        #expect(opened.nextPhase == one.nextPhase)
      }
      var timeline = Timeline(start: AnyEMModel(start), memoryBudget: 0)
      for _ in 0..<5 { _ = try timeline.advance(in: space) }
      var opened = try Timeline<AnyEMModel>(archive: timeline.archived(), data: start.data)
      for _ in 0..<4 { #expect(try timeline.advance(in: space) && opened.advance(in: space)) }
      #expect(timeline.entries == opened.entries)
    }
    for model in Self.examples { try check(model) }
  }

  @Test("Free parameters and coordinates lead back to the same law")
  func coordinates() throws {
    func check<Model: ExpectationMaximization>(_ model: Model) throws {
      var model = model
      for _ in 0..<4 { _ = try model.step(in: space) }
      let nats = try total(model)
      let free = model.freeParameters(of: model.parameters)
      #expect(free.values.count == model.degreesOfFreedom && Set(free.names).count == free.names.count)
      let theta = model.coordinates(of: model.parameters)
      for back in [model.parameters(free: free.values), model.parameters(atCoordinates: theta)] {
        var copy = model
        copy.parameters = try #require(back)
        #expect(abs(try total(copy) - nats) < 1e-9 * max(1, abs(nats)), "\(Model.summary.title)")
      }
      #expect(model.parameters(free: free.values + [0]) == nil)
      #expect(model.parameters(free: free.values.map { _ in Double.nan }) == nil)
    }
    for model in Self.examples { try check(model) }
  }

  @Test("Where it settles, no free parameter can be moved to a higher likelihood")
  func stationary() throws {
    func check<Model: ExpectationMaximization>(_ model: Model) throws {
      let accelerated = try model.changed(by: .method(EMMethod(maximization: .squarem)))
      let (fit, _) = try converged(accelerated.changed(by: .tolerance(1e-13)), in: space, atMost: 3000)
      let (settled, nats) = try converged(
        fit.changed(by: .method(.em)), in: space, atMost: fit.iteration + 50)
      let free = settled.freeParameters(of: settled.parameters)
      for index in free.values.indices {
        for sign in [-1.0, 1] {
          var moved = settled
          var values = free.values
          values[index] += sign * 1e-3 * max(abs(values[index]), 0.1)
          guard let parameters = settled.parameters(free: values) else { continue }
          moved.parameters = parameters
          let there = try total(moved)
          #expect(there < nats + 1e-9 * abs(nats), "\(Model.summary.title): \(free.names[index]) \(sign)")
        }
      }
    }
    for model in Self.examples { try check(model) }
  }

  @Test("Data drawn from a fit have its shape and its gaps, differ by replicate, and can be fitted again")
  func replicates() throws {
    func check<Model: ExpectationMaximization>(_ model: Model) throws {
      var model = model
      for _ in 0..<6 { _ = try model.step(in: space) }
      // A row that counts twice is drawn twice, each time with its gaps.
      func gaps(_ data: DataTable) -> [Bool] {
        (0..<data.rows).flatMap { row in
          Array(repeating: data.values.row(row).map(\.isNaN), count: Int(data.weights?[row] ?? 1))
            .flatMap { $0 }
        }
      }
      let drawn = try model.simulatedData(seed: 1, replicate: 0)
      #expect(gaps(drawn) == gaps(model.data) && drawn.values != model.data.values)
      #expect(try model.simulatedData(seed: 1, replicate: 1).values != drawn.values)
      for data in [drawn, model.resampledData(seed: 1, replicate: 2)] {
        var again = try model.refitting(data)
        #expect(again.parameters == model.parameters)
        for _ in 0..<2 { _ = try again.step(in: space) }
        #expect(again.parameters != model.parameters)
      }
      var evaluation = try model.evaluation(on: model.data)
      try evaluation.finish(in: space)
      #expect(abs(evaluation.scores[0].objective.nats - (try total(model))) < 1e-8)
    }
    for model in Self.examples { try check(model) }
  }

  @Test("A portrait tells the plan, the free parameters and the criteria; what is not a model's is refused")
  func portraits() throws {
    func check<Model: ExpectationMaximization>(_ model: Model) throws {
      var model = model
      _ = try model.step(in: space)
      let axis = Plane.Axis.column(0, of: model.data)
      let portrait = model.portrait(
        EMPortraitRequest(plane: Plane(x: axis, y: axis), rows: [0, 1], selectedRow: 0), in: space)
      #expect(portrait.plan == model.plan && portrait.degreesOfFreedom == model.degreesOfFreedom)
      #expect(portrait.criteria?.aic.isFinite == true && portrait.nextPhase == .maximization)
      #expect(throws: FittingError.self) { try model.changed(by: .tolerance(-1)) }
      #expect(throws: FittingError.self) { try model.changed(by: .parameters([])) }
      let free = model.freeParameters(of: model.parameters)
      let placed = try model.changed(by: .parameters(free.values))
      #expect(placed.nextPhase == .expectation && placed.stepsTaken == model.stepsTaken)
      let started = try model.changed(by: .start(.random))
      #expect(started.nextPhase == .expectation)
    }
    for model in Self.examples { try check(model) }
  }

  @Test("A table opens in the model that it is an example of")
  func suited() {
    func name(_ location: String) -> String {
      let data = DataTable(name: "x", values: Matrix([[1.0]]), source: DataSource(location: location))
      return EMPlan.suited(to: data, seed: 7).summary.name
    }
    #expect(
      ["dyestuff", "murray", "linkage", "iris"].map(name) == ["random-intercept", "normal", "linkage", "gmm"])
    #expect(EMPlan.suited(to: OldFaithful.raw, seed: 7).seed == 7)
  }
}

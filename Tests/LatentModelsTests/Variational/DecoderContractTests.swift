import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// What every decoder promises, asked of each: derivatives, the identity of the account, the exact law, archives, draws.
struct DecoderContractTests {
  /// A decoder with a θ that is no stationary point.
  struct Example: Sendable, CustomTestStringConvertible {
    let name: String
    let decoder: any ScalarDecoder
    let theta: [Double]
    var testDescription: String { name }
  }

  static let examples: [Example] = {
    let lsat = ItemResponseTests.lsat
    let herds = LogisticInterceptTests.table(LogisticInterceptTests.herdRows)
    var numeric = LogisticInterceptTests.settings
    numeric.fixed[0].isNumeric = true
    let gaps = DataTable(
      name: "gaps",
      values: Matrix([[1, 0, 1, 0], [0, .nan, 1, 1], [1, 1, .nan, .nan], [0, 0, 0, 1], [.nan, 1, 0, 0]]))
    let curve = DataTable(name: "x", values: Matrix([[-1], [0.3], [2], [4]]))
    let made: [(String, (any ScalarDecoder)?, [Double])] = [
      ("rasch", try? ItemResponseDecoder(data: lsat, kind: .rasch), [2, 0.7, -0.4, 1.1, 2.5, 1.3]),
      (
        "2pl", try? ItemResponseDecoder(data: lsat, kind: .twoParameter),
        [2, 0.7, -0.4, 1.1, 2.5, 1.3, 0.5, -0.8, 2.1, 0.9]
      ),
      (
        "2pl with gaps", try? ItemResponseDecoder(data: gaps, kind: .twoParameter),
        [0.4, -0.7, 0.2, 1.1, 1.3, 0.5, 1.8, 0.9]
      ),
      (
        "factor", try? LogisticInterceptDecoder(data: herds, settings: LogisticInterceptTests.settings),
        [-1.1, -0.6, -1.5, -0.9, 0.9]
      ),
      ("numeric", try? LogisticInterceptDecoder(data: herds, settings: numeric), [-1.8, -0.3, -1.4]),
      ("curve", try? CurveDecoder(data: curve), [-0.5, 1, 0.5, -0.7]),
    ]
    return made.compactMap { name, decoder, theta in
      decoder.map { Example(name: name, decoder: $0, theta: theta) }
    }
  }()

  @Test("There is an example of each")
  func complete() { #expect(Self.examples.count == 6) }

  @Test("g′ and g″ are the differences of g and g′ (O33)", arguments: examples)
  func derivatives(example: Example) {
    let decoder = example.decoder
    for unit in 0..<min(decoder.unitCount, 8) {
      for z in [-3.1, -0.4, 0.2, 1.7, 5.2] {
        let h = 1e-5 * max(1, abs(z))
        var (here, above, below) = (ScalarCurve(), ScalarCurve(), ScalarCurve())
        decoder.evaluate(unit, at: [z], example.theta, into: &here)
        decoder.evaluate(unit, at: [z + h], example.theta, into: &above)
        decoder.evaluate(unit, at: [z - h], example.theta, into: &below)
        let slope = (above.value[0] - below.value[0]) / (2 * h)
        let curvature = (above.slope[0] - below.slope[0]) / (2 * h)
        #expect(abs(here.slope[0] - slope) < 1e-6 * max(1, abs(here.slope[0])))
        #expect(abs(here.curvature[0] - curvature) < 1e-6 * max(1, abs(here.curvature[0])))
        #expect(here.value[0] <= decoder.ceiling(ofUnit: unit, example.theta) + 1e-9)
      }
    }
  }

  @Test(
    "The gradients in θ of g, of ℓ and of Laplace's approximation are their differences (O33)",
    arguments: examples)
  func gradients(example: Example) throws {
    try checkGradients(example.decoder, example.theta)
  }

  private func checkGradients(_ decoder: some ScalarDecoder, _ theta: [Double]) throws {
    let workspace = Workspace(pool: .onCaller())
    let n = decoder.observations
    let nodes = WeightedNodes(z: [-1.3, 0.2, 2.4], weights: [0.5, 0.7, 0.1])
    func expected(_ theta: [Double]) -> Double {
      var curve = ScalarCurve()
      var sum = 0.0
      for unit in 0..<decoder.unitCount {
        decoder.evaluate(unit, at: nodes.z, theta, into: &curve)
        sum += decoder.weight(ofUnit: unit) * dot(nodes.weights, curve.value)
      }
      return sum
    }
    var own = [Double](repeating: 0, count: theta.count)
    for unit in 0..<decoder.unitCount {
      var part = [Double](repeating: 0, count: theta.count)
      decoder.addGradient(unit, nodes, theta, to: &part)
      for index in own.indices { own[index] += decoder.weight(ofUnit: unit) * part[index] }
    }
    let exact = try decoder.logLikelihoodAndGradient(at: theta, in: workspace)
    let laplace = try decoder.laplaceAndGradient(at: theta, in: workspace)
    #expect(abs(exact.value - laplace.value) < 0.5 * n)
    for index in theta.indices {
      let h = 1e-5 * max(1, abs(theta[index]))
      var (up, down) = (theta, theta)
      up[index] += h
      down[index] -= h
      func check(_ which: String, _ gradient: Double, _ above: Double, _ below: Double) {
        let (a, b) = (gradient / n, (above - below) / (2 * h * n))
        #expect(abs(a - b) < 1e-6 * max(1, abs(a)), "\(which), \(decoder.coordinateNames[index]): \(a) \(b)")
      }
      check("g", own[index], expected(up), expected(down))
      let above = try decoder.logLikelihoodAndGradient(at: up, in: workspace).value
      let below = try decoder.logLikelihoodAndGradient(at: down, in: workspace).value
      check("likelihood", exact.gradient[index], above, below)
      let higher = try decoder.laplaceAndGradient(at: up, in: workspace).value
      let lower = try decoder.laplaceAndGradient(at: down, in: workspace).value
      check("Laplace", laplace.gradient[index], higher, lower)
    }
  }

  @Test(
    "ELBO + KL is the log-likelihood at any Gaussian q with |m| ≤ 6 and 0.02 ≤ s ≤ 3, to 1e-10",
    arguments: examples)
  func identity(example: Example) throws {
    try checkIdentity(example.decoder, example.theta)
  }

  private func checkIdentity(_ decoder: some ScalarDecoder, _ theta: [Double]) throws {
    for unit in stride(from: 0, to: decoder.unitCount, by: max(1, decoder.unitCount / 4)) {
      for mean in stride(from: -6.0, through: 6, by: 3) {
        for deviation in [0.02, 0.3, 1, 3] {
          let law = ScalarLaw.gaussian(GaussianLaw(mean: mean, deviation: deviation))
          let account = try #require(LawAccount(of: decoder, unit: unit, theta, under: law))
          #expect(abs(account.residual) < 1e-10, "m \(mean) s \(deviation): \(account)")
        }
      }
    }
  }

  @Test("An M half-step ends where the gradient of the bound is 0", arguments: examples)
  func maximization(example: Example) throws {
    let decoder = example.decoder
    guard example.name != "2pl with gaps" else { return }  // five answers leave no finite slopes
    try stationary(decoder, from: example.theta)
  }

  private func stationary(_ decoder: some ScalarDecoder, from theta: [Double]) throws {
    let workspace = Workspace(pool: .onCaller())
    let laws = LawBank.gaussian(
      (0..<decoder.unitCount).map { GaussianLaw(mean: 0.3 * Double($0 % 5) - 0.6, deviation: 0.5) })
    let source = BankedLaws(bank: laws, decoder: decoder, theta: theta)
    let found = try decoder.maximizer(from: theta, under: source, in: workspace)
    var gradient = [Double](repeating: 0, count: theta.count)
    var nodes = WeightedNodes()
    for unit in 0..<decoder.unitCount {
      source.fill(&nodes, forUnit: unit)
      for k in nodes.weights.indices { nodes.weights[k] *= decoder.weight(ofUnit: unit) }
      decoder.addGradient(unit, nodes, found, to: &gradient)
    }
    #expect(gradient.allSatisfy { abs($0) < 1e-5 * decoder.observations }, "\(gradient)")
  }

  @Test(
    "A fit opens from its archive where it was, and goes on to the same bits",
    arguments: [
      VariationalMethod.exact, .gaussian(.coordinate), .laplace,
    ])
  func archives(method: VariationalMethod) throws {
    let workspace = Workspace(pool: .onCaller())
    let settings = VariationalSettings(method: method)
    let lsat = ItemResponseTests.lsat
    let herds = LogisticInterceptTests.table(LogisticInterceptTests.herdRows)
    var columns = LogisticInterceptTests.settings
    columns.variational = settings
    let plans: [(VariationalPlan, DataTable)] = [
      (.itemResponse(ItemResponseSettings(kind: .rasch, variational: settings)), lsat),
      (.itemResponse(ItemResponseSettings(variational: settings)), lsat),
      (.logisticIntercept(columns), herds),
    ]
    for (plan, data) in plans {
      var model = try plan.model(on: data)
      #expect(model.plan == plan)
      for _ in 0..<5 { _ = try model.step(in: workspace) }
      var opened = try AnyVariationalModel(archive: model.archived(), data: data)
      #expect(opened.plan == plan)
      for _ in 0..<4 {
        let (one, two) = (try model.step(in: workspace), try opened.step(in: workspace))
        #expect(one == two)
      }
    }
  }

  @Test("The table decides which model comes first")
  func choices() {
    let herds = LogisticInterceptTests.table(LogisticInterceptTests.herdRows)
    #expect(VariationalPlan.suited(to: herds, seed: 1).summary.name == "logistic-intercept")
    #expect(VariationalPlan.suited(to: ItemResponseTests.lsat, seed: 1).summary.name == "item-response")
    let numbers = DataTable(name: "x", values: Matrix([[3.0, 1.2], [3, 2.2], [3, 0.7]]))
    #expect(VariationalPlan.suited(to: numbers, seed: 1) == .curve(column: 1, VariationalSettings(seed: 1)))
    guard case .logisticIntercept(let found) = VariationalPlan.suited(to: herds, seed: 1) else { return }
    #expect(found.successes == 0 && found.trials == 1 && found.fixed == [.init(column: 2)])
  }
}

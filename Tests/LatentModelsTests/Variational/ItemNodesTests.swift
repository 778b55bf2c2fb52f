import NumericCore
import Testing

@testable import LatentModels

struct GatheredNodesTests {
  @Test(
    "Nodes gathered on a grid give the same sums of logistic curves, to rounding", arguments: [0.5, 1, 3])
  func sums(_ steepest: Double) {
    var random = RandomStream(seed: 4, purpose: .sampling)
    var nodes = WeightedNodes()
    for _ in 0..<60_000 {
      nodes.z.append(1.7 * random.normal())
      nodes.weights.append(random.uniform())
    }
    let gathered = nodes.gathered(steepest: steepest)
    #expect(gathered.z.count < nodes.z.count / 4)
    for (c, a) in [(0.3, steepest), (-2, -steepest), (0, 0.2 * steepest)] {
      let (fine, coarse) = (
        LogisticSums(nodes, intercept: c, slope: a), LogisticSums(gathered, intercept: c, slope: a)
      )
      for path in [\LogisticSums.softplus, \.share, \.shareZ, \.spread, \.spreadZ, \.spreadZZ] {
        // Of sums whose terms have either sign, rounding is that of the terms.
        let scale = abs(fine[keyPath: path]) + 1e-2 * fine.softplus
        #expect(abs(fine[keyPath: path] - coarse[keyPath: path]) < 1e-11 * scale, "\(path) at \(c), \(a)")
      }
    }
  }

  @Test("Nodes on the grid keep their weights, and few nodes are left as they are")
  func exact() {
    let few = WeightedNodes(z: [0.1, 0.2], weights: [0.4, 0.6])
    #expect(few.gathered(steepest: 1) == few)
    let places = (0..<4096).map { Double($0 % 64) / 32 - 1 }
    let even = WeightedNodes(z: places, weights: places.map { _ in 0.5 })
    let gathered = even.gathered(steepest: 0.5)
    #expect(gathered.z == (0..<64).map { Double($0) / 32 - 1 })
    #expect(gathered.weights == Array(repeating: 32, count: 64))
  }
}

struct ReversedItemsTests {
  @Test(
    "Items that answer the other way round begin with slopes of the other sign, and do not end at the saddle of no slope"
  )
  func reversed() throws {
    var values = Matrix<Double>(rows: 60, columns: 3)
    for row in 0..<60 {
      let first = row % 3 == 2 ? 1.0 : 0
      (values[row, 0], values[row, 1]) = (first, 1 - first)
      values[row, 2] = ((row + 1) * 7) % 5 < 2 ? 1 : 0
    }
    // One answer apart, so that the slopes stay finite.
    values[0, 1] = 0
    values[2, 1] = 1
    let decoder = try ItemResponseDecoder(
      data: DataTable(name: "keys", values: values), kind: .twoParameter)
    let slopes = Array(decoder.start[3...])
    #expect(slopes[0] * slopes[1] == -1)
    let workspace = Workspace(pool: .onCaller())
    var fit = try VariationalFit(
      decoder: decoder, settings: VariationalSettings(method: .exact, tolerance: 0))
    for _ in 0..<200 { _ = try fit.step(in: workspace) }
    let saddle = try decoder.logLikelihood(at: Array(fit.theta[..<3]) + [0, 0, 1], in: workspace)
    #expect(try decoder.logLikelihood(at: fit.theta, in: workspace) > saddle + 5)
  }
}

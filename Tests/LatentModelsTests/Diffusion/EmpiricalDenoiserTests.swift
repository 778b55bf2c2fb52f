import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The exact denoiser of the data themselves")
struct EmpiricalDenoiserTests {
  @Test("In-sample, leave-one-out and the mixture's errors are those of the page")
  func memorisation() throws {
    let space = workspace()
    let values = OldFaithful.standardUnits.values
    let empirical = try EmpiricalDenoiser(values)
    let rows = try DiffusionRows(values)
    func curve(_ denoiser: any Denoiser, _ leavesOneOut: Bool = false) throws -> [Double] {
      var study = try ErrorStudy(
        denoiser, rows: rows, average: .quadrature(nodes: 28), logRatios: [2, 4, 6],
        leavesOneOut: leavesOneOut)
      try study.finish(in: space)
      return study.findings?.errors ?? []
    }
    for (value, expected) in zip(try curve(empirical), [0.13645, 0.02909, 0.00353]) {
      #expect(abs(value - expected) < 1e-5, "in-sample \(value), not \(expected)")
    }
    for (value, expected) in zip(try curve(empirical, true), [0.14110, 0.03443, 0.01011]) {
      #expect(abs(value - expected) < 1e-5, "leave-one-out \(value), not \(expected)")
    }
    let mixture = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    for (value, expected) in zip(try curve(mixture), [0.13961, 0.03156, 0.00485]) {
      #expect(abs(value - expected) < 1e-5)
    }
  }

  @Test("Against a plain sum over all rows: density, mean, divergence and variance")
  func plainly() throws {
    let space = workspace()
    let rows = OldFaithful.standardUnits.values
    let denoiser = try EmpiricalDenoiser(rows)
    let points = Matrix([[0.3, -0.4], [-1.2, -1], [3, 3]])
    for ratio in [-3.0, 1, 5] {
      let level = NoiseLevel(logSignalToNoise: ratio)
      // The mixture of points with equal weights is the same law by another way.
      let other = try GaussianMixtureDenoiser(
        MixtureParameters(
          weights: Array(repeating: 1 / 272.0, count: 272), means: rows,
          covariances: Array(repeating: Matrix(rows: 2, columns: 2), count: 272)))
      let (a, b) = (
        denoiser.scoresAndDivergences(points, at: level, in: space),
        other.scoresAndDivergences(points, at: level, in: space)
      )
      let scale = 1 / level.noiseVariance
      for index in a.scores.storage.indices {
        #expect(abs(a.scores.storage[index] - b.scores.storage[index]) < 1e-12 * scale)
      }
      for (x, y) in zip(a.divergences, b.divergences) { #expect(abs(x - y) < 1e-11 * scale * scale) }
      let variances = (
        denoiser.conditionalVariances(points, at: level, in: space),
        other.conditionalVariances(points, at: level, in: space)
      )
      for (x, y) in zip(variances.0, variances.1) { #expect(abs(x - y) < 1e-12) }
      let densities = (
        denoiser.logDensities(points, at: level, in: space), other.logDensities(points, at: level, in: space)
      )
      for (x, y) in zip(densities.0, densities.1) { #expect(abs(x - y) < 1e-11) }
    }
  }

  @Test("Its law is a kernel density estimate, whose best bandwidth left-out rows choose")
  func bandwidth() throws {
    let space = workspace()
    let rows = OldFaithful.standardUnits.values
    let denoiser = try EmpiricalDenoiser(rows)
    let offset = 745.8051073082
    var study = BandwidthStudy(denoiser)
    try study.finish(in: space)
    let best = try #require(study.findings.best)
    #expect(abs(best.bandwidth - 0.15528066) < 1e-5)
    #expect(abs(best.leaveOneOut - offset + 1142.6142) < 1e-3)
    #expect(abs(best.inSample - offset + 1102.417) < 1e-2)
    let level = EmpiricalDenoiser.level(bandwidth: best.bandwidth)
    #expect(abs(level.signalToNoise - 41.473) < 5e-3)
    #expect(abs(ContinuousNoise.time(logSignal: level.logSignal) - 0.044167) < 1e-5)
    #expect(abs(EmpiricalDenoiser.bandwidth(at: level) - best.bandwidth) < 1e-12)

    let all = Array(0..<272)
    let small = denoiser.kernelLogDensities(rows, bandwidth: 0.01, in: space).reduce(0, +)
    #expect(abs(small - offset + 228.41) < 0.01)
    let left = denoiser.kernelLogDensities(rows, bandwidth: 0.01, leavingOut: all, in: space).reduce(0, +)
    #expect(abs(left - offset + 10451.4) < 0.1)
    // log p_t(x_t) = log KDE(x_t/α) − D log α.
    let point = Matrix([[0.1, 0.2]])
    let scaled = (1 / level.signal) * point
    let density = denoiser.kernelLogDensities(scaled, bandwidth: best.bandwidth, in: space)[0]
    #expect(
      abs(denoiser.logDensities(point, at: level, in: space)[0] - density + 2 * .log(level.signal)) < 1e-11)
  }

  @Test("Many rows and columns: the sums do not depend on threads, tiles or the points beside")
  func tiles() throws {
    var stream = RandomStream(seed: 5, purpose: .dataGeneration)
    let rows = Matrix(rows: 5000, columns: 19, storage: (0..<95_000).map { _ in stream.normal() })
    let points = Matrix(rows: 40, columns: 19, storage: (0..<760).map { _ in stream.normal() })
    let denoiser = try EmpiricalDenoiser(rows, classes: (0..<5000).map { $0 % 3 })
    let level = level(0.6)
    let one = denoiser.denoised(points, at: level, in: workspace(threads: 1))
    let space = workspace(threads: 3)
    #expect(one == denoiser.denoised(points, at: level, in: space))
    let some = points.selectingRows([17, 39])
    #expect(denoiser.denoised(some, at: level, in: space) == one.selectingRows([17, 39]))
    // One class alone is the denoiser of its rows.
    let class1 = try EmpiricalDenoiser(rows.selectingRows(Array(stride(from: 1, to: 5000, by: 3))))
    let labelled = denoiser.denoised(some, at: level, labels: [1, 1], in: space)
    for (a, b) in zip(labelled.storage, class1.denoised(some, at: level, in: space).storage) {
      #expect(abs(a - b) < 1e-12)
    }
  }

  @Test("A cancelled sum has an answer of the right shape for every point")
  func cancelled() throws {
    let denoiser = try EmpiricalDenoiser(OldFaithful.standardUnits.values)
    let space = workspace()
    space.cancellation.cancel()
    #expect(denoiser.conditionalVariances(denoiser.rows, at: level(0.5), in: space).count == 272)
    var sampler = try DiffusionSampler(
      denoiser, count: 3, grid: NoiseGrid(NoiseSchedule(.linear, levels: 5)), method: .ancestral(.exact),
      seed: 0)
    #expect(throws: FittingError.cancelled) { try sampler.advance(in: space) }
  }

  @Test("At the smallest noise a row comes back as itself; alone and left out it has nothing to come from")
  func ends() throws {
    let space = workspace()
    let denoiser = try EmpiricalDenoiser(Matrix([[1, 2], [3, 4]]))
    let level = NoiseLevel(logSignalToNoise: 60)
    #expect(denoiser.denoised(Matrix([[3, 4]]), at: level, in: space) == Matrix([[3, 4]]))
    #expect(denoiser.denoised(Matrix([[3, 4]]), at: level, leavingOut: [1], in: space) == Matrix([[1, 2]]))
    let single = try EmpiricalDenoiser(Matrix([[1, 2]]))
    let alone = single.kernelLogDensities(Matrix([[1, 2]]), bandwidth: 1, leavingOut: [0], in: space)
    #expect(alone == [-.infinity])
    #expect(throws: FittingError.noData) { try EmpiricalDenoiser(Matrix<Double>(rows: 0, columns: 2)) }
  }
}

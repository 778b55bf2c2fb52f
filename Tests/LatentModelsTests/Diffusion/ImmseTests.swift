import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("Information and least squares")
struct ImmseTests {
  @Test("Two points: the least errors of the page, and their area is the entropy of a coin")
  func twoPoints() throws {
    let space = workspace()
    let denoiser = try GaussianMixtureDenoiser(
      MixtureParameters(
        weights: [0.5, 0.5], means: Matrix([[-1], [1]]), covariances: [Matrix([[0]]), Matrix([[0]])]))
    func error(_ ratio: Double) -> Double {
      denoiser.leastError(at: NoiseLevel(logSignalToNoise: .log(ratio)), in: space)
    }
    for (ratio, expected) in [
      (0.25, 0.7959457344), (1, 0.4495995092), (4, 0.0685974088), (9, 0.0041510797),
    ] {
      #expect(abs(error(ratio) - expected) < 1e-9)
    }
    // ½ ∫ mmse ds over log s by the trapezoidal rule.
    let step = 0.25
    let area = (-160...28).reduce(0) { sum, index in
      let ratio = Double.exp(step * Double(index))
      return sum + 0.5 * step * ratio * error(ratio)
    }
    #expect(abs(area - .log(2)) < 1e-10)
  }

  @Test("Pointwise, the integral of errors is −log p")
  func pointwise() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    var study = try ErrorStudy(
      denoiser, rows: DiffusionRows(Matrix([[0], [1], [-3]])), average: .quadrature(nodes: 200),
      logRatios: ErrorStudy.evenPlaces(from: -16, to: 16, count: 257))
    try study.finish(in: workspace())
    let found = try #require(study.logLikelihoods)
    for (value, expected) in zip(found, [1.8332176, 1.0524699, 3.4297240]) {
      #expect(abs(-value - expected) < 1e-5, "\(-value), not \(expected)")
    }
  }

  @Test("A Gaussian: Σ λ/(1 + s λ), and the entropy to the end of the digits")
  func gaussian() throws {
    let space = workspace()
    let covariance = Matrix([[1.9, 0.3], [0.3, 0.2]])
    let denoiser = try GaussianMixtureDenoiser(
      MixtureParameters(weights: [1], means: Matrix([[0.4, -1]]), covariances: [covariance]))
    let lambdas = try #require(SymmetricEigen.values(of: covariance))
    for ratio in [0.01, 0.5, 3, 400] {
      let expected = lambdas.reduce(0) { $0 + $1 / (1 + ratio * $1) }
      let level = NoiseLevel(logSignalToNoise: .log(ratio))
      #expect(abs(denoiser.leastError(at: level, in: space) - expected) < 1e-12)
    }
    // h = log 2πe − ½ ∫ [d/(1 + s) − mmse] ds, over log s.
    let step = 0.25
    let area = (-160...160).reduce(0.0) { sum, index in
      let ratio = Double.exp(step * Double(index))
      let error = lambdas.reduce(0) { $0 + ratio * (1 - $1) / ((1 + ratio) * (1 + ratio * $1)) }
      return sum + 0.5 * step * error
    }
    let entropy = log2Pi + 1 + 0.5 * .log(lambdas[0] * lambdas[1])
    #expect(abs(log2Pi + 1 - area - entropy) < 1e-12)
  }

  @Test("The entropy of Old Faithful's PPCA is what its least errors leave of that of N(0, I)")
  func entropyOfPPCA() throws {
    let space = workspace()
    // With one latent of two columns PPCA is the Gaussian with the moments of the rows.
    let rows = OldFaithful.standardized.values
    let n = Double(rows.rows)
    var covariance = Matrix<Double>(rows: 2, columns: 2)
    for row in 0..<rows.rows {
      for i in 0..<2 { for j in 0..<2 { covariance[i, j] += rows[row, i] * rows[row, j] / n } }
    }
    let denoiser = try GaussianMixtureDenoiser(
      MixtureParameters(weights: [1], means: Matrix([[0, 0]]), covariances: [covariance]))
    let step = 0.25
    let area = (-160...160).reduce(0.0) { sum, index in
      let ratio = Double.exp(step * Double(index))
      let level = NoiseLevel(logSignalToNoise: .log(ratio))
      let spared = 2 / (1 + ratio) - denoiser.leastError(at: level, in: space)
      return sum + 0.5 * step * ratio * spared
    }
    #expect(abs(log2Pi + 1 - area - 1.9999692564) < 1e-9, "\(log2Pi + 1 - area)")
  }

  @Test("The excess over a reference is measured with the same noise for both")
  func excess() throws {
    let denoiser = try DiffusionOracles.normal(1)
    let other = try DiffusionOracles.normal(1.5)
    let places = [-2.0, 0, 3]
    var study = try ErrorStudy(
      other, rows: DiffusionRows(Matrix([[0.5], [-1.5]])), reference: denoiser,
      average: .quadrature(nodes: 20),
      logRatios: places)
    try study.finish(in: workspace())
    for (place, excess) in zip(places, study.excesses) {
      // Both are linear: x̂₀ = α λ/(α² λ + σ²) x.
      let level = NoiseLevel(logSignalToNoise: place)
      func slope(_ lambda: Double) -> Double {
        level.signal * lambda / (level.signalVariance * lambda + level.noiseVariance)
      }
      let square = level.signalVariance * (0.25 + 2.25) / 2 + level.noiseVariance
      let gap = slope(1.5) - slope(1)
      #expect(abs(excess.perDimension - level.signalToNoise * gap * gap * square) < 1e-12)
      #expect(excess.standardError == 0)
    }
  }

  @Test(
    "The mean excess over levels, by draws and by quadrature, and what it costs in each term of the bound")
  func meanExcess() throws {
    let space = workspace()
    let (denoiser, other) = (try DiffusionOracles.normal(1), try DiffusionOracles.normal(1.1))
    var stream = RandomStream(seed: 8, purpose: .dataGeneration)
    let rows = try DiffusionRows(
      Matrix(rows: 500, columns: 1, storage: (0..<500).map { _ in stream.normal() }))
    let grid = try NoiseGrid(NoiseSchedule(.linear, levels: 20))
    let levels = Array(grid.levels.dropLast())
    let exact = try Excess.measured(
      of: other, over: denoiser, rows: rows, levels: levels, average: .quadrature(nodes: 5), in: space)
    let drawn = try Excess.measured(
      of: other, over: denoiser, rows: rows, levels: levels, average: .draws(4, seed: 1), in: space)
    #expect(exact.standardError == 0 && exact.perDimension > 0)
    #expect(abs(drawn.perDimension - exact.perDimension) < 4 * drawn.standardError)
    #expect(drawn.standardError < 0.1 * exact.perDimension)

    for variance in [ReverseVariance.lower, .upper, .optimal] {
      var study = try VariationalBoundStudy(
        other, rows: rows, grid: grid, variance: variance, average: .draws(4, seed: 1), reference: denoiser)
      try study.finish(in: space)
      for term in study.findings.terms {
        let excess = try #require(term.networkExcess)
        #expect(excess > 0)
        #expect(abs(term.irreducible + term.varianceChoice + excess - term.cost) < 1e-12)
      }
      let mean = study.excesses.reduce(0) { $0 + $1.perDimension } / Double(study.excesses.count)
      #expect(abs(mean - exact.perDimension) < 5 * drawn.standardError)
    }
  }
}

import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The exact denoiser of a Gaussian mixture")
struct MixtureDenoiserTests {
  @Test("One dimension: every quantity has the value of the page")
  func line() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let space = workspace()
    let (x, half) = (Matrix([[0.3]]), level(0.5))
    #expect(abs(denoiser.logDensities(x, at: half, in: space)[0] + 1.2269888292) < 1e-8)
    #expect(abs(denoiser.law(at: half).responsibilities(x, in: space)[0, 0] - 0.0492058282) < 1e-8)
    let clean = denoiser.denoised(x, at: half, in: space)[0, 0]
    #expect(abs(clean - 0.6626181025) < 1e-8)
    #expect(abs(denoiser.conditionalVariances(x, at: half, in: space)[0] - 0.6263266566) < 1e-8)
    #expect(abs(denoiser.law(at: half).conditionalCovariance(of: [0.3])[0, 0] - 0.6263266566) < 1e-8)
    let score = denoiser.scores(x, at: half, in: space)[0, 0]
    #expect(abs(score - 0.3370835072) < 1e-8)
    // ε̂ = −σ s and v̂ = α ε̂ − σ x̂₀.
    let noise = -half.deviation * score
    #expect(abs(noise + 0.2383540337) < 1e-8)
    #expect(abs(half.signal * noise - half.deviation * clean + 0.6370835072) < 1e-8)

    let (y, low) = (Matrix([[-1.0]]), level(0.9))
    #expect(abs(denoiser.logDensities(y, at: low, in: space)[0] + 2.5096532566) < 1e-8)
    #expect(abs(denoiser.denoised(y, at: low, in: space)[0, 0] + 1.1953074446) < 1e-8)
    #expect(abs(denoiser.scores(y, at: low, in: space)[0, 0] + 1.3396820877) < 1e-8)
  }

  @Test("At a noise of 1e-14 the score keeps its digits, which Tweedie's formula would lose")
  func smallNoise() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let level = NoiseLevel(logSignal: .log(onePlus: -1e-14))
    let score = denoiser.scores(Matrix([[0.3]]), at: level, in: workspace())[0, 0]
    #expect(abs(score - 1.0934869) < 1e-7)
  }

  @Test("The least error has the values of the page")
  func leastErrors() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let space = workspace()
    let table = [
      (0.999, 0.0009991149), (0.9, 0.0950223000), (0.5, 0.6284987956), (0.1, 1.8931150716),
      (0.01, 2.3554709551),
    ]
    for (signal, error) in table {
      #expect(abs(denoiser.leastError(at: level(signal), in: space) - error) < 1e-9)
    }
    #expect(abs(denoiser.secondMoment - 2.413 - 0.01) < 1e-12)
  }

  @Test("Two dimensions: density, denoised row, score and divergence of the page")
  func plane() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let space = workspace()
    let table:
      [(x: [Double], signal: Double, density: Double, clean: [Double], score: [Double], divergence: Double)] =
        [
          (
            [0.3, -0.4], 0.5, -2.1724572950, [0.2656056447, 0.1574046301], [-0.2243768950, 1.0226037627],
            -1.7385991354
          ),
          (
            [-1, -1], 0.9, -1.4084972830, [-1.1934853012, -1.0988238246], [-1.3223957174, -0.4243580987],
            -10.7125898091
          ),
          (
            [1.5, 0.2], 0.1, -2.9417037087, [0.4947299070, 0.4469109100], [-1.4928362964, -0.0651937348],
            -2.0792642773
          ),
        ]
    for row in table {
      let (x, level) = (Matrix([row.x]), level(row.signal))
      #expect(abs(denoiser.logDensities(x, at: level, in: space)[0] - row.density) < 1e-8)
      let clean = denoiser.denoised(x, at: level, in: space)
      let found = denoiser.scoresAndDivergences(x, at: level, in: space)
      for column in 0..<2 {
        #expect(abs(clean[0, column] - row.clean[column]) < 1e-8)
        #expect(abs(found.scores[0, column] - row.score[column]) < 1e-8)
      }
      #expect(abs(found.divergences[0] - row.divergence) < 1e-8)
      #expect(denoiser.scores(x, at: level, in: space) == found.scores)
    }
  }

  @Test("The score is the slope of log p, and Cov(x₀ | x) = (σ²/α²)(I + σ² ∇ score)")
  func tweedie() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.faithful)
    let space = workspace()
    let h = 1e-5
    for signal in [0.05, 0.5, 0.95] {
      let level = level(signal)
      for x in [[0.3, -0.4], [-1.2, -1], [2, -2]] {
        let covariance = denoiser.law(at: level).conditionalCovariance(of: x)
        let score = denoiser.scores(Matrix([x]), at: level, in: space)
        for column in 0..<2 {
          var (right, left) = (x, x)
          right[column] += h
          left[column] -= h
          let densities = denoiser.logDensities(Matrix([right, left]), at: level, in: space)
          #expect(abs((densities[0] - densities[1]) / (2 * h) - score[0, column]) < 1e-6)
          let scores = denoiser.scores(Matrix([right, left]), at: level, in: space)
          for other in 0..<2 {
            let slope = (scores[0, other] - scores[1, other]) / (2 * h)
            let identity = other == column ? 1.0 : 0
            let expected = (identity + level.noiseVariance * slope) / level.signalToNoise
            #expect(abs(covariance[other, column] - expected) < 1e-6)
          }
        }
        #expect(
          abs(denoiser.conditionalVariances(Matrix([x]), at: level, in: space)[0] - covariance.trace) < 1e-12)
      }
    }
  }

  @Test("A label names a component and leaves that one alone")
  func labels() throws {
    let denoiser = try DiffusionOracles.denoiser(DiffusionOracles.line)
    let alone = try GaussianMixtureDenoiser(
      MixtureParameters(weights: [1], means: Matrix([[-2]]), covariances: [Matrix([[0.25]])]))
    let space = workspace()
    let x = Matrix([[0.3], [0.3]])
    let found = denoiser.denoised(x, at: level(0.5), labels: [0, nil], in: space)
    #expect(abs(found[0, 0] - alone.denoised(x, at: level(0.5), in: space)[0, 0]) < 1e-14)
    #expect(abs(found[1, 0] - 0.6626181025) < 1e-8)
  }

  @Test("Uniform noise and a covariance that is none are refused; points are not")
  func refused() throws {
    var noisy = DiffusionOracles.line
    noisy.noise = UniformNoise(weight: 0.1, logLengths: [2])
    #expect(throws: FittingError.self) { try GaussianMixtureDenoiser(noisy) }
    var negative = DiffusionOracles.line
    negative.covariances[0] = Matrix([[-0.1]])
    #expect(throws: FittingError.self) { try GaussianMixtureDenoiser(negative) }
    var points = DiffusionOracles.line
    points.covariances = [Matrix([[0]]), Matrix([[0]])]
    let denoiser = try GaussianMixtureDenoiser(points)
    #expect(!denoiser.hasScoreWithoutNoise)
    #expect(abs(denoiser.denoised(Matrix([[0.99]]), at: level(0.999), in: workspace())[0, 0] - 1) < 1e-12)
  }
}

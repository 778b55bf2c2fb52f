import Glibc
import NumericCore
import Testing

@Suite("Stable functions")
struct StableFunctionTests {
  @Test("log Σ exp neither overflows nor underflows")
  func logSumExpValues() {
    #expect(abs(logSumExp([-1000, -1001]) - -999.6867383125) < 1e-10)
    #expect(abs(logSumExp([1000, 1000]) - (1000 + log(2))) < 1e-12)
    #expect(abs(logSumExp([0, 0, 0, 0]) - log(4)) < 1e-15)
    #expect(logSumExp([3.25]) == 3.25)
    #expect(logSumExp([5, -.infinity]) == 5)
    #expect(logSumExp([]) == -.infinity)
    #expect(logSumExp([-.infinity, -.infinity]) == -.infinity)
    #expect(logSumExp([.infinity, 1]) == .infinity)
  }

  @Test("softplus is exact where the naive form is not, and its derivative is the sigmoid")
  func softplusValues() {
    #expect(softplus(-800) == 0)
    #expect(softplus(800) == 800)
    #expect(softplus(0) == log(2))
    #expect(abs(softplus(-40) / exp(-40) - 1) < 1e-15)
    #expect(softplus(-.infinity) == 0 && softplus(.infinity) == .infinity)
    for u in stride(from: -6.0, through: 6, by: 0.75) {
      #expect(abs(softplus(u) - softplus(-u) - u) < 1e-14)
      let slope = (softplus(u + 1e-5) - softplus(u - 1e-5)) / 2e-5
      #expect(abs(slope - sigmoid(u)) < 1e-9)
    }
  }

  @Test("The sigmoid keeps its small values and adds up to one with its mirror image")
  func sigmoidValues() {
    #expect(sigmoid(0) == 0.5)
    #expect(sigmoid(800) == 1)
    #expect(sigmoid(-.infinity) == 0 && sigmoid(.infinity) == 1)
    #expect(abs(sigmoid(-700) / exp(-700) - 1) < 1e-15)
    for u in stride(from: -30.0, through: 30, by: 1.7) {
      #expect(abs(sigmoid(u) + sigmoid(-u) - 1) < 1e-15)
    }
  }

  @Test("An entropy term has its limit at zero")
  func entropy() {
    #expect(entropyTerm(0) == 0)
    #expect(entropyTerm(1) == 0)
    #expect(abs(2 * entropyTerm(0.5) - log(2)) < 1e-15)
  }

  @Test("The divergence from the standard normal is 0 at it alone, and the integral of its definition")
  func divergence() {
    #expect(standardNormalDivergence(mean: 0, standardDeviation: 1) == 0)
    #expect(abs(standardNormalDivergence(mean: 2, standardDeviation: 1) - 2) < 1e-15)
    #expect(standardNormalDivergence(mean: 0, standardDeviation: 1e-300) > 600)
    // ∫ q log(q / p) by the midpoint rule over ± 10 standard deviations.
    let (m, s) = (0.7, 0.4)
    var integral = 0.0
    let step = 20 * s / 4000
    for index in 0..<4000 {
      let x = m - 10 * s + (Double(index) + 0.5) * step
      let logQ = -0.5 * ((x - m) / s) * ((x - m) / s) - log(s) - 0.5 * log2Pi
      integral += exp(logQ) * (logQ + 0.5 * x * x + 0.5 * log2Pi) * step
    }
    #expect(abs(standardNormalDivergence(mean: m, standardDeviation: s) - integral) < 1e-12)
  }

  @Test("log 2π")
  func constant() { #expect(abs(log2Pi - log(2 * Double.pi)) < 1e-15) }
}

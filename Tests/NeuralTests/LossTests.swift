import Glibc
import Neural
import NumericCore
import Testing

@Suite("Losses")
struct LossTests {
  @Test("The Gaussian loss is minus the log density, and its slopes are derivatives")
  func gaussian() {
    #expect(
      abs(GaussianLoss(1.5, mean: 0.5, logVariance: log(4)).value - (0.5 * log2Pi + log(2) + 0.125)) < 1e-15)
    for (x, m, v) in [(0.3, -0.2, 0.7), (2.0, 2.5, -1.3), (-4.0, 1.0, 2.2), (0.0, 0.0, -3.0)] {
      let loss = GaussianLoss(x, mean: m, logVariance: v)
      expectDerivative(
        [loss.meanSlope, loss.logVarianceSlope],
        of: { GaussianLoss(x, mean: $0[0], logVariance: $0[1]).value }, at: [m, v])
    }
    // (x − m)² overflows, the loss does not.
    #expect(
      abs(GaussianLoss(1e200, mean: 0, logVariance: 2 * log(1e200)).value - (0.5 * log2Pi + log(1e200) + 0.5))
        < 1e-9)
  }

  @Test("The Bernoulli loss is minus the log probability at any log odds, and its slope is the derivative")
  func bernoulli() {
    for (x, eta) in [(0.0, 1.3), (1.0, 1.3), (0.0, -2.2), (1.0, -2.2), (0.25, 0.4), (1.0, 0.0)] {
      let p = 1 / (1 + exp(-eta))
      let loss = BernoulliLoss(x, logit: eta)
      #expect(abs(loss.value + x * log(p) + (1 - x) * log(1 - p)) < 1e-15)
      expectDerivative([loss.logitSlope], of: { BernoulliLoss(x, logit: $0[0]).value }, at: [eta])
    }
    #expect(BernoulliLoss(1, logit: 800).value == 0 && BernoulliLoss(0, logit: 800).value == 800)
    #expect(abs(BernoulliLoss(1, logit: 40).value / exp(-40) - 1) < 1e-15)
    #expect(abs(BernoulliLoss(1, logit: 40).logitSlope / exp(-40) + 1) < 1e-15)
    #expect(BernoulliLoss(0, logit: -.infinity).logitSlope == 0)
  }

  @Test(
    "The continuous Bernoulli law integrates to one, has the mean it says, and its slope is the derivative")
  func continuousBernoulli() {
    for eta in [-30, -6.1, -1.7, -0.35, -0.2, -0.05, 0, 1e-9, 0.11, 0.21, 2.4, 9, 30] {
      // The midpoint rule with 20,000 cells.
      var (mass, mean) = (0.0, 0.0)
      for cell in 0..<20_000 {
        let x = (Double(cell) + 0.5) / 20_000
        let density = exp(-ContinuousBernoulliLoss(x, logit: eta).value)
        mass += density / 20_000
        mean += x * density / 20_000
      }
      #expect(abs(mass - 1) < 2e-7, "at \(eta)")
      #expect(abs(ContinuousBernoulliLoss.mean(logit: eta) - mean) < 2e-7, "at \(eta)")
      let loss = ContinuousBernoulliLoss(0.3, logit: eta)
      #expect(loss.logitSlope == ContinuousBernoulliLoss.mean(logit: eta) - 0.3)
      expectDerivative(
        [loss.logitSlope], of: { ContinuousBernoulliLoss(0.3, logit: $0[0]).value }, at: [eta], "at \(eta)")
    }
  }

  @Test("Its log normaliser is the published one, log 2 at one half, and smooth where the series ends")
  func normalizer() {
    #expect(ContinuousBernoulliLoss.logNormalizer(logit: 0) == log(2))
    #expect(ContinuousBernoulliLoss.mean(logit: 0) == 0.5)
    for lambda in [0.01, 0.1, 0.3, 0.44, 0.46, 0.54, 0.56, 0.9, 0.999] {
      let published = log(2 * atanh(1 - 2 * lambda) / (1 - 2 * lambda))
      let eta = log(lambda / (1 - lambda))
      #expect(abs(ContinuousBernoulliLoss.logNormalizer(logit: eta) - published) < 1e-13, "at \(lambda)")
      let mean = lambda / (2 * lambda - 1) + 1 / (2 * atanh(1 - 2 * lambda))
      #expect(abs(ContinuousBernoulliLoss.mean(logit: eta) - mean) < 1e-13, "at \(lambda)")
    }
    for sign in [-1.0, 1] {
      let (inside, outside) = (sign * 0.2.nextDown, sign * 0.2)
      #expect(
        abs(
          ContinuousBernoulliLoss.logNormalizer(logit: inside)
            - ContinuousBernoulliLoss.logNormalizer(logit: outside)) < 1e-15)
      #expect(
        abs(ContinuousBernoulliLoss.mean(logit: inside) - ContinuousBernoulliLoss.mean(logit: outside))
          < 2e-15)
    }
    #expect(abs(ContinuousBernoulliLoss(1, logit: 800).value + log(800)) < 1e-12)
    #expect(abs(ContinuousBernoulliLoss(0, logit: -800).value + log(800)) < 1e-12)
    #expect(abs(ContinuousBernoulliLoss.mean(logit: 800) - (1 - 1.0 / 800)) < 1e-15)
  }

  @Test(
    "The divergence from the standard normal agrees with its other form, keeps digits near 0, and has its slopes"
  )
  func divergence() {
    for (m, s) in [(0.0, 1.0), (2.0, 1.0), (-0.7, 0.4), (1.1, 3.0), (6.0, 0.02)] {
      let divergence = StandardNormalDivergence(mean: m, logVariance: 2 * log(s))
      #expect(abs(divergence.value - standardNormalDivergence(mean: m, standardDeviation: s)) < 1e-13)
      expectDerivative(
        [divergence.meanSlope, divergence.logVarianceSlope],
        of: { StandardNormalDivergence(mean: $0[0], logVariance: $0[1]).value }, at: [m, 2 * log(s)])
    }
    #expect(StandardNormalDivergence(mean: 0, logVariance: 0).value == 0)
    // v²/4 + v³/12 + …, of which the naive form has lost eight digits.
    #expect(abs(StandardNormalDivergence(mean: 0, logVariance: 1e-4).value / 2.5000833354e-9 - 1) < 1e-7)
  }

  @Test(
    "The loss of a row is the sum over its cells, its gradient the derivative of the sum, missing cells cost nothing"
  )
  func rows() {
    var observed = normalMatrix(rows: 5, columns: 3, seed: 31)
    observed[2, 1] = .nan
    let output = normalMatrix(rows: 5, columns: 6, seed: 32)
    let gaussian = GaussianLoss.ofRows(observed, output: output)
    expectDerivative(
      gaussian.gradient.storage, of: { GaussianLoss.ofRows(observed, output: output.holding($0)).total },
      at: output.storage)
    #expect(gaussian.gradient[2, 1] == 0 && gaussian.gradient[2, 4] == 0)
    #expect(
      abs(
        gaussian.values[2] - GaussianLoss(observed[2, 0], mean: output[2, 0], logVariance: output[2, 3]).value
          - GaussianLoss(observed[2, 2], mean: output[2, 2], logVariance: output[2, 5]).value) < 1e-15)

    let means = normalMatrix(rows: 5, columns: 3, seed: 33)
    let logVariances = [0.4, -1.1, 0.2]
    let shared = GaussianLoss.ofRows(observed, means: means, logVariances: logVariances)
    expectDerivative(
      (3..<6).map { shared.gradient.column($0).reduce(0, +) },
      of: { GaussianLoss.ofRows(observed, means: means, logVariances: $0).total }, at: logVariances)

    let binary = Matrix<Double>([[0, 1], [1, .nan], [0.2, 0.9]])
    let logits = normalMatrix(rows: 3, columns: 2, seed: 34)
    let bernoulli = BernoulliLoss.ofRows(binary, logits: logits)
    let continuous = ContinuousBernoulliLoss.ofRows(binary, logits: logits)
    expectDerivative(
      bernoulli.gradient.storage, of: { BernoulliLoss.ofRows(binary, logits: logits.holding($0)).total },
      at: logits.storage)
    expectDerivative(
      continuous.gradient.storage,
      of: { ContinuousBernoulliLoss.ofRows(binary, logits: logits.holding($0)).total }, at: logits.storage)
    #expect(bernoulli.gradient[1, 1] == 0 && continuous.gradient[1, 1] == 0)

    let divergence = StandardNormalDivergence.ofRows(output)
    expectDerivative(
      divergence.gradient.storage, of: { StandardNormalDivergence.ofRows(output.holding($0)).total },
      at: output.storage)
  }

  @Test("A weight of two is the row twice")
  func weights() {
    let observed = Matrix<Double>([[0, 1], [1, 1]])
    let logits = Matrix<Double>([[0.3, -1], [2, 0.5]])
    let weighted = BernoulliLoss.ofRows(observed, logits: logits).weighted(by: [2, 1])
    let repeated = BernoulliLoss.ofRows(
      observed.selectingRows([0, 0, 1]), logits: logits.selectingRows([0, 0, 1]))
    #expect(abs(weighted.total - repeated.total) < 1e-15)
    #expect(weighted.gradient.row(0) == repeated.gradient.row(0).map { 2 * $0 })
    #expect(weighted.gradient.row(1) == repeated.gradient.row(2))
  }
}

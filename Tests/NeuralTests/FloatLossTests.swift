import Neural
import NumericCore
import Testing

@Suite("Losses in Float")
struct FloatLossTests {
  /// Sizes that no processor's vectors divide, and one that all do.
  static let counts = [1, 3, 20, 64, 131]

  private func row(_ count: Int, seed: UInt64, spread: Double = 1) -> [Double] {
    normalMatrix(rows: 1, columns: count, seed: seed).storage.map { Double(Float(spread * $0)) }
  }

  @Test(
    "Laws of log odds have the reference's value and slopes, missing cells cost nothing", arguments: counts)
  func logits(count: Int) {
    for spread in [0.01, 1, 4, 30] {
      let logits = row(count, seed: 2, spread: spread)
      let parts = row(count, seed: 3).map { Double(Float(sigmoid($0))) }
      for (law, isBinary) in [
        (FloatLoss.LogitLaw.bernoulli, true), (.bernoulli, false), (.continuousBernoulli, false),
      ] {
        var observed = isBinary ? parts.map { $0 > 0.5 ? 1.0 : 0 } : parts
        if count > 2 { observed[count - 2] = .nan }
        let (x, eta) = (Matrix([observed]), Matrix([logits]))
        let expected =
          law == .bernoulli
          ? BernoulliLoss.ofRows(x, logits: eta) : ContinuousBernoulliLoss.ofRows(x, logits: eta)
        var slopes = [Float](repeating: 7, count: count)
        let value = FloatLoss.logits(
          law, observed: observed.map(Float.init), logits: logits.map(Float.init), scale: 0.25,
          slopes: &slopes,
          count: count)
        let name = "\(law), \(count) of spread \(spread)"
        expectAgreement([Float(value)], expected.values, name)
        expectAgreement(slopes, expected.gradient.storage.map { 0.25 * $0 }, name)
      }
    }
  }

  @Test("No log odds are too large, and small losses keep their digits")
  func extremes() {
    for law in [FloatLoss.LogitLaw.bernoulli, .continuousBernoulli] {
      for eta: Float in [-3e38, -800, -100, -1e-30, 0, 1e-30, 100, 800, 3e38] {
        for x: Float in [0, 1] {
          var slope: Float = .nan
          let value = FloatLoss.logits(law, observed: [x], logits: [eta], scale: 1, slopes: &slope, count: 1)
          #expect(!value.isNaN && !slope.isNaN, "\(law) of \(x) at \(eta)")
          #expect(abs(slope) <= 1)
        }
      }
    }
    var slope: Float = 0
    let tiny = FloatLoss.logits(.bernoulli, observed: [1], logits: [40], scale: 1, slopes: &slope, count: 1)
    let expected = BernoulliLoss(1, logit: 40)
    #expect(abs(tiny / expected.value - 1) < 1e-5)
    #expect(abs(Double(slope) / expected.logitSlope - 1) < 1e-5)
    #expect(
      FloatLoss.logits(.bernoulli, observed: [0], logits: [800], scale: 1, slopes: &slope, count: 1) == 800)
  }

  @Test(
    "The Gaussian loss has the reference's value and slopes, with variances of its own or of the model",
    arguments: counts)
  func gaussian(count: Int) {
    var observed = row(count, seed: 4, spread: 2)
    if count > 2 { observed[1] = .nan }
    let output = row(2 * count, seed: 5)
    let expected = GaussianLoss.ofRows(Matrix([observed]), output: Matrix([output]))
    let floats = (observed: observed.map(Float.init), output: output.map(Float.init))
    var slopes = [Float](repeating: 7, count: 2 * count)
    let value = FloatLoss.gaussian(
      observed: floats.observed, output: floats.output, scale: 0.5, slopes: &slopes, count: count)
    expectAgreement([Float(value)], expected.values)
    expectAgreement(slopes, expected.gradient.storage.map { 0.5 * $0 })
    var (ofMeans, ofVariances) = ([Float](repeating: 7, count: count), [Float](repeating: 7, count: count))
    let apart = FloatLoss.gaussian(
      observed: floats.observed, means: Array(floats.output.prefix(count)),
      logVariances: Array(floats.output.suffix(count)), scale: 0.5, meanSlopes: &ofMeans,
      logVarianceSlopes: &ofVariances, count: count)
    #expect(apart == value && ofMeans + ofVariances == slopes)
  }

  @Test("Draws and the divergence have the reference's values and slopes", arguments: counts)
  func draws(count: Int) {
    let output = row(2 * count, seed: 6)
    let (noise, ofDraws) = (row(count, seed: 7), row(count, seed: 8))
    let reference = (Matrix([output]), Matrix([noise]), Matrix([ofDraws]))
    let floats = (output: output.map(Float.init), noise: noise.map(Float.init))
    var draws = [Float](repeating: 7, count: count)
    FloatLoss.draw(output: floats.output, noise: floats.noise, into: &draws, count: count)
    expectAgreement(draws, ReparameterizedDraw.forward(output: reference.0, noise: reference.1).storage)
    var slopes = [Float](repeating: 7, count: 2 * count)
    FloatLoss.drawBackward(
      output: floats.output, noise: floats.noise, drawSlopes: ofDraws.map(Float.init), slopes: &slopes,
      count: count)
    let back = ReparameterizedDraw.backward(
      output: reference.0, noise: reference.1, gradient: reference.2)
    expectAgreement(slopes, back.storage)
    let divergence = StandardNormalDivergence.ofRows(reference.0)
    let value = FloatLoss.divergence(output: floats.output, scale: 2, addingTo: &slopes, count: count)
    expectAgreement([Float(value)], divergence.values)
    expectAgreement(slopes, zip(back.storage, divergence.gradient.storage).map { $0 + 2 * $1 })
  }

  @Test("The divergence keeps the digits of its slope near 0, and a variance of any size gives a number or ∞")
  func divergenceEnds() {
    var slopes: [Float] = [0, 0]
    _ = FloatLoss.divergence(output: [0, 1e-6], scale: 1, addingTo: &slopes, count: 1)
    #expect(abs(slopes[1] / 5.0000025e-7 - 1) < 1e-5)
    for v: Float in [-1e30, -104, -88, 88, 88.7] {
      let value = FloatLoss.divergence(output: [0, v], scale: 1, addingTo: &slopes, count: 1)
      #expect(value.isFinite, "at \(v)")
    }
    #expect(FloatLoss.divergence(output: [0, 200], scale: 1, addingTo: &slopes, count: 1) == .infinity)
  }

  @Test("The noise of a row is its stream's, whatever the names", arguments: counts + [2000])
  func noise(count: Int) {
    for (seed, step, row) in [(0, 0, 0), (7, 3, 5), (.max, .max, .max)] as [(UInt64, UInt32, UInt32)] {
      var stream = RandomStream(seed: seed, purpose: .latent, step: step, row: row)
      var draws = [Float](repeating: .nan, count: count + 1)
      FloatNoise.fill(&draws, count: count, seed: seed, purpose: .latent, step: step, row: row)
      let expected = (0..<count).map { _ in stream.normal() }
      expectAgreement(Array(draws.prefix(count)), expected, "\(seed) \(step) \(row)", tolerance: 1e-6)
      // Nothing behind the last draw is touched.
      #expect(draws[count].isNaN)
    }
  }
}

import Neural
import NumericCore
import Testing

/// The negative evidence lower bound of a small autoencoder per observation, at fixed noise: an encoder, a draw, a decoder,
/// a loss of the data and the divergence, with the gradient in all parameters of both networks.
private struct SmallBound {
  enum Law: CaseIterable { case gaussian, bernoulli, continuousBernoulli }

  let law: Law
  let observed: Matrix<Double>
  let noise: Matrix<Double>
  var encoder: MultilayerPerceptron
  var decoder: MultilayerPerceptron

  init(_ law: Law) {
    let raw = normalMatrix(rows: 8, columns: 3, seed: 41)
    switch law {
    case .gaussian: observed = raw
    case .bernoulli: observed = raw.holding(raw.storage.map { $0 > 0 ? 1 : 0 })
    case .continuousBernoulli: observed = raw.holding(raw.storage.map(sigmoid))
    }
    self.law = law
    noise = normalMatrix(rows: 8, columns: 2, seed: 42)
    encoder = NetworkTests.network([3, 5, 4], .silu, seed: 43)
    decoder = NetworkTests.network([2, 5, law == .gaussian ? 6 : 3], .tanh, seed: 44)
  }

  var parameters: [Double] {
    get { encoder.parameters + decoder.parameters }
    set {
      encoder.parameters = Array(newValue.prefix(encoder.parameterCount))
      decoder.parameters = Array(newValue.suffix(decoder.parameterCount))
    }
  }

  func losses(_ output: Matrix<Double>) -> RowLosses {
    switch law {
    case .gaussian: GaussianLoss.ofRows(observed, output: output)
    case .bernoulli: BernoulliLoss.ofRows(observed, logits: output)
    case .continuousBernoulli: ContinuousBernoulliLoss.ofRows(observed, logits: output)
    }
  }

  var value: Double {
    let code = encoder.output(for: observed)
    let z = ReparameterizedDraw.forward(output: code, noise: noise)
    return (losses(decoder.output(for: z)).total + StandardNormalDivergence.ofRows(code).total) / 8
  }

  var gradient: [Double] {
    var (encoding, decoding) = (ForwardPass(), ForwardPass())
    encoder.forward(observed, keeping: &encoding)
    decoder.forward(
      ReparameterizedDraw.forward(output: encoding.output, noise: noise), keeping: &decoding)
    var ofDecoder = [Double](repeating: 0, count: decoder.parameterCount)
    let ofDraws = decoder.backward(losses(decoding.output).gradient, through: decoding, addingTo: &ofDecoder)
    let ofCode =
      ReparameterizedDraw.backward(output: encoding.output, noise: noise, gradient: ofDraws)
      + StandardNormalDivergence.ofRows(encoding.output).gradient
    var ofEncoder = [Double](repeating: 0, count: encoder.parameterCount)
    encoder.addGradient(ofCode, through: encoding, to: &ofEncoder)
    return (ofEncoder + ofDecoder).map { $0 / 8 }
  }
}

@Suite("A bound through two networks")
struct BoundTests {
  @Test(
    "At fixed noise its gradient is the derivative in every parameter of both networks, for every law of the data"
  )
  func gradient() {
    for law in SmallBound.Law.allCases {
      let bound = SmallBound(law)
      #expect(bound.parameters.count >= 20)
      #expect(bound.gradient.contains { abs($0) > 0.01 })
      expectDerivative(
        bound.gradient,
        of: {
          var moved = bound
          moved.parameters = $0
          return moved.value
        }, at: bound.parameters, "\(law)")
    }
  }

  @Test("Adam takes the bound down, to the same bits each time")
  func descent() {
    func trained(_ steps: Int) -> SmallBound {
      var bound = SmallBound(.gaussian)
      var adam = Adam(count: bound.parameters.count, settings: AdamSettings(rate: 0.01))
      for _ in 0..<steps { adam.step(&bound.parameters, gradient: bound.gradient) }
      return bound
    }
    let bound = trained(200)
    #expect(bound.value < SmallBound(.gaussian).value - 1)
    #expect(bound.parameters == trained(200).parameters)
  }
}

import Neural
import NumericCore
import RealModule

/// q_φ(k | x): a softmax over scores that a network reads off the features of a row. The score of the last component is 0.
///
///     u         (x − centre) / unit, column by column
///     features  the monomials of u up to a degree
///     scores    K − 1 of them, linear in the features, or over one hidden layer
struct SoftmaxEncoder: Hashable, Sendable {
  /// Taken off each column.
  let centre: [Double]
  /// What each column is then divided by.
  let unit: [Double]
  /// The monomials.
  let features: PolynomialFeatures
  /// φ, and what becomes of it.
  var network: MultilayerPerceptron
  /// The optimiser of φ, where it is trained by steps.
  var adam: Adam?

  /// The width of the hidden layer.
  static let hidden = 16
  /// The most numbers that Newton's method is used on.
  static let mostNumbers = 300

  /// An encoder before its first E half-step; nil for a law that is no function of its own.
  /// - Throws: `.invalidSetting` where it has too many numbers.
  init?(
    _ kind: MixtureEncoder, components: Int, moments: Moments, seed: UInt64
  ) throws(FittingError) {
    let d = moments.mean.count
    let degree: Int
    switch kind {
    case .exact, .hard: return nil
    case .constant: degree = 0
    case .linear, .mlp: degree = 1
    case .quadratic: degree = 2
    }
    centre = moments.mean
    unit = moments.units
    features = PolynomialFeatures(dimensions: d, degree: degree)
    let outputs = max(components - 1, 1)
    if kind == .mlp {
      // Zeros behind a random hidden layer: q begins even.
      var random = RandomStream(seed: seed, purpose: .start, step: 1)
      network = MultilayerPerceptron(
        widths: [features.count, Self.hidden, outputs], activation: .tanh, from: &random)
      for index in network.layers[1].parameters { network.parameters[index] = 0 }
      adam = Adam(count: network.parameterCount, settings: AdamSettings(rate: 0.05))
    } else {
      network = MultilayerPerceptron(widths: [features.count, outputs], activation: .identity)
      adam = nil
      guard network.parameterCount <= Self.mostNumbers else {
        throw .invalidSetting(
          name: "encoder", found: "\(kind.rawValue), with \(network.parameterCount) numbers",
          expected: "one of at most \(Self.mostNumbers): a simpler encoder, or fewer columns or components")
      }
    }
  }

  /// φ as a list of numbers.
  var parameters: [Double] {
    get { network.parameters }
    set { network.parameters = newValue }
  }

  /// The same encoder with another φ.
  func with(parameters: [Double]) -> SoftmaxEncoder {
    var result = self
    result.parameters = parameters
    return result
  }

  /// The features (rows × count) of rows.
  func features(of rows: Matrix<Double>) -> Matrix<Double> {
    var standard = rows
    for i in 0..<rows.rows {
      for j in 0..<rows.columns { standard[i, j] = (rows[i, j] - centre[j]) / unit[j] }
    }
    return features.forward(standard)
  }

  /// log q (rows × K) from the features of rows.
  func logProbabilities(ofFeatures features: Matrix<Double>) -> Matrix<Double> {
    Softmax.logarithms(Self.withReference(network.output(for: features)))
  }

  /// log q (rows × K) of rows.
  func logProbabilities(of rows: Matrix<Double>) -> Matrix<Double> {
    logProbabilities(ofFeatures: features(of: rows))
  }

  /// Scores with those of the last component, all 0, beside them.
  static func withReference(_ scores: Matrix<Double>) -> Matrix<Double> {
    var result = Matrix<Double>(rows: scores.rows, columns: scores.columns + 1)
    for i in 0..<scores.rows { for k in 0..<scores.columns { result[i, k] = scores[i, k] } }
    return result
  }
}

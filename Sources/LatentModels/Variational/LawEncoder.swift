import Neural
import NumericCore
import RealModule

/// One function for all units, from the data of a unit to the m and log s of its Gaussian law: φ as a value, with what its
/// optimiser remembers.
///
///     constant     m and log s are two numbers                            collapse in its smallest form
///     linear       m = w · f + b, log s a number                          f the features of a unit
///     log-linear   both linear in f
///     quadratic    both linear in f and the products f_i f_j
///     mlp          f → 16 tanh → (m, log s)
public struct LawEncoder: Hashable, Sendable {
  /// What kind of function.
  public let kind: VariationalMethod.EncoderKind
  /// The network: without a hidden layer but for the MLP. Outputs m and log s.
  public internal(set) var network: MultilayerPerceptron
  /// The optimiser of minibatches, once there were any.
  var adam: Adam?
  /// How many features a unit has.
  let features: Int

  /// log s is kept in this range.
  static let logDeviations = -14.0...6.0
  /// Hidden units of the MLP.
  static let hidden = 16

  /// An encoder that gives N(0, 1) to every unit.
  init(_ kind: VariationalMethod.EncoderKind, features: Int, seed: UInt64, step: Int) {
    self.kind = kind
    self.features = features
    let inputs = PolynomialFeatures(dimensions: features, degree: Self.degree(of: kind)).count
    if kind == .mlp {
      var random = RandomStream(seed: seed, purpose: .start, step: UInt32(truncatingIfNeeded: step))
      network = MultilayerPerceptron(
        widths: [inputs, Self.hidden, 2], activation: .tanh, from: &random)
      for index in network.layers[1].weights { network.parameters[index] = 0 }
    } else {
      network = MultilayerPerceptron(widths: [inputs, 2], activation: .identity)
    }
  }

  /// The encoder with these parts; nil where they do not fit each other.
  init?(_ kind: VariationalMethod.EncoderKind, features: Int, network: MultilayerPerceptron, adam: Adam?) {
    let model = LawEncoder(kind, features: features, seed: 0, step: 0)
    guard network.widths == model.network.widths, network.activation == model.network.activation,
      network.outputActivation == .identity, network.parameters.allSatisfy(\.isFinite),
      adam.map({ $0.firstMoments.count == network.parameterCount }) ?? true
    else { return nil }
    self.kind = kind
    self.features = features
    self.network = network
    self.adam = adam
  }

  private static func degree(of kind: VariationalMethod.EncoderKind) -> Int {
    switch kind {
    case .constant: 0
    case .linear, .logLinear, .mlp: 1
    case .quadratic: 2
    }
  }

  /// The bytes of a copy.
  var footprint: Int { 8 * network.parameterCount + (adam.map { 16 * $0.firstMoments.count } ?? 0) }

  /// Which parameters are free: of a linear encoder, log s has no weights.
  var isFree: [Bool] {
    var free = [Bool](repeating: true, count: network.parameterCount)
    if kind == .linear {
      let weights = network.layers[0].weights
      for index in (weights.lowerBound + network.inputs)..<weights.upperBound { free[index] = false }
    }
    return free
  }

  /// The input of the network (units × inputs).
  func input(ofUnits units: some Collection<Int>, _ decoder: some ScalarDecoder) -> Matrix<Double> {
    var rows: [Double] = []
    rows.reserveCapacity(units.count * features)
    for unit in units { rows += decoder.features(ofUnit: unit) }
    let polynomial = PolynomialFeatures(dimensions: features, degree: Self.degree(of: kind))
    return polynomial.forward(Matrix(rows: units.count, columns: features, storage: rows))
  }

  /// The law that an output (m, log s) of the network stands for.
  static func law(_ output: Matrix<Double>, row: Int) -> GaussianLaw {
    let range = logDeviations
    return GaussianLaw(
      mean: output[row, 0],
      deviation: Double.exp(min(max(output[row, 1], range.lowerBound), range.upperBound)))
  }

  /// The laws of units, in their order.
  func laws(ofUnits units: some Collection<Int>, _ decoder: some ScalarDecoder) -> [GaussianLaw] {
    let output = network.output(for: input(ofUnits: units, decoder))
    return (0..<output.rows).map { Self.law(output, row: $0) }
  }

  /// The laws of all units.
  func laws(_ decoder: some ScalarDecoder, in workspace: Workspace) throws(FittingError) -> [GaussianLaw] {
    try decoder.mapUnits(in: workspace) { laws(ofUnits: $0, decoder) }.flatMap { $0 }
  }
}

/// The laws of all units as an encoder has them.
public struct EncodedLaws: Hashable, Sendable {
  /// The encoder.
  public internal(set) var encoder: LawEncoder
  /// The law of each unit: the encoder's, or one refined from there.
  public internal(set) var laws: [GaussianLaw]

  /// Where F of all units takes longer than a frame, so many stand for them.
  private static let sampleSize = 2048

  /// Whether F of all units takes longer than a frame.
  static func isLong(_ decoder: some ScalarDecoder) -> Bool {
    decoder.work * 33 > 3e6 && decoder.unitCount > 2 * sampleSize
  }

  /// The bound by the same units, drawn once and for all, with its standard error; nil where all of them are quickly done.
  func sampled(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> BankValue? {
    guard Self.isLong(decoder) else { return nil }
    var random = RandomStream(seed: 0, purpose: .minibatch, step: .max, row: .max)
    let count = decoder.unitCount
    let sample = (0..<Self.sampleSize).map { _ in random.index(below: count) }
    let laws = laws
    let values = try decoder.mapShards(of: sample, size: 64, in: workspace) { units in
      var curve = ScalarCurve()
      return units.map { unit in
        decoder.weight(ofUnit: unit)
          * GaussianBound(of: decoder, unit: unit, theta, laws[unit], &curve).value
      }
    }.flatMap { $0 }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return BankValue(
      nats: Double(count) * mean,
      standardError: Double(count) * (squares / Double(values.count)).squareRoot())
  }
}

extension ScalarDecoder {
  /// `body` of pieces of a list of units, in order; which piece holds which units depends on the list alone.
  /// - Throws: `.cancelled`.
  func mapShards<Part: Sendable>(
    of units: [Int], size: Int, in workspace: Workspace, _ body: @escaping @Sendable (ArraySlice<Int>) -> Part
  ) throws(FittingError) -> [Part] {
    let cancellation = workspace.cancellation
    let parts: [Part?] = workspace.pool.map(shards: (units.count + size - 1) / size) { shard in
      guard !cancellation.isCancelled else { return nil }
      return body(units[shard * size..<min(units.count, (shard + 1) * size)])
    }
    let done = parts.compactMap { $0 }
    guard done.count == parts.count else { throw .cancelled }
    return done
  }
}

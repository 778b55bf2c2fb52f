import Neural
import NumericCore
import RealModule

/// Σ w F(θ, q_φ) over some units with its gradients in φ and, where it is asked for, in θ.
struct EncoderBound: Sendable {
  /// Σ w F, in nats, in the units of the fit.
  var value = 0.0
  /// In φ: ∂F/∂m and ∂F/∂log s, sent back through the network.
  var gradient: [Double]
  /// In θ: E_q ∂g/∂θ; empty where it was not asked for.
  var decoderGradient: [Double]

  /// Where the expectations come from.
  enum Expectations: Hashable, Sendable {
    /// Exact ones.
    case exact
    /// From so many reparameterised draws for each unit.
    case draws(Int, seed: UInt64, step: UInt32)
  }

  init(parameters: Int, coordinates: Int = 0) {
    gradient = [Double](repeating: 0, count: parameters)
    decoderGradient = [Double](repeating: 0, count: coordinates)
  }

  /// The bound of `units`.
  init(
    of units: some Collection<Int>, _ encoder: LawEncoder, _ decoder: some ScalarDecoder, _ theta: [Double],
    _ expectations: Expectations = .exact, wantsDecoderGradient: Bool = false
  ) {
    self.init(
      parameters: encoder.network.parameterCount, coordinates: wantsDecoderGradient ? theta.count : 0)
    var pass = ForwardPass()
    encoder.network.forward(encoder.input(ofUnits: units, decoder), keeping: &pass)
    var slopes = Matrix<Double>(rows: units.count, columns: 2)
    var curve = ScalarCurve()
    for (row, unit) in units.enumerated() {
      let law = LawEncoder.law(pass.output, row: row)
      let weight = decoder.weight(ofUnit: unit)
      let slope: (mean: Double, log: Double)
      switch expectations {
      case .exact:
        let bound = GaussianBound(of: decoder, unit: unit, theta, law, &curve)
        value += weight * bound.value
        slope = (bound.slopeInMean, bound.slopeInLog)
      case .draws(let count, let seed, let step):
        let estimate = Self.estimate(count, seed, step, law, decoder, unit, theta, &curve)
        value += weight * estimate.value
        slope = estimate.slope
      }
      slopes[row, 0] = weight * slope.mean
      slopes[row, 1] = LawEncoder.logDeviations.contains(pass.output[row, 1]) ? weight * slope.log : 0
      if wantsDecoderGradient {
        var own = [Double](repeating: 0, count: theta.count)
        let nodes = law.nodes(width: decoder.analyticWidth(ofUnit: unit, theta))
        decoder.addGradient(unit, nodes, theta, to: &own)
        for index in own.indices { decoderGradient[index] += weight * own[index] }
      }
    }
    encoder.network.addGradient(slopes, through: pass, to: &gradient)
    for (index, isFree) in encoder.isFree.enumerated() where !isFree { gradient[index] = 0 }
  }

  /// F and its slopes in (m, log s) from reparameterised draws, the divergence from the prior exactly.
  private static func estimate(
    _ count: Int, _ seed: UInt64, _ step: UInt32, _ law: GaussianLaw, _ decoder: some ScalarDecoder,
    _ unit: Int,
    _ theta: [Double], _ curve: inout ScalarCurve
  ) -> (value: Double, slope: (mean: Double, log: Double)) {
    let (m, s) = (law.mean, law.deviation)
    var random = RandomStream(
      seed: seed, purpose: .latent, step: step, row: UInt32(truncatingIfNeeded: unit))
    let noise = (0..<count).map { _ in random.normal() }
    decoder.evaluate(unit, at: noise.map { m + s * $0 }, theta, into: &curve)
    var sum = (value: 0.0, mean: 0.0, log: 0.0)
    for (k, t) in noise.enumerated() {
      let one = GradientEstimator.reparameterised(law, noise: t, slope: curve.slope[k])
      sum.value += curve.value[k]
      sum.mean += one.mean
      sum.log += one.log
    }
    let n = Double(count)
    return (
      sum.value / n - standardNormalDivergence(mean: m, standardDeviation: s),
      (sum.mean / n - m, sum.log / n + 1 - s * s)
    )
  }

  static func += (sum: inout EncoderBound, part: EncoderBound) {
    sum.value += part.value
    for index in part.gradient.indices { sum.gradient[index] += part.gradient[index] }
    for index in part.decoderGradient.indices {
      sum.decoderGradient[index] += part.decoderGradient[index]
    }
  }
}

extension LawEncoder {
  /// Σ w F of all units under this encoder with its gradients, in shards that depend on the data alone.
  func bound(
    _ decoder: some ScalarDecoder, _ theta: [Double], wantsDecoderGradient: Bool = false,
    in workspace: Workspace
  ) throws(FittingError) -> EncoderBound {
    let parts = try decoder.mapUnits(in: workspace) { units in
      EncoderBound(of: units, self, decoder, theta, wantsDecoderGradient: wantsDecoderGradient)
    }
    var total = EncoderBound(
      parameters: network.parameterCount, coordinates: wantsDecoderGradient ? theta.count : 0)
    for part in parts { total += part }
    return total
  }

  /// This encoder with other parameters; those that are not free stay 0.
  func with(_ parameters: [Double]) -> LawEncoder {
    var result = self
    result.network.parameters = zip(parameters, isFree).map { $1 ? $0 : 0 }
    return result
  }

  /// Steps of a quasi-Newton ascent of Σ w F over all units, until it has settled or so many were taken.
  mutating func climb(
    steps: Int, _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) {
    let model = self
    let objective: QuasiNewton.Objective = { parameters throws(FittingError) in
      let bound = try model.with(parameters).bound(decoder, theta, in: workspace)
      return (bound.value, bound.gradient)
    }
    let here = try bound(decoder, theta, in: workspace)
    guard here.value.isFinite else { return }
    var ascent = QuasiNewton(
      point: network.parameters, value: here.value, gradient: here.gradient,
      inverseCurvature: try firstMetric(decoder, theta, in: workspace), hasLearnt: true, hasSettled: false)
    try ascent.climb(steps: steps, tolerance: 1e-11 * decoder.observations, objective)
    network.parameters = ascent.point
  }

  /// (Σ w Jᵀ A J)⁻¹ with J the derivatives of (m, log s) in φ and A the curvature of each unit's F, as diag(E(1 − g″), 2 …) made
  /// positive; what a quasi-Newton ascent begins with. For many parameters, the inverse of its diagonal.
  private func firstMetric(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> Matrix<Double> {
    let count = network.inputs + 1
    let isSmall = count <= 40
    let inputs = network.inputs
    let parts = try decoder.mapUnits(in: workspace) { units in
      var sums = [Matrix<Double>](
        repeating: Matrix<Double>(rows: isSmall ? count : 1, columns: count), count: 2)
      let input = input(ofUnits: units, decoder)
      var curve = ScalarCurve()
      for (row, (unit, law)) in zip(units, laws(ofUnits: units, decoder)).enumerated() {
        let bound = GaussianBound(of: decoder, unit: unit, theta, law, &curve)
        let curvatures = [
          max(abs(bound.curvatureInMean), 0.5), max(abs(bound.curvatureInLog), 0.5),
        ]
        let x = (0..<inputs).map { input[row, $0] } + [1]
        for output in 0..<2 {
          let a = decoder.weight(ofUnit: unit) * curvatures[output]
          for i in 0..<count {
            if isSmall {
              for j in 0...i { sums[output][i, j] += a * x[i] * x[j] }
            } else {
              sums[output][0, i] += a * x[i] * x[i]
            }
          }
        }
      }
      return sums
    }
    // The parameters are the weights of m, those of log s, and the two biases.
    func place(_ output: Int, _ index: Int) -> Int {
      index < inputs ? output * inputs + index : 2 * inputs + output
    }
    var result = Matrix<Double>.identity(network.parameterCount)
    for output in 0..<2 {
      var sum = parts[0][output]
      for part in parts.dropFirst() {
        for index in sum.storage.indices { sum.storage[index] += part[output].storage[index] }
      }
      let isWeightless = kind == .linear && output == 1
      if isSmall {
        if isWeightless {
          for i in 0..<inputs { for j in 0..<count { sum[max(i, j), min(i, j)] = i == j ? 1 : 0 } }
        }
        let largest = sum.diagonal.max() ?? 1
        for i in 0..<count { sum[i, i] += 1e-9 * largest }
        guard let inverse = Cholesky(sum)?.inverse else { continue }
        for i in 0..<count {
          for j in 0..<count { result[place(output, i), place(output, j)] = inverse[i, j] }
        }
      } else {
        for i in 0..<count { result[place(output, i), place(output, i)] = 1 / max(sum[0, i], 1e-6) }
      }
    }
    return result
  }

  /// Steps of Adam, each along the gradient of a minibatch, as many as a frame has room for.
  mutating func descend(
    _ decoder: some ScalarDecoder, _ theta: [Double], draws: Int?, seed: UInt64, step: Int,
    in workspace: Workspace
  ) throws(FittingError) {
    let units = decoder.unitCount
    let batch = min(units, Self.batchSize)
    let places = Double(draws ?? 33)
    // Nanoseconds, about: of g at the places of a unit, and of the network there and back.
    let cost = 20 * places * decoder.work / Double(units) + 10 * Double(network.parameterCount) + 1000
    // Of long data the rest of a half-step takes most of a frame.
    let room = EncodedLaws.isLong(decoder) ? 1e7 : 4e7
    let steps = min(max(Int(room / (cost * Double(batch))), 4), 60)
    var optimizer = adam ?? Adam(count: network.parameterCount)
    for inner in 0..<steps {
      let key = UInt32(truncatingIfNeeded: step &* 64 &+ inner)
      var chosen = Array(0..<batch)
      if batch < units {
        var random = RandomStream(seed: seed, purpose: .minibatch, step: key)
        chosen = (0..<batch).map { _ in random.index(below: units) }
      }
      let expectations: EncoderBound.Expectations =
        draws.map { .draws($0, seed: seed, step: key) } ?? .exact
      let model = self
      let parts = try decoder.mapShards(of: chosen, size: 16, in: workspace) { units in
        EncoderBound(of: units, model, decoder, theta, expectations)
      }
      var total = EncoderBound(parameters: network.parameterCount)
      for part in parts { total += part }
      // Per observation, and of a loss, which is to fall.
      let scale = -Double(units) / (Double(batch) * decoder.observations)
      // Many inputs move an output together.
      let reach = 0.03 * min(1, 40 / Double(max(network.inputs, 1)))
      optimizer.settings.rate = reach / (1 + Double(optimizer.stepsTaken) / 400).squareRoot()
      var parameters = network.parameters
      optimizer.step(&parameters, gradient: total.gradient.map { scale * $0 })
      guard parameters.allSatisfy(\.isFinite) else { break }
      network.parameters = parameters
    }
    adam = optimizer
  }

  /// Units in a minibatch.
  private static let batchSize = 64
  /// An encoder with more parameters is not trained by a quasi-Newton ascent, of which the memory is their square.
  static let mostCurvedParameters = 500
  /// Products are not formed of more features.
  static let mostSquaredFeatures = 300
}

extension LawBank {
  /// The encoder of `kind`, trained further at θ from these laws on, and the laws as it has them.
  func encoded(
    _ kind: VariationalMethod.EncoderKind, _ decoder: some ScalarDecoder, _ theta: [Double], draws: Int?,
    seed: UInt64, step: Int, in workspace: Workspace
  ) throws(FittingError) -> EncodedLaws {
    let features = decoder.unitCount > 0 ? decoder.features(ofUnit: 0).count : 0
    guard kind != .quadratic || features <= LawEncoder.mostSquaredFeatures else {
      throw .invalidSetting(
        name: "encoder", found: "quadratic in \(features) features of a unit",
        expected: "at most \(LawEncoder.mostSquaredFeatures) features: choose a linear encoder")
    }
    var encoder: LawEncoder
    if case .encoded(let present) = self, present.encoder.kind == kind {
      encoder = present.encoder
    } else {
      encoder = LawEncoder(
        kind, features: features, seed: seed, step: step)
      encoder.start(from: self, decoder, theta)
    }
    // BFGS keeps the square of the number of parameters.
    let isLarge = encoder.network.parameterCount > LawEncoder.mostCurvedParameters
    if kind == .mlp || draws != nil || isLarge || EncodedLaws.isLong(decoder) {
      try encoder.descend(decoder, theta, draws: draws, seed: seed, step: step, in: workspace)
    } else {
      try encoder.climb(steps: 25, decoder, theta, in: workspace)
    }
    return EncodedLaws(encoder: encoder, laws: try encoder.laws(decoder, in: workspace))
  }
}

extension LawEncoder {
  /// Begins a polynomial encoder at a regression of the best m and log s of some units on their features.
  mutating func start(from bank: LawBank, _ decoder: some ScalarDecoder, _ theta: [Double]) {
    let (units, inputs) = (decoder.unitCount, network.inputs)
    guard kind != .mlp, units > 0, inputs < 40 else { return }
    let stride = max(1, units / 256)
    let chosen = Array(Swift.stride(from: 0, to: units, by: stride))
    let input = input(ofUnits: chosen, decoder)
    var curve = ScalarCurve()
    var normal = Matrix<Double>(rows: inputs + 1, columns: inputs + 1)
    var products = [[Double]](repeating: Array(repeating: 0, count: inputs + 1), count: 2)
    var total = 0.0
    for (row, unit) in chosen.enumerated() {
      let law = bank.gaussian(ofUnit: unit).best(decoder, unit: unit, theta, &curve).law
      let weight = decoder.weight(ofUnit: unit)
      let x = (0..<inputs).map { input[row, $0] } + [1]
      total += weight
      for i in x.indices {
        for j in x.indices { normal[i, j] += weight * x[i] * x[j] }
        products[0][i] += weight * x[i] * law.mean
        products[1][i] += weight * x[i] * Double.log(law.deviation)
      }
    }
    for i in 0...inputs { normal[i, i] += 1e-6 * total }
    guard total > 0, let factor = Cholesky(normal) else { return }
    let (means, logs) = (factor.solve(products[0]), factor.solve(products[1]))
    var parameters = network.parameters
    for i in 0..<inputs {
      parameters[i] = means[i]
      parameters[inputs + i] = kind == .linear ? 0 : logs[i]
    }
    parameters[2 * inputs] = means[inputs]
    parameters[2 * inputs + 1] = kind == .linear ? products[1][inputs] / total : logs[inputs]
    guard parameters.allSatisfy(\.isFinite) else { return }
    network.parameters = parameters
  }
}

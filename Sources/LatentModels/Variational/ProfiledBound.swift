import Neural
import NumericCore

/// θ ↦ max_q Σ w F(θ, q; x), the laws profiled out, and its gradient, which by the envelope theorem is Σ w E_q ∂g/∂θ at the best q:
/// what a direct ascent climbs, where alternation would take thousands of small steps.
///
/// With the exact laws this is ℓ and Fisher's identity. With an encoder, φ stands behind θ in one list of numbers, and nothing is
/// profiled.
struct ProfiledBound<Decoder: ScalarDecoder>: Sendable {
  /// p_θ(x | z).
  let decoder: Decoder
  /// The source of q: one without draws.
  let method: VariationalMethod
  /// From where the best laws are looked for.
  var laws: LawBank

  /// A value with its gradient and the laws that belong to it.
  struct Value: Sendable {
    var nats: Double
    var gradient: [Double]
    var laws: LawBank
  }

  /// The bound of `decoder` under laws as `method` has them, but without draws.
  init(of decoder: Decoder, _ method: VariationalMethod, from laws: LawBank) {
    self.decoder = decoder
    self.method = method.withoutDraws
    self.laws = laws
  }

  /// How many numbers θ has.
  var coordinates: Int { decoder.coordinateNames.count }

  /// θ, and the free parameters of the encoder behind it, trained at θ where it is not there yet.
  mutating func point(at theta: [Double], in workspace: Workspace) throws(FittingError) -> [Double] {
    guard case .encoder(let kind) = method else { return theta }
    let encoded = try laws.encoded(
      kind, decoder, theta, draws: nil, seed: 0, step: 0, in: workspace)
    laws = .encoded(encoded)
    let count = encoded.encoder.network.parameterCount
    guard count <= LawEncoder.mostCurvedParameters else {
      throw .invalidSetting(
        name: "encoder", found: "\(count) parameters",
        expected:
          "at most \(LawEncoder.mostCurvedParameters) where curve and encoder are optimised at once: choose a smaller encoder"
      )
    }
    return theta + encoded.encoder.freeParameters
  }

  /// The bound at a point, in the units of the fit; NaN where the laws are narrower than a quadrature resolves, so that an ascent
  /// turns back, as from the spikes of an unbounded likelihood.
  func value(at point: [Double], in workspace: Workspace) throws(FittingError) -> Value {
    let theta = Array(point.prefix(coordinates))
    guard !decoder.isDegenerate(at: theta) else {
      return Value(nats: .nan, gradient: Array(repeating: 0, count: point.count), laws: laws)
    }
    if case .exact = method {
      let exact = try decoder.logLikelihoodAndGradient(at: theta, in: workspace)
      return Value(nats: exact.value, gradient: exact.gradient, laws: .conditional(at: theta))
    }
    if case .laplace = method {
      let (nats, gradient) = try decoder.laplaceAndGradient(at: theta, in: workspace)
      let laws = try decoder.laplace(at: theta, from: laws, in: workspace).laws
      return Value(nats: nats, gradient: gradient, laws: .gaussian(laws))
    }
    if let encoder = encoder(at: point) {
      let bound = try encoder.bound(decoder, theta, wantsDecoderGradient: true, in: workspace)
      let slopes = zip(bound.gradient, encoder.isFree).filter(\.1).map(\.0)
      var trained = laws
      if case .encoded(var encoded) = laws {
        encoded.encoder = encoder
        trained = .encoded(encoded)
      }
      return Value(nats: bound.value, gradient: bound.decoderGradient + slopes, laws: trained)
    }
    let updated = try laws.updated(method, decoder, theta, seed: 0, step: 0, in: workspace)
    return Value(
      nats: updated.value.nats, gradient: try updated.laws.gradient(decoder, theta, in: workspace),
      laws: updated.laws)
  }

  /// The gradient of each unit's F at a point, per observation.
  func unitGradients(at point: [Double], in workspace: Workspace) throws(FittingError) -> [[Double]] {
    let theta = Array(point.prefix(coordinates))
    if let encoder = encoder(at: point) {
      let isFree = encoder.isFree
      return try decoder.mapUnits(in: workspace) { units in
        units.map { unit in
          let own = EncoderBound(of: [unit], encoder, decoder, theta, wantsDecoderGradient: true)
          let weight = decoder.weight(ofUnit: unit)
          return (own.decoderGradient + zip(own.gradient, isFree).filter(\.1).map(\.0)).map { $0 / weight }
        }
      }.flatMap { $0 }
    }
    if case .laplace = method {
      return try decoder.mapUnits(in: workspace) { units in
        var curve = ScalarCurve()
        return units.map { decoder.laplaceAndGradient(ofUnit: $0, theta, &curve).gradient }
      }.flatMap { $0 }
    }
    let laws = try self.laws.updated(method, decoder, theta, seed: 0, step: 0, in: workspace).laws
    return try decoder.mapUnits(in: workspace) { units in
      units.map { unit in
        var own = [Double](repeating: 0, count: theta.count)
        let width = decoder.analyticWidth(ofUnit: unit, theta)
        decoder.addGradient(unit, laws.law(ofUnit: unit, decoder).nodes(width: width), theta, to: &own)
        return own
      }
    }.flatMap { $0 }
  }

  /// Σ w s sᵀ with s the gradients of the units.
  func scoreProducts(at point: [Double], in workspace: Workspace) throws(FittingError) -> Matrix<Double> {
    let scores = try unitGradients(at: point, in: workspace)
    var result = Matrix<Double>(rows: point.count, columns: point.count)
    for (unit, score) in scores.enumerated() {
      let weight = decoder.weight(ofUnit: unit)
      for i in score.indices {
        for j in score.indices { result[i, j] += weight * score[i] * score[j] }
      }
    }
    return result
  }

  /// The encoder with the parameters of a point; nil where there is none.
  func encoder(at point: [Double]) -> LawEncoder? {
    guard case .encoder = method, case .encoded(let encoded) = laws else { return nil }
    return encoded.encoder.with(free: Array(point.dropFirst(coordinates)))
  }
}

extension LawBank {
  /// Σ w E_q ∂g/∂θ at θ under these laws.
  func gradient(
    _ decoder: some ScalarDecoder, _ theta: [Double], in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let parts = try decoder.mapUnits(in: workspace) { units in
      var gradient = [Double](repeating: 0, count: theta.count)
      for unit in units {
        var own = [Double](repeating: 0, count: theta.count)
        let width = decoder.analyticWidth(ofUnit: unit, theta)
        decoder.addGradient(unit, law(ofUnit: unit, decoder).nodes(width: width), theta, to: &own)
        let weight = decoder.weight(ofUnit: unit)
        for index in own.indices { gradient[index] += weight * own[index] }
      }
      return gradient
    }
    return parts.reduce(into: [Double](repeating: 0, count: theta.count)) { total, part in
      for index in part.indices { total[index] += part[index] }
    }
  }
}

extension LawEncoder {
  /// The parameters that are free, in their order.
  var freeParameters: [Double] { zip(network.parameters, isFree).filter(\.1).map(\.0) }

  /// This encoder with other free parameters.
  func with(free values: [Double]) -> LawEncoder {
    var result = self
    var next = values.makeIterator()
    result.network.parameters = isFree.map { $0 ? next.next() ?? 0 : 0 }
    return result
  }
}

extension VariationalMethod {
  /// The method that comes to the same laws without a draw: of the same family, at their best. A histogram and weighted draws
  /// tend to the exact law.
  var withoutDraws: VariationalMethod {
    switch self {
    case .exact, .importance, .grid: .exact
    case .gaussian: .gaussian(.coordinate)
    case .twoPart, .encoder, .laplace: self
    }
  }
}

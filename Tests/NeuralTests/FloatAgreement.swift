import Neural
import NumericCore
import Testing

/// Holds numbers in Float against the reference: they differ by less than `tolerance` relative to max(1, |reference|).
func expectAgreement(
  _ found: [Float], _ reference: [Double], _ what: String = "", tolerance: Double = 1e-5,
  location: SourceLocation = #_sourceLocation
) {
  #expect(found.count == reference.count, "\(what)", sourceLocation: location)
  var (worst, place) = (0.0, 0)
  for (index, (a, b)) in zip(found, reference).enumerated() {
    let error = abs(Double(a) - b) / max(1, abs(b))
    // What is not a number is the worst of all.
    if !(error <= worst) { (worst, place) = (error, index) }
    if error.isNaN { break }
  }
  #expect(
    worst < tolerance, "\(what) at \(place) of \(found.count): \(found[place]), not \(reference[place])",
    sourceLocation: location)
}

extension Matrix<Float> {
  /// The matrix rounded to Float.
  init(_ other: Matrix<Double>) {
    self.init(rows: other.rows, columns: other.columns, storage: other.storage.map(Float.init))
  }
}

extension Matrix<Double> {
  /// The matrix as Float holds it.
  var rounded: Matrix { holding(storage.map { Double(Float($0)) }) }
}

/// Networks with every kind of layer, in sizes that no processor's vectors divide.
enum SampleNetworks {
  /// The plans, by name.
  static let plans: [(String, NetworkPlan)] =
    Activation.allCases.map { activation in
      (
        activation.rawValue,
        NetworkPlan(widths: [5, 19, 3], activation: activation, outputActivation: activation)
      )
    } + [
      ("one to one", NetworkPlan(widths: [1, 1], activation: .identity)),
      ("many blocks of weights", NetworkPlan(widths: [131, 401, 37], activation: .relu)),
      (
        "residual",
        NetworkPlan(
          inputs: 7,
          parts: [
            .residual(hidden: 11, activation: .silu), .linear(outputs: 9, activation: .gelu),
            .residual(hidden: 33, activation: .tanh), .linear(outputs: 2, activation: .identity),
          ])
      ),
      (
        "time code",
        NetworkPlan(
          inputs: 3,
          parts: [
            .timeCode(frequencies: 5, span: 100), .linear(outputs: 17, activation: .silu),
            .residual(hidden: 6, activation: .relu), .linear(outputs: 2, activation: .identity),
          ])
      ),
    ]

  /// A reference network whose parameters are all random, biases and second layers of blocks too, and numbers of Float.
  static func network(_ plan: NetworkPlan, seed: UInt64 = 5) -> ReferenceNetwork {
    var stream = RandomStream(seed: seed, purpose: .start)
    var network = ReferenceNetwork(plan: plan, initialization: .inputs, from: &stream)
    for index in network.parameters.indices {
      network.parameters[index] = Double(Float(network.parameters[index] + 0.05 * stream.normal()))
    }
    return network
  }
}

import NumericCore

/// The terms of one row under a mixture, over flat arrays, with room to work in: what the vectorised kernel does for many
/// rows at once, said plainly for one.
///
/// One kernel belongs to one thread. For row x and component k,
///
///     w = L_k⁻¹ (x − μ_k)                  whitened     D, by forward substitution
///     a_k = constant_k − ½ ‖w‖²            terms        K
struct MixtureKernel {
  private let density: MixtureDensity
  /// a_k of the newest row.
  private(set) var terms: [Double]
  private var whitened: [Double]

  init(_ density: MixtureDensity) {
    self.density = density
    terms = Array(repeating: 0, count: density.parameters.components)
    whitened = Array(repeating: 0, count: density.parameters.dimensions)
  }

  /// Computes the terms of row `row` of `values`.
  /// - Returns: false if a value is missing, and then the terms mean nothing.
  mutating func take(_ row: Int, of values: borrowing Span<Double>) -> Bool {
    let d = whitened.count
    for k in terms.indices {
      var square = 0.0
      for i in 0..<d {
        let value = values[row * d + i]
        if value.isNaN { return false }
        var sum = (value - density.parameters.means.storage[k * d + i]) * density.inverseDiagonals[k * d + i]
        for j in 0..<i { sum -= density.unitLowers[(k * d + i) * d + j] * whitened[j] }
        whitened[i] = sum
        square += whitened[i] * whitened[i]
      }
      terms[k] = density.constants[k] - 0.5 * square
    }
    return true
  }
}

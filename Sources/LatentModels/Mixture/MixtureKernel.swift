import NumericCore
import RealModule

/// The arithmetic of one row under a mixture, over flat arrays made once per parameter, with room to work in.
///
/// One kernel belongs to one thread. For row x and component k,
///
///     d_k = x − μ_k                        offsets      K × D
///     w = L_k⁻¹ d_k                        whitened     D, by forward substitution
///     a_k = constant_k − ½ ‖w‖²            terms        K
///     e_k = exp(a_k − max a), S = Σ e_k    lse a = max a + log S and r_k = e_k / S
struct MixtureKernel {
  /// K.
  let components: Int
  /// D.
  let dimensions: Int
  /// x − μ_k of the newest row: K × D.
  private(set) var offsets: [Double]
  /// a_k of the newest row.
  private(set) var terms: [Double]
  /// max_k a_k of the newest row.
  private(set) var largest = -Double.infinity

  /// e_k of the newest row, once its log-density has been asked for.
  private var exponentials: [Double]
  private var inverseSum = 0.0
  private let means: [Double]
  private let lowers: [Double]
  private let inverseDiagonals: [Double]
  private let constants: [Double]
  private var whitened: [Double]

  init(_ density: MixtureDensity) {
    components = density.parameters.components
    dimensions = density.parameters.dimensions
    means = density.parameters.means.storage
    lowers = density.factors.flatMap(\.lower.storage)
    inverseDiagonals = density.factors.flatMap { $0.lower.diagonal.map { 1 / $0 } }
    constants = density.constants
    offsets = Array(repeating: 0, count: components * dimensions)
    terms = Array(repeating: 0, count: components)
    exponentials = terms
    whitened = Array(repeating: 0, count: dimensions)
  }

  /// Computes offsets and terms of row `row` of `values`.
  @inline(__always)
  mutating func take(_ row: Int, of values: borrowing Span<Double>) {
    let d = dimensions
    largest = -Double.infinity
    for k in 0..<components {
      var square = 0.0
      for i in 0..<d {
        let offset = values[row * d + i] - means[k * d + i]
        offsets[k * d + i] = offset
        var sum = offset
        for j in 0..<i { sum -= lowers[(k * d + i) * d + j] * whitened[j] }
        let scaled = sum * inverseDiagonals[k * d + i]
        whitened[i] = scaled
        square += scaled * scaled
      }
      let term = constants[k] - 0.5 * square
      terms[k] = term
      largest = max(largest, term)
    }
  }

  /// lse_k a_k of the newest row; −∞ where no component reaches it within the range of Double.
  @inline(__always)
  mutating func logDensity() -> Double {
    guard largest > -.infinity else { return largest }
    var sum = 0.0
    for k in 0..<components {
      let e = Double.exp(terms[k] - largest)
      exponentials[k] = e
      sum += e
    }
    inverseSum = 1 / sum
    return largest + Double.log(sum)
  }

  /// r_k of the newest row, once its log-density has been asked for.
  @inline(__always)
  func responsibility(_ k: Int) -> Double { exponentials[k] * inverseSum }
}

import CKernels
import NumericCore
import RealModule

/// Eight rows side by side under a noised mixture, with room to work in; the letters are those of `NoisedMixture`.
///
/// One kernel belongs to one thread. Each lane computes what it would alone, so that a row's numbers do not depend on its
/// neighbours.
struct NoisedMixtureKernel {
  /// A number of each of eight rows.
  typealias Lanes = SIMD8<Double>

  private let law: NoisedMixture
  /// r_k: K.
  private(set) var responsibilities: [Lanes]
  /// The largest of log π_k N(x; α μ_k, V_k), and what the others add: log p = largest + log total.
  private var largest = Lanes.zero
  private var total = Lanes.zero
  /// y_k: K × D.
  private var offsets: [Lanes]
  /// m_k or s_k, whichever was found last: K × D.
  private(set) var vectors: [Lanes]
  /// Σ r_k m_k or Σ r_k s_k: D.
  private(set) var mean: [Lanes]
  /// x: D.
  private var rows: [Lanes]
  /// α.
  private let signal: Double

  init(_ law: NoisedMixture) {
    self.law = law
    signal = law.level.signal
    responsibilities = Array(repeating: .zero, count: law.components)
    offsets = Array(repeating: .zero, count: law.components * law.dimensions)
    vectors = offsets
    mean = Array(repeating: .zero, count: law.dimensions)
    rows = mean
  }

  /// Takes in the rows of `range`, at most eight, of `values`; a label leaves the component of that number alone.
  mutating func take(_ values: borrowing Span<Double>, _ range: Range<Int>, labels: [Int?]?) {
    let d = law.dimensions
    for (lane, row) in range.enumerated() {
      for i in 0..<d { rows[i][lane] = values[row * d + i] }
    }
    let (axes, means, precisions) = (law.axes, law.means, law.precisions)
    largest = Lanes(repeating: -.infinity)
    for k in 0..<law.components {
      var square = Lanes.zero
      for axis in 0..<d {
        var sum = Lanes.zero
        for i in 0..<d {
          let offset: Lanes = rows[i] - signal * means[k * d + i]
          sum += axes[(k * d + axis) * d + i] * offset
        }
        offsets[k * d + axis] = sum
        let weight = precisions[k * d + axis]
        square += weight * sum * sum
      }
      responsibilities[k] = law.constants[k] - 0.5 * square
      if let labels {
        for (lane, row) in range.enumerated() where labels[row] ?? k != k {
          responsibilities[k][lane] = -.infinity
        }
      }
      largest.replace(with: responsibilities[k], where: responsibilities[k] .> largest)
    }
    share()
  }

  /// Makes responsibilities of the logarithms. Where no component reaches a row, each is as good as the other.
  private mutating func share() {
    let isReached = largest .> -.infinity
    let about = Lanes.zero.replacing(with: largest, where: isReached)
    for k in responsibilities.indices { responsibilities[k] -= about }
    let count = responsibilities.count * Lanes.scalarCount
    responsibilities.withUnsafeMutableBytes { bytes in
      let numbers = bytes.baseAddress?.assumingMemoryBound(to: Double.self)
      elbow_exponentials(numbers, numbers, count)
    }
    total = .zero
    for k in responsibilities.indices { total += responsibilities[k] }
    for k in responsibilities.indices {
      responsibilities[k] =
        Lanes(repeating: 1 / Double(law.components)).replacing(
          with: responsibilities[k] / total, where: isReached)
    }
  }

  /// log p(x).
  var logDensities: Lanes {
    var result = largest
    for lane in result.indices where largest[lane] > -.infinity { result[lane] += .log(total[lane]) }
    return result
  }

  /// Finds the m_k and their mean.
  mutating func findMeans() {
    findVectors(law.gains, 1, plus: law.means)
  }

  /// Finds the s_k and their mean.
  mutating func findScores() {
    findVectors(law.precisions, -1, plus: nil)
  }

  /// base_k + sign · U_k (scale_k ∘ y_k), and Σ r_k times that.
  private mutating func findVectors(_ scale: [Double], _ sign: Double, plus base: [Double]?) {
    let d = law.dimensions
    let axes = law.axes
    for i in 0..<d { mean[i] = .zero }
    for k in 0..<law.components {
      for i in 0..<d { vectors[k * d + i] = Lanes(repeating: base?[k * d + i] ?? 0) }
      for axis in 0..<d {
        let factor = sign * scale[k * d + axis]
        let amount: Lanes = factor * offsets[k * d + axis]
        for i in 0..<d { vectors[k * d + i] += axes[(k * d + axis) * d + i] * amount }
      }
      for i in 0..<d { mean[i] += responsibilities[k] * vectors[k * d + i] }
    }
  }

  /// Σ r_k ‖vector of k − mean‖².
  var spread: Lanes {
    let d = law.dimensions
    var sum = Lanes.zero
    for k in 0..<law.components {
      var square = Lanes.zero
      for i in 0..<d {
        let offset = vectors[k * d + i] - mean[i]
        square += offset * offset
      }
      sum += responsibilities[k] * square
    }
    return sum
  }

  /// Σ r_k times the number of k.
  func average(_ numbers: [Double]) -> Lanes {
    var sum = Lanes.zero
    for k in responsibilities.indices { sum += numbers[k] * responsibilities[k] }
    return sum
  }
}

import NumericCore
import RealModule

/// One row under a noised mixture, with room to work in; the letters are those of `NoisedMixture`.
///
/// One kernel belongs to one thread.
struct NoisedMixtureKernel {
  private let law: NoisedMixture
  /// r_k: K.
  private(set) var responsibilities: [Double]
  /// log p(x).
  private(set) var logDensity = 0.0
  /// y_k: K × D.
  private var offsets: [Double]
  /// m_k or s_k, whichever was found last: K × D.
  private(set) var vectors: [Double]
  /// α.
  private let signal: Double

  init(_ law: NoisedMixture) {
    self.law = law
    signal = law.level.signal
    responsibilities = Array(repeating: 0, count: law.components)
    offsets = Array(repeating: 0, count: law.components * law.dimensions)
    vectors = offsets
  }

  /// Takes in row `row` of `values`; a label leaves the component of that number alone.
  mutating func take(_ values: borrowing Span<Double>, row: Int, label: Int?) {
    let d = law.dimensions
    var largest = -Double.infinity
    for k in 0..<law.components {
      var square = 0.0
      for axis in 0..<d {
        var sum = 0.0
        let place = (k * d + axis) * d
        for i in 0..<d { sum += law.axes[place + i] * (values[row * d + i] - signal * law.means[k * d + i]) }
        offsets[k * d + axis] = sum
        square += sum * sum * law.precisions[k * d + axis]
      }
      let isLeftOut = label.map { $0 != k } ?? false
      responsibilities[k] = isLeftOut ? -.infinity : law.constants[k] - 0.5 * square
      largest = max(largest, responsibilities[k])
    }
    guard largest > -.infinity else {
      // No component reaches the row: the law is as good as that of each alone.
      logDensity = largest
      for k in responsibilities.indices { responsibilities[k] = 1 / Double(law.components) }
      return
    }
    var total = 0.0
    for k in responsibilities.indices {
      responsibilities[k] = Double.exp(responsibilities[k] - largest)
      total += responsibilities[k]
    }
    for k in responsibilities.indices { responsibilities[k] /= total }
    logDensity = largest + .log(total)
  }

  /// Finds the m_k.
  mutating func findMeans() { findVectors(law.gains, 1, plus: law.means) }

  /// Finds the s_k.
  mutating func findScores() { findVectors(law.precisions, -1, plus: nil) }

  /// base_k + sign · U_k (scale_k ∘ y_k).
  private mutating func findVectors(_ scale: [Double], _ sign: Double, plus base: [Double]?) {
    let d = law.dimensions
    for k in 0..<law.components where responsibilities[k] > 0 {
      for i in 0..<d { vectors[k * d + i] = base?[k * d + i] ?? 0 }
      for axis in 0..<d {
        let amount = sign * scale[k * d + axis] * offsets[k * d + axis]
        let place = (k * d + axis) * d
        for i in 0..<d { vectors[k * d + i] += amount * law.axes[place + i] }
      }
    }
  }

  /// Adds Σ r_k times the vector of k to `sum`.
  func average(into sum: inout [Double]) {
    let d = law.dimensions
    for k in 0..<law.components where responsibilities[k] > 0 {
      for i in 0..<d { sum[i] += responsibilities[k] * vectors[k * d + i] }
    }
  }

  /// Σ r_k ‖vector of k − `mean`‖².
  func spread(about mean: [Double]) -> Double {
    let d = law.dimensions
    var total = 0.0
    for k in 0..<law.components where responsibilities[k] > 0 {
      var square = 0.0
      for i in 0..<d {
        let offset = vectors[k * d + i] - mean[i]
        square += offset * offset
      }
      total += responsibilities[k] * square
    }
    return total
  }

  /// Σ r_k times the number of k.
  func average(_ numbers: [Double]) -> Double {
    var total = 0.0
    for k in responsibilities.indices { total += responsibilities[k] * numbers[k] }
    return total
  }
}

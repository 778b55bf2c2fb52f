import LatentModels
import NumericCore
import RealModule
import Testing

@Suite("The moments of a column of a mixture given another")
struct ConditionalMomentTests {
  private let mixture = MixtureParameters(
    weights: [0.3, 0.7], means: Matrix([[0, 1, 9], [2, -1, 4]]),
    covariances: [
      Matrix([[1, 0.6, 0.1], [0.6, 2, 0], [0.1, 0, 1]]),
      Matrix([[0.5, -0.3, 0], [-0.3, 0.4, 0], [0, 0, 3]]),
    ])

  @Test("They are those of the joint density along the line, by quadrature", arguments: [-1.0, 0.7, 2.5])
  func quadrature(_ x: Double) throws {
    /// The density of columns 0 and 1.
    func density(_ x: Double, _ y: Double) -> Double {
      (0..<2).reduce(0) { sum, k in
        let s = mixture.covariances[k]
        let (u, v) = (x - mixture.means[k, 0], y - mixture.means[k, 1])
        let determinant = s[0, 0] * s[1, 1] - s[0, 1] * s[0, 1]
        let q = (s[1, 1] * u * u - 2 * s[0, 1] * u * v + s[0, 0] * v * v) / determinant
        return sum + mixture.weights[k] * Double.exp(-0.5 * q) / determinant.squareRoot()
      }
    }
    let places = (-4000...4000).map { Double($0) * 0.005 }
    let values = places.map { density(x, $0) }
    let total = values.reduce(0, +)
    let mean = zip(places, values).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = zip(places, values).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1 } / total
    let found = try #require(mixture.moments(ofColumn: 1, given: 0, at: x))
    #expect(abs(found.mean - mean) < 1e-9 && abs(found.standardDeviation - variance.squareRoot()) < 1e-9)
  }

  @Test(
    "Far from every component the widest one counts, and nothing overflows; flat ones say nothing"
  )
  func extremes() throws {
    let far = try #require(mixture.moments(ofColumn: 1, given: 0, at: 1e6))
    #expect(abs(far.mean - (1 + 0.6 * 1e6)) < 1e-3, "the wider one")
    var flat = mixture
    flat.covariances = [Matrix(rows: 3, columns: 3), Matrix(rows: 3, columns: 3)]
    #expect(flat.moments(ofColumn: 1, given: 0, at: 0) == nil)
  }
}

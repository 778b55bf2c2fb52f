import Glibc
import NumericCore
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  private func stream(_ seed: UInt64 = 1) -> RandomStream {
    RandomStream(seed: seed, purpose: .sampling)
  }

  @Test("Streams that differ in seed, purpose, step or row share no draw; the same name gives the same draws")
  func names() {
    var seen = Set<UInt64>()
    var streams = 0
    for seed in [UInt64(0), 1, 1 << 32] {
      for purpose in [RandomPurpose.dataGeneration, .start, .display, .sampling] {
        for step in [UInt32(0), 1] {
          for row in [UInt32(0), 1, .max] {
            var first = RandomStream(seed: seed, purpose: purpose, step: step, row: row)
            var again = first
            let draws = (0..<50).map { _ in first.next() }
            #expect((0..<50).map { _ in again.next() } == draws)
            seen.formUnion(draws)
            streams += 1
          }
        }
      }
    }
    // 3600 draws of 64 bits coincide by chance with probability 4e-13.
    #expect(seen.count == 50 * streams)
  }

  @Test("Uniform draws lie in [0, 1) and have the moments of their law")
  func uniform() {
    var random = stream()
    let n = 100_000
    let draws = (0..<n).map { _ in random.uniform() }
    #expect(draws.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(draws.allSatisfy { ($0 * 0x1p53).rounded() == $0 * 0x1p53 })
    #expect(abs(z(draws, mean: 1 / 2, variance: 1 / 12)) < 4)
    #expect(abs(z(draws.map { $0 * $0 }, mean: 1 / 3, variance: 4 / 45)) < 4)
    let pairs = (1..<n).map { (draws[$0] - 0.5) * (draws[$0 - 1] - 0.5) }
    #expect(abs(z(pairs, mean: 0, variance: 1 / 144)) < 4)
    // Ten cells of equal probability: each count is binomial.
    for cell in 0..<10 {
      let inside = draws.map { Int($0 * 10) == cell ? 1.0 : 0 }
      #expect(abs(z(inside, mean: 0.1, variance: 0.09)) < 4)
    }
  }

  @Test("Normal draws have the moments and the tails of their law, and neighbours are uncorrelated")
  func normal() {
    var random = stream(2)
    let n = 200_000
    let draws = (0..<n).map { _ in random.normal() }
    #expect(draws.allSatisfy { $0.isFinite })
    #expect(abs(z(draws, mean: 0, variance: 1)) < 4)
    #expect(abs(z(draws.map { $0 * $0 }, mean: 1, variance: 2)) < 4)
    #expect(abs(z(draws.map { $0 * $0 * $0 }, mean: 0, variance: 15)) < 4)
    #expect(abs(z(draws.map { $0 * $0 * $0 * $0 }, mean: 3, variance: 96)) < 4)
    for lag in [1, 2] {
      let products = (lag..<n).map { draws[$0] * draws[$0 - lag] }
      #expect(abs(z(products, mean: 0, variance: 1)) < 4)
    }
    // P(Z > t) on both sides.
    for (t, tail) in [
      (0.0, 0.5), (1.0, 0.15865525393145707), (2.0, 0.02275013194817921), (3.0, 0.0013498980316300957),
    ] {
      for sign in [1.0, -1.0] {
        let beyond = draws.map { sign * $0 > t ? 1.0 : 0 }
        #expect(abs(z(beyond, mean: tail, variance: tail * (1 - tail))) < 4)
      }
    }
  }

  @Test("Categorical draws follow their weights, whatever these add up to", arguments: [1.0, 1e-300, 1e300])
  func categorical(scale: Double) {
    var random = stream(3)
    let weights = [0.1, 0, 0.25, 0.6, 0.05]
    let n = 50_000
    var counts = [Int](repeating: 0, count: weights.count)
    for _ in 0..<n { counts[random.categorical(weights.map { $0 * scale })] += 1 }
    #expect(counts[1] == 0)
    for (count, p) in zip(counts, weights) where p > 0 {
      let deviation = sqrt(Double(n) * p * (1 - p))
      #expect(abs((Double(count) - Double(n) * p) / deviation) < 4)
    }
  }

  @Test("A categorical draw never falls on a weight of zero, even at the end of rounding")
  func categoricalEdges() {
    var random = stream(4)
    for _ in 0..<2000 {
      #expect(random.categorical([0, 1, 0]) == 1)
      #expect(random.categorical([0, 0, .leastNonzeroMagnitude]) == 2)
      #expect([0, 2].contains(random.categorical([1e-17, 0, 1, 0])))
      #expect(random.categorical([7]) == 0)
    }
    // Weights whose sum overflows still give a positive one of them.
    for _ in 0..<100 {
      #expect([1, 2].contains(random.categorical([0, 1e308, 1e308, 0])))
    }
    var even = [Int](repeating: 0, count: 4)
    for _ in 0..<4000 { even[random.categorical([0, 0, 0, 0])] += 1 }
    // Binomial(4000, ¼): four standard deviations are 110.
    #expect(even.allSatisfy { abs($0 - 1000) < 110 })
  }

  @Test("Indices are drawn evenly below their bound")
  func indices() {
    var random = stream(5)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
    // Binomial(70000, 1/7): four standard deviations are 371.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 371 })
    #expect(random.index(below: 1) == 0)
    #expect((0..<1000).allSatisfy { _ in (0..<Int.max).contains(random.index(below: .max)) })
  }

  /// The z-score of the mean of `values`, independent and of this law.
  private func z(_ values: [Double], mean: Double, variance: Double) -> Double {
    let n = Double(values.count)
    return (values.reduce(0, +) / n - mean) / sqrt(variance / n)
  }
}

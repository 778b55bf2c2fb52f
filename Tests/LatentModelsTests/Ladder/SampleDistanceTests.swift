import LatentModels
import NumericCore
import Testing

@Suite("Distances between samples")
struct SampleDistanceTests {
  private let space = workspace()

  private func noise(_ rows: Int, shift: Double = 0, seed: UInt64 = 1) -> Matrix<Double> {
    Matrix(
      (0..<rows).map { row in
        var random = RandomStream(seed: seed, purpose: .dataGeneration, row: UInt32(row))
        return [random.normal() + shift, random.normal()]
      })
  }

  @Test("A set is at no distance from itself, in any order, and covers itself")
  func itself() {
    let rows = noise(70)
    let turned = rows.selectingRows((0..<70).reversed())
    #expect(energyDistance(rows, turned, in: space) < 1e-12)
    #expect(slicedWassersteinDistance(rows, turned, directions: 16, seed: 1, in: space) < 1e-12)
    #expect(coverage(of: rows, by: turned, neighbours: 5, in: space) == 1)
  }

  @Test("Two points on a line: every distance by hand")
  func byHand() {
    let (x, y) = (Matrix<Double>([[0], [2]]), Matrix<Double>([[1], [1], [4]]))
    // E‖X − Y‖ = (1 + 1 + 4 + 1 + 1 + 2)/6, E‖X − X′‖ = 1, E‖Y − Y′‖ = 12/9.
    #expect(abs(energyDistance(x, y, in: space) - (20.0 / 6 - 1 - 12.0 / 9)) < 1e-12)
    // Quantiles 0 0 0 2 2 2 against 1 1 1 1 4 4: (1 + 1 + 1 + 1 + 4 + 4)/6.
    let w = slicedWassersteinDistance(x, y, directions: 9, seed: 1, in: space)
    #expect(abs(w - (12.0 / 6).squareRoot()) < 1e-12)
    // The two at 1 have each other at no distance; the one at 4 has the sample at 2 before the rows at 1.
    #expect(coverage(of: y, by: x, neighbours: 1, in: space) == 1.0 / 3)
    #expect(coverage(of: x, by: y, neighbours: 2, in: space) == nil)
  }

  @Test("A shift by δ is at the sliced distance δ/√D, symmetric, and grows")
  func shift() {
    let (here, there, farther) = (noise(200), noise(200, shift: 1), noise(200, shift: 3))
    // Along a direction u the shift is δ u₁, and the mean of u₁² is 1/D.
    let w = slicedWassersteinDistance(here, there, directions: 4000, seed: 3, in: space)
    #expect(abs(w - 0.5.squareRoot()) < 0.02)
    #expect(w == slicedWassersteinDistance(there, here, directions: 4000, seed: 3, in: space))
    let energies = [there, farther].map { energyDistance(here, $0, in: space) }
    #expect(0 < energies[0] && energies[0] < energies[1])
    #expect(abs(energyDistance(there, here, in: space) - energies[0]) < 1e-12)
    let covers = [here, there, farther].compactMap { coverage(of: here, by: $0, neighbours: 5, in: space) }
    #expect(covers[0] == 1 && covers[1] < 1 && covers[2] < covers[1])
  }

  @Test("Draws from the same law are near, to the error of their number")
  func sameLaw() {
    let energy = energyDistance(noise(400), noise(400, seed: 2), in: space)
    #expect(energy < 0.02)
    #expect((coverage(of: noise(400), by: noise(400, seed: 2), neighbours: 5, in: space) ?? 0) > 0.9)
  }
}

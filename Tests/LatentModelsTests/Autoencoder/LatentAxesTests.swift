import NumericCore
import RealModule
import Testing

@testable import LatentModels

/// The two principal axes of latent means.
struct LatentAxesTests {
  /// Means that vary by those deviations along orthogonal directions of three latents.
  private func means(_ a: Double, _ b: Double, _ c: Double) -> Matrix<Double> {
    let directions = [[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0, 1.0]]
    var rows: [[Double]] = []
    for (direction, size) in zip(directions, [a, b, c]) {
      for sign in [-1.0, 1] { rows.append((0..<3).map { 1 + sign * size * direction[$0] }) }
    }
    return Matrix(rows)
  }

  @Test(
    "They are where the means vary most, with their shares of the variance, and places lie in their plane")
  func axes() throws {
    let axes = try #require(LatentAxes(of: means(3, 2, 1)))
    #expect(zip(axes.mean, [1, 1, 1]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(axes.directions[0], [0.6, 0.8, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(axes.directions[1], [0.8, -0.6, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(axes.shares[0] - 9.0 / 14) < 1e-12 && abs(axes.shares[1] - 4.0 / 14) < 1e-12)
    let place = axes.place(2, -1)
    let there = axes.coordinates(of: place)
    #expect(abs(there.x - 2) < 1e-12 && abs(there.y + 1) < 1e-12)
    #expect(abs(place[2] - 1) < 1e-12, "nothing leads out of the plane")
  }

  @Test("Order and signs follow the axes shown before, though the variances pass each other")
  func steady() throws {
    let first = try #require(LatentAxes(of: means(3, 2.9, 1)))
    let turned = first.directions.map { $0.map { -$0 } }
    let next = try #require(LatentAxes(of: means(2.9, 3, 1), like: turned))
    for place in 0..<2 {
      #expect(zip(next.directions[place], turned[place]).allSatisfy { abs($0 - $1) < 1e-9 })
    }
    #expect(next.shares[0] < next.shares[1])
    #expect(try #require(LatentAxes(of: means(2.9, 3, 1))).directions[0] != next.directions[0])
  }

  @Test("One latent, one row and what is not a number have none")
  func none() {
    #expect(LatentAxes(of: Matrix(rows: 3, columns: 1, storage: [1, 2, 3])) == nil)
    #expect(LatentAxes(of: Matrix(rows: 1, columns: 2, storage: [1, 2])) == nil)
    #expect(LatentAxes(of: Matrix(rows: 2, columns: 2, storage: [1, 2, .nan, 1])) == nil)
  }
}

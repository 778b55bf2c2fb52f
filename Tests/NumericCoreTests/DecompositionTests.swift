import Glibc
import NumericCore
import Testing

/// Matrices drawn at random for the decompositions.
private enum Drawn {
  /// B Bᵀ / n + 0.1 I with normal entries: symmetric positive definite.
  static func positiveDefinite(_ order: Int, seed: UInt64) -> Matrix<Double> {
    let b = square(order, seed: seed)
    let product = (1 / Double(max(order, 1))) * (b * b.transposed)
    return product + 0.1 * Matrix.identity(order)
  }

  /// B + Bᵀ: symmetric, of both signs.
  static func symmetric(_ order: Int, seed: UInt64) -> Matrix<Double> {
    let b = square(order, seed: seed)
    return b + b.transposed
  }

  static func square(_ order: Int, seed: UInt64) -> Matrix<Double> {
    var random = RandomStream(seed: seed, purpose: .sampling)
    return Matrix(
      rows: order, columns: order, storage: (0..<(order * order)).map { _ in random.normal() })
  }
}

private func largestDifference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  zip(a.storage, b.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

@Suite("Cholesky")
struct CholeskyTests {
  @Test(
    "L Lᵀ is the matrix, L is lower triangular, and the solves undo the product",
    arguments: [1, 2, 3, 7, 20, 40])
  func reconstruction(order: Int) throws {
    let a = Drawn.positiveDefinite(order, seed: UInt64(order))
    let factor = try #require(Cholesky(a))
    #expect(factor.order == order)
    #expect(largestDifference(factor.lower * factor.lower.transposed, a) < 1e-13)
    for i in 0..<order {
      #expect(factor.lower[i, i] > 0)
      #expect(((i + 1)..<max(order, i + 1)).allSatisfy { factor.lower[i, $0] == 0 })
    }
    let x = (0..<order).map { Double($0) - 2.5 }
    let solved = factor.solve(a * x)
    #expect(zip(solved, x).allSatisfy { abs($0 - $1) < 1e-10 })
    // ‖L⁻¹ v‖² = vᵀ A⁻¹ v.
    let squares = factor.whitened(x).reduce(0) { $0 + $1 * $1 }
    let form = zip(x, factor.solve(x)).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(squares - form) < 1e-10 * max(1, form))
    // log det A = Σ log λ.
    let eigen = try #require(SymmetricEigen(a))
    #expect(abs(factor.logDeterminant - eigen.values.reduce(0) { $0 + log($1) }) < 1e-10)
  }

  @Test(
    "Whitening undoes the factor on both sides and is symmetric, and the inverse undoes the matrix",
    arguments: [1, 2, 7, 40, 90])
  func whitening(order: Int) throws {
    let a = Drawn.positiveDefinite(order, seed: UInt64(order))
    let factor = try #require(Cholesky(a))
    let symmetric = Drawn.symmetric(order, seed: 5)
    let white = factor.whitening(symmetric)
    #expect(white == white.transposed)
    #expect(largestDifference(factor.lower * white * factor.lower.transposed, symmetric) < 1e-11)
    #expect(largestDifference(factor.whitening(a), .identity(order)) < 1e-11)
    #expect(factor.inverse == factor.inverse.transposed)
    #expect(largestDifference(factor.inverse * a, .identity(order)) < 1e-10)
    // Only the lower triangle is read.
    var lower = symmetric
    for i in 0..<order {
      for j in (i + 1)..<max(order, i + 1) { lower[i, j] = .nan }
    }
    #expect(factor.whitening(lower) == white)
  }

  @Test("Known factors: a single number, and a matrix worked by hand")
  func known() throws {
    let one = try #require(Cholesky(Matrix([[9]])))
    #expect(one.lower.storage == [3])
    #expect(abs(one.logDeterminant - log(9)) < 1e-15)
    #expect(one.solve([18]) == [2])
    let two = try #require(Cholesky(Matrix([[4, 2], [2, 5]])))
    #expect(two.lower == Matrix([[2, 0], [1, 2]]))
    #expect(abs(two.logDeterminant - log(16)) < 1e-15)
    #expect(two.whitened([2, 5]) == [1, 2])
    #expect(two.solve([8, 12]) == [1, 2])
    // Only the lower triangle is read.
    #expect(Cholesky(Matrix([[4, 99], [2, 5]]))?.lower == two.lower)
  }

  @Test("The log-determinant of what would leave the range of Double is finite")
  func range() throws {
    let tiny = try #require(Cholesky(Matrix(diagonal: Array(repeating: 1e-100, count: 10))))
    #expect(abs(tiny.logDeterminant - -1000 * log(10)) < 1e-9)
  }

  @Test(
    "What is not positive definite and finite is refused",
    arguments: [
      [[1.0, 2], [2, 1]], [[1, 1], [1, 1]], [[0, 0], [0, 0]], [[-1]], [[0]], [[.nan]], [[.infinity]],
      [[1, 0], [.nan, 1]], [[1, .nan], [0, 1]], [[1, .infinity], [.infinity, 1]],
      [[4, 2, 0], [2, 1, 0], [0, 0, 1]],
    ])
  func refusals(rows: [[Double]]) {
    #expect(Cholesky(Matrix(rows)) == nil)
  }
}

@Suite("Symmetric eigen-decomposition")
struct SymmetricEigenTests {
  @Test(
    "V diag(λ) Vᵀ is the matrix, V is orthonormal, λ descends, signs are fixed",
    arguments: [1, 2, 3, 8, 25, 40])
  func reconstruction(order: Int) throws {
    let a = Drawn.symmetric(order, seed: 100 + UInt64(order))
    let eigen = try #require(SymmetricEigen(a))
    let v = eigen.vectors
    #expect(largestDifference(v * Matrix(diagonal: eigen.values) * v.transposed, a) < 1e-12)
    #expect(largestDifference(v.transposed * v, .identity(order)) < 1e-13)
    #expect(zip(eigen.values, eigen.values.dropFirst()).allSatisfy { $0 >= $1 })
    for j in 0..<order {
      let largest = v.column(j).max { abs($0) < abs($1) } ?? 0
      #expect(largest > 0)
    }
    #expect(abs(eigen.values.reduce(0, +) - a.trace) < 1e-11)
    let alone = try #require(SymmetricEigen.values(of: a))
    #expect(zip(alone, eigen.values).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test("Known cases: a diagonal, and a matrix worked by hand")
  func known() throws {
    let diagonal = try #require(SymmetricEigen(Matrix(diagonal: [2, -7, 5])))
    #expect(diagonal.values == [5, 2, -7])
    #expect(diagonal.vectors == Matrix([[0, 1, 0], [0, 0, 1], [1, 0, 0]]))
    let two = try #require(SymmetricEigen(Matrix([[2, 1], [1, 2]])))
    #expect(abs(two.values[0] - 3) < 1e-15 && abs(two.values[1] - 1) < 1e-15)
    #expect(two.vectors.column(0).allSatisfy { abs($0 - 0.5.squareRoot()) < 1e-15 })
    #expect(SymmetricEigen(Matrix([[2, -50], [1, 2]]))?.values == two.values)
  }

  @Test("A matrix that is not finite is refused")
  func refusals() {
    #expect(SymmetricEigen(Matrix([[.nan]])) == nil)
    #expect(SymmetricEigen(Matrix([[1, 0], [.infinity, 1]])) == nil)
    #expect(SymmetricEigen.values(of: Matrix([[.nan]])) == nil)
  }
}

import CLAPACK
import RealModule

/// The Cholesky factor of a symmetric positive definite matrix: A = L Lᵀ with L lower triangular.
///
/// Everything a Gaussian density needs comes from L (log-determinant, whitening), so neither A⁻¹ nor det A is ever formed.
public struct Cholesky: Hashable, Sendable {
  /// L, lower triangular; zeros above the diagonal.
  public let lower: Matrix<Double>

  /// Factorises `matrix`, of which the lower triangle is read; nil unless it is positive definite and finite.
  public init?(_ matrix: Matrix<Double>) {
    let order = matrix.rows
    precondition(order == matrix.columns, "not square: \(matrix.rows)x\(matrix.columns)")
    guard matrix.storage.allSatisfy(\.isFinite) else { return nil }
    // LAPACK reads columns: our lower triangle is its upper one.
    var factor = matrix.storage
    var size = CInt(order)
    var leading = CInt(max(1, order))
    var info: CInt = 0
    dpotrf_("U", &size, &factor, &leading, &info, 1)
    guard info == 0 else { return nil }
    for i in 0..<order {
      for j in (i + 1)..<max(order, i + 1) { factor[i * order + j] = 0 }
    }
    lower = Matrix(rows: order, columns: order, storage: factor)
  }

  /// Rows of the factorised matrix.
  public var order: Int { lower.rows }

  /// log det A = 2 Σ log L_jj.
  public var logDeterminant: Double {
    2 * lower.diagonal.reduce(0) { $0 + Double.log($1) }
  }

  /// L⁻¹ v by forward substitution, so that ‖L⁻¹ v‖² = vᵀ A⁻¹ v.
  public func whitened(_ vector: [Double]) -> [Double] {
    precondition(vector.count == order, "\(vector.count) elements for order \(order)")
    var result = vector
    for i in 0..<order {
      var sum = result[i]
      for j in 0..<i { sum -= lower[i, j] * result[j] }
      result[i] = sum / lower[i, i]
    }
    return result
  }

  /// A⁻¹ v, by two triangular solves.
  public func solve(_ vector: [Double]) -> [Double] {
    var result = whitened(vector)
    for i in stride(from: order - 1, through: 0, by: -1) {
      var sum = result[i]
      for j in (i + 1)..<max(order, i + 1) { sum -= lower[j, i] * result[j] }
      result[i] = sum / lower[i, i]
    }
    return result
  }

  /// L⁻¹ S L⁻ᵀ for a symmetric matrix S, of which the lower triangle is read: S where A is the measure of length. Its
  /// eigenvalues are those of A⁻¹ S.
  public func whitening(_ matrix: Matrix<Double>) -> Matrix<Double> {
    precondition(
      matrix.rows == order && matrix.columns == order,
      "a \(matrix.rows)x\(matrix.columns) matrix for order \(order)")
    var result = matrix
    var kind: CInt = 1
    var size = CInt(order)
    var leading = CInt(max(1, order))
    var info: CInt = 0
    // LAPACK reads columns: our L is its Uᵀ, and U⁻ᵀ S U⁻¹ comes back in its upper triangle.
    dsygst_(&kind, "U", &size, &result.storage, &leading, lower.storage, &leading, &info, 1)
    for i in 0..<order {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }

  /// A⁻¹.
  public var inverse: Matrix<Double> {
    var result = lower
    var size = CInt(order)
    var leading = CInt(max(1, order))
    var info: CInt = 0
    dpotri_("U", &size, &result.storage, &leading, &info, 1)
    for i in 0..<order {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }
}

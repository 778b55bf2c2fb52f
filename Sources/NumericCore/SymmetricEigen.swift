import CLAPACK

/// The eigen-decomposition of a symmetric matrix: A = V diag(λ) Vᵀ, largest eigenvalue first.
public struct SymmetricEigen: Hashable, Sendable {
  /// The eigenvalues, descending.
  public let values: [Double]
  /// The eigenvectors, one per column, in the order of `values`; orthonormal, each with its largest component positive.
  public let vectors: Matrix<Double>

  /// Decomposes `matrix`, of which the lower triangle is read; nil if it is not finite or the iteration failed.
  public init?(_ matrix: Matrix<Double>) {
    guard let (a, w) = Self.decomposed(matrix, "V") else { return nil }
    let order = matrix.rows
    // Column j of LAPACK's answer is row j of our storage; its order is ascending.
    var vectors = Matrix<Double>(rows: order, columns: order)
    for j in 0..<order {
      let source = a[((order - 1 - j) * order)..<((order - j) * order)]
      let largest = source.max { abs($0) < abs($1) } ?? 0
      let sign: Double = largest < 0 ? -1 : 1
      for (i, component) in source.enumerated() { vectors[i, j] = sign * component }
    }
    self.values = w.reversed()
    self.vectors = vectors
  }

  /// The eigenvalues alone, descending, for a fraction of the work; nil under the same conditions.
  public static func values(of matrix: Matrix<Double>) -> [Double]? {
    decomposed(matrix, "N").map { $0.values.reversed() }
  }

  /// What LAPACK makes of `matrix`: eigenvalues ascending and, for the job "V", an eigenvector in each of its columns.
  private static func decomposed(
    _ matrix: Matrix<Double>, _ job: String
  ) -> (vectors: [Double], values: [Double])? {
    let order = matrix.rows
    precondition(order == matrix.columns, "not square: \(matrix.rows)x\(matrix.columns)")
    guard matrix.storage.allSatisfy(\.isFinite) else { return nil }
    var a = matrix.storage
    var w = [Double](repeating: 0, count: order)
    var size = CInt(order)
    var leading = CInt(max(1, order))
    var info: CInt = 0
    var workLength = CInt(max(1, 34 * order))
    var work = [Double](repeating: 0, count: Int(workLength))
    dsyev_(job, "U", &size, &a, &leading, &w, &work, &workLength, &info, 1, 1)
    return info == 0 ? (a, w) : nil
  }
}

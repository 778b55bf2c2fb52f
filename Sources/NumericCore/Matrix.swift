/// A dense matrix in row-major order: a value, whose copy is shared until one of the two changes.
public struct Matrix<Scalar: BinaryFloatingPoint & Sendable>: Hashable, Sendable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, row after row: `rows * columns` of them.
  public var storage: [Scalar]

  /// A matrix over `storage`, which holds `rows * columns` elements, row after row.
  @inlinable
  public init(rows: Int, columns: Int, storage: [Scalar]) {
    precondition(
      storage.count == rows * columns,
      "a \(rows)x\(columns) matrix holds \(rows * columns) elements, not \(storage.count)")
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  /// A matrix whose elements are all `value`.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(
      rows: rows, columns: columns, storage: Array(repeating: value, count: rows * columns))
  }

  /// A matrix from its rows, which are all of one length.
  @inlinable
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "the rows of a matrix have one length")
    self.init(rows: rows.count, columns: columns, storage: rows.flatMap { $0 })
  }

  /// The square matrix with `diagonal` on its diagonal and zeros elsewhere.
  @inlinable
  public init(diagonal: [Scalar]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (index, value) in diagonal.enumerated() { self[index, index] = value }
  }

  /// The identity matrix of `order` rows.
  @inlinable
  public static func identity(_ order: Int) -> Matrix {
    Matrix(diagonal: Array(repeating: 1, count: order))
  }

  /// The element in row `row`, column `column`.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get { storage[row * columns + column] }
    set { storage[row * columns + column] = newValue }
  }

  /// One row, as a copy.
  @inlinable
  public func row(_ index: Int) -> [Scalar] {
    Array(storage[(index * columns)..<((index + 1) * columns)])
  }

  /// One column, as a copy.
  @inlinable
  public func column(_ index: Int) -> [Scalar] {
    (0..<rows).map { self[$0, index] }
  }

  /// The elements on the diagonal.
  @inlinable
  public var diagonal: [Scalar] {
    (0..<min(rows, columns)).map { self[$0, $0] }
  }

  /// The sum of the diagonal.
  @inlinable
  public var trace: Scalar { diagonal.reduce(0, +) }

  /// The rows, each as an array.
  @inlinable
  public var arrays: [[Scalar]] { (0..<rows).map(row) }

  /// Rows and columns exchanged.
  @inlinable
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The rows with these indices, in this order.
  @inlinable
  public func selectingRows(_ indices: [Int]) -> Matrix {
    var chosen: [Scalar] = []
    chosen.reserveCapacity(indices.count * columns)
    for index in indices { chosen += storage[(index * columns)..<((index + 1) * columns)] }
    return Matrix(rows: indices.count, columns: columns, storage: chosen)
  }

  /// The columns with these indices, in this order.
  @inlinable
  public func selectingColumns(_ indices: [Int]) -> Matrix {
    var result = Matrix(rows: rows, columns: indices.count)
    for i in 0..<rows {
      for (j, index) in indices.enumerated() { result[i, j] = self[i, index] }
    }
    return result
  }
}

extension Matrix {
  /// The matrix product, for small matrices: m×k times k×n gives m×n.
  @inlinable
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.columns == right.rows,
      "cannot multiply \(left.rows)x\(left.columns) by \(right.rows)x\(right.columns)")
    var result = Matrix(rows: left.rows, columns: right.columns)
    for i in 0..<left.rows {
      for k in 0..<left.columns {
        let factor = left[i, k]
        for j in 0..<right.columns { result[i, j] += factor * right[k, j] }
      }
    }
    return result
  }

  /// The matrix applied to a vector: m×n times n gives m.
  @inlinable
  public static func * (left: Matrix, right: [Scalar]) -> [Scalar] {
    precondition(
      left.columns == right.count,
      "cannot apply \(left.rows)x\(left.columns) to \(right.count) elements")
    return (0..<left.rows).map { i in
      var sum: Scalar = 0
      for j in 0..<left.columns { sum += left[i, j] * right[j] }
      return sum
    }
  }

  /// Element by element sum of two matrices of one shape.
  @inlinable
  public static func + (left: Matrix, right: Matrix) -> Matrix {
    precondition(
      left.rows == right.rows && left.columns == right.columns,
      "cannot add \(left.rows)x\(left.columns) and \(right.rows)x\(right.columns)")
    var result = left
    for index in result.storage.indices { result.storage[index] += right.storage[index] }
    return result
  }

  /// Every element times `factor`.
  @inlinable
  public static func * (factor: Scalar, right: Matrix) -> Matrix {
    Matrix(rows: right.rows, columns: right.columns, storage: right.storage.map { factor * $0 })
  }
}

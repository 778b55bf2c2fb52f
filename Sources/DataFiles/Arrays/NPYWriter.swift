import NumericCore

/// Writes a matrix as a NumPy file of version 1.0, row by row, whole or not at all: Float64, little endian, in C order.
public struct NPYWriter: ~Copyable {
  private var file: AtomicFile
  private let columns: Int
  private var rowsLeft: Int

  /// Begins the matrix of `rows` rows and `columns` columns at `path`.
  public init(path: String, rows: Int, columns: Int) throws(DataError) {
    try self.init(path: path, rows: rows, columns: columns, shape: [rows, columns])
  }

  /// Begins `rows` pictures of one shape at `path`, an array of three axes; each is written as a row of pixels.
  public init(path: String, pictures rows: Int, of shape: ImageShape) throws(DataError) {
    try self.init(path: path, rows: rows, columns: shape.pixels, shape: [rows, shape.height, shape.width])
  }

  private init(path: String, rows: Int, columns: Int, shape: [Int]) throws(DataError) {
    var file = try AtomicFile(path: path)
    try file.write(Self.header(shape: shape))
    self.file = file
    self.columns = columns
    rowsLeft = rows
  }

  /// Adds a row; a missing value is NaN.
  public mutating func write(row: [Double]) throws(DataError) {
    precondition(row.count == columns, "a row of \(row.count) numbers in \(columns) columns")
    precondition(rowsLeft > 0, "more rows than the matrix has")
    rowsLeft -= 1
    try file.write(row.flatMap { number in withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init) })
  }

  /// Puts the file in its place; all rows have been written.
  public consuming func finish() throws(DataError) {
    precondition(rowsLeft == 0, "\(rowsLeft) rows of the matrix are missing")
    try file.commit()
  }

  /// The magic number, the version, and the header, which blanks fill up so that the numbers begin at a multiple of 64 bytes.
  static func header(shape: [Int]) -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array("{'descr': '<f8', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    let blanks = (64 - (10 + text.count + 1) % 64) % 64
    text += Array(repeating: 0x20, count: blanks) + [0x0A]
    return NPYReader.magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }
}

/// Writes `matrix` as a NumPy file to `path`, whole or not at all.
public func writeArray(_ matrix: Matrix<Double>, to path: String) throws(DataError) {
  var writer = try NPYWriter(path: path, rows: matrix.rows, columns: matrix.columns)
  for row in 0..<matrix.rows { try writer.write(row: matrix.row(row)) }
  try writer.finish()
}

/// `numbers` as a NumPy array of that shape, the last axis fastest: the bytes of a file.
public func arrayBytes(_ numbers: [Double], shape: [Int]) -> [UInt8] {
  precondition(
    numbers.count == shape.reduce(1, *), "\(numbers.count) numbers for an array of shape \(shape)")
  return numbers.reduce(into: NPYWriter.header(shape: shape)) { bytes, number in
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
  }
}

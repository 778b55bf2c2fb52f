import NumericCore

/// A law from which data sets are made: row i is a function of the seed and of i alone, so a longer table begins with the
/// shorter one.
struct Generator: Sendable {
  /// A row: as many coordinates as the law has dimensions, and the number of its class.
  typealias Point = (coordinates: SIMD3<Double>, level: Int32)

  /// The most rows that are made.
  static let mostRows = 10_000_000
  /// How many rows are made unless told.
  static let usualRows = 2000

  /// What the catalogue says of it.
  let entry: DataCatalog.Entry
  /// Other names, in lower case without `-` and `_`.
  let aliases: [String]
  /// The names of the classes.
  let levels: [String]
  /// A row, drawn from its own stream.
  let draw: @Sendable (inout RandomStream) -> Point

  init(
    _ name: String, aliases: [String], dimensions: Int = 2, label: String, levels: [String],
    summary: String, source: String, draw: @escaping @Sendable (inout RandomStream) -> Point
  ) {
    entry = .init(
      name: name, kind: .generator, rows: Self.usualRows,
      columnNames: Array(["x", "y", "z"].prefix(dimensions)), label: label, summary: summary,
      source: source)
    self.aliases = aliases
    self.levels = levels
    self.draw = draw
  }

  /// The table that `request` wants: its count, its seed, its columns.
  func table(_ request: DataRequest, isCancelled: () -> Bool) throws(DataError) -> DataTable {
    let count = request.count ?? entry.rows
    guard (1...Self.mostRows).contains(count) else {
      throw .countOutOfRange(name: entry.name, count: count, limit: Self.mostRows)
    }
    if let label = request.label, label != entry.label {
      throw .unknownColumn(file: entry.name, name: label, names: [entry.label ?? ""])
    }
    let names = ColumnNames(header: entry.columnNames)
    let places = try request.chosenColumns.map { columns throws(DataError) in
      try names.places(of: columns, in: entry.name)
    }
    var values = Matrix<Double>(rows: count, columns: entry.columnNames.count)
    var codes: [Int32] = []
    codes.reserveCapacity(count)
    for row in 0..<count {
      if row & 0x3FFF == 0, isCancelled() { throw .cancelled(file: entry.name) }
      var stream = RandomStream(seed: request.seed, purpose: .dataGeneration, row: UInt32(row))
      let point = draw(&stream)
      for column in 0..<values.columns { values[row, column] = point.coordinates[column] }
      codes.append(point.level)
    }
    let chosen = places.map { values.selectingColumns($0) } ?? values
    return DataTable(
      name: entry.name, values: chosen,
      columnNames: places.map { $0.map { entry.columnNames[$0] } } ?? entry.columnNames,
      labels: entry.label.map { Labels(name: $0, codes: codes, levels: levels) },
      source: DataSource(
        location: entry.name, columns: request.chosenColumns, label: entry.label,
        standardized: request.standardize, count: count, seed: request.seed,
        sha256: sha256(of: values.storage)))
  }
}

/// The SHA-256 of numbers as Float64, little endian, in hexadecimal.
private func sha256(of numbers: [Double]) -> String {
  var digest = SHA256()
  var index = 0
  while index < numbers.count {
    let piece = numbers[index..<min(index + 4096, numbers.count)].map(\.bitPattern.littleEndian)
    piece.withUnsafeBytes { digest.update($0) }
    index += piece.count
  }
  return digest.text
}

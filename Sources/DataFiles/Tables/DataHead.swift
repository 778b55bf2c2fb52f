import NumericCore

/// The first `rows` rows of the arrays or pictures at `location`, without labels, and quick on a file of any size where its
/// rows stand one after another. Nil if it is a text, of which `CSVPreview` shows the beginning.
public func arrayHead(of location: String, rows: Int = 20) throws(DataError) -> DataTable? {
  if case .installed(let installed)? = DataCatalog.meaning(of: location) {
    return try installed.head(rows: rows)
  }
  guard !DataCatalog.contains(location) else { return nil }
  var stream = try openFile(location)
  guard let format = ArrayFormat(head: try stream.peek(8)) else { return nil }
  let array = try ReadArray(
    stream, format: format, name: ArrayLocation(location).array, for: .table, rows: rows)
  let table = try array.data(named: location, request: DataRequest(location: location)).table
  return table.rows > rows ? table.selectingRows(Array(0..<rows)) : table
}

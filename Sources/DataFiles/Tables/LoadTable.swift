import NumericCore

/// Reads or makes the table that `request` asks for.
///
/// A bare name is first looked for among the built-in data sets and the generators; everything else is a path, and `-` is
/// CSV on standard input. A table may have missing values (NaN), never infinite ones. What was left out or renamed is
/// told in the table's notes.
/// - Parameters:
///   - standardInput: the descriptor that `-` reads.
///   - isCancelled: asked every few thousand rows whether to stop.
public func loadTable(
  _ request: DataRequest, standardInput: Int32 = 0, isCancelled: () -> Bool = { false }
) throws(DataError) -> DataTable {
  let table: DataTable
  switch DataCatalog.meaning(of: request.location) {
  case .builtIn(let builtIn)?:
    table = try builtIn.table(request, isCancelled: isCancelled)
  case .generator(let generator)?:
    table = try generator.table(request, isCancelled: isCancelled)
  case nil where request.location == "-":
    let stream = ByteStream(descriptor: standardInput, named: "standard input")
    table = try fileTable(stream, named: "standard input", request: request, isCancelled: isCancelled)
  case nil:
    let stream = try openFile(request.location)
    table = try fileTable(
      stream, named: lastComponent(of: request.location), request: request, isCancelled: isCancelled)
  }
  return request.standardize ? table.standardized() : table
}

/// The bytes of the file at `location`; where there is none, and it could have been meant for the name of a built-in data
/// set, the error suggests some.
private func openFile(_ location: String) throws(DataError) -> ByteStream {
  do {
    return try ByteStream(path: location)
  } catch .notFound where DataCatalog.couldBeMeant(by: location) {
    throw .notFound(location: location, suggestions: DataCatalog.suggestions(for: location))
  }
}

/// The table that `request` wants from a `text` in memory that comes at most `piece` bytes at a time.
package func loadTable(_ request: DataRequest, text: [UInt8], piece: Int = .max) throws(DataError)
  -> DataTable
{
  try fileTable(
    ByteStream(text, named: request.location, piece: piece), named: request.location,
    request: request, isCancelled: { false })
}

/// The table that `request` wants from the text of `stream`.
func fileTable(
  _ stream: consuming ByteStream, named name: String, request: DataRequest, isCancelled: () -> Bool
) throws(DataError) -> DataTable {
  let reader = try TableReader(stream, request: request)
  let result = try reader.read(isCancelled: isCancelled)
  return DataTable(
    name: name, values: result.values, columnNames: result.columnNames, labels: result.labels,
    weights: result.weights,
    source: DataSource(
      location: request.location, columns: request.chosenColumns, label: request.label,
      weights: request.weights,
      standardized: request.standardize, sha256: result.sha256),
    notes: result.notes)
}

private func lastComponent(of path: String) -> String {
  path.split(separator: "/").last.map { printable(String($0)) } ?? path
}

import NumericCore

/// Reads or makes the table that `request` asks for, as `loadData` does, as numbers in Double.
public func loadTable(
  _ request: DataRequest, standardInput: Int32 = 0, isCancelled: () -> Bool = { false }
) throws(DataError) -> DataTable {
  try loadData(request, standardInput: standardInput, isCancelled: isCancelled).table
}

/// Reads or makes the data that `request` asks for; pictures of bytes stay bytes.
///
/// A bare name is first looked for among the built-in data sets and the generators; everything else is a path, and `-` is
/// standard input. The first bytes tell whether a file is packed by gzip, and whether it is an IDX or NumPy file; everything
/// else is read as CSV. A table may have missing values (NaN), never infinite ones. Pixels are scaled to [0, 1]. What was
/// left out, renamed or scaled is told in the notes.
/// - Parameters:
///   - standardInput: the descriptor that `-` reads.
///   - isCancelled: asked now and then whether to stop.
public func loadData(
  _ request: DataRequest, standardInput: Int32 = 0, isCancelled: () -> Bool = { false }
) throws(DataError) -> LoadedData {
  var data: LoadedData
  switch DataCatalog.meaning(of: request.location) {
  case .builtIn(let builtIn)?:
    data = .table(try builtIn.table(request, isCancelled: isCancelled))
  case .installed(let installed)?:
    data = try installed.data(request, isCancelled: isCancelled)
  case .generator(let generator)?:
    data = .table(try generator.table(request, isCancelled: isCancelled))
  case nil where request.location == "-":
    let stream = ByteStream(descriptor: standardInput, named: "standard input")
    data = try fileData(stream, named: "standard input", request: request, isCancelled: isCancelled)
  case nil:
    let stream = try openFile(request.location)
    data = try fileData(
      stream, named: lastComponent(of: request.location), request: request, isCancelled: isCancelled)
  }
  if let file = request.labelFile {
    let labels = try labels(inFile: file, rows: data.rows, data: request.location)
    data = data.labelled(by: labels, from: file)
  }
  return request.standardize ? data.standardized() : data
}

/// The bytes of the file at `location`, which may be an array of an archive; where there is none, and it could have been
/// meant for the name of a built-in data set, the error suggests some.
func openFile(_ location: String, limit: Int = .max) throws(DataError) -> ByteStream {
  do {
    return try ByteStream(path: ArrayLocation(location).path, limit: limit)
  } catch .notFound where DataCatalog.couldBeMeant(by: location) {
    throw .notFound(location: location, suggestions: DataCatalog.suggestions(for: location))
  }
}

/// The table that `request` wants from a `text` in memory that comes at most `piece` bytes at a time.
package func loadTable(_ request: DataRequest, text: [UInt8], piece: Int = .max) throws(DataError)
  -> DataTable
{
  try loadData(request, bytes: text, piece: piece).table
}

/// The data that `request` wants from the `bytes` of a file that come at most `piece` at a time and unpack to at most
/// `mostUnpacked`.
package func loadData(
  _ request: DataRequest, bytes: [UInt8], piece: Int = .max, mostUnpacked: Int = 1 << 30
) throws(DataError) -> LoadedData {
  try fileData(
    ByteStream(bytes, named: request.location, piece: piece, mostUnpacked: mostUnpacked),
    named: request.location, request: request, isCancelled: { false })
}

/// The data that `request` wants from the file of `stream`, whatever its format.
func fileData(
  _ stream: consuming ByteStream, named name: String, request: DataRequest, isCancelled: () -> Bool
) throws(DataError) -> LoadedData {
  var stream = stream
  guard let format = ArrayFormat(head: try stream.peek(8)) else {
    return .table(try textTable(stream, named: name, request: request, isCancelled: isCancelled))
  }
  let array = try ReadArray(
    stream, format: format, name: ArrayLocation(request.location).array, for: .table,
    isCancelled: isCancelled)
  return try array.data(named: name, request: request)
}

/// The table that `request` wants from the text of `stream`.
func textTable(
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

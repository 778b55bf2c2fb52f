import NumericCore

/// A data set of pictures that a package of the system installs, as two IDX files: pictures and labels.
package struct InstalledData: Sendable {
  /// What the catalogue says of it.
  package let entry: DataCatalog.Entry
  /// The package that installs it.
  let package: String
  /// The directory that the package puts it in.
  let directory: String
  /// The names of the files there.
  let pictures: String
  let labels: String
  /// What the labels 0, 1, … stand for.
  let levels: [String]

  /// The pictures that `request` wants, with their labels.
  package func data(_ request: DataRequest, isCancelled: () -> Bool = { false }) throws(DataError)
    -> LoadedData
  {
    let array = try open(pictures, for: .table, rows: nil, isCancelled: isCancelled)
    var filled = request
    filled.location = entry.name
    let data = try array.data(named: entry.name, request: filled)
    guard request.label == nil else { return data }
    let labels = try open(labels, for: .labels, rows: nil, isCancelled: isCancelled)
    let named = try classes(of: labels)
    guard named.codes.count == data.rows else {
      throw .labelCount(
        file: path(self.labels), count: named.codes.count, data: path(pictures), rows: data.rows)
    }
    return data.labelled(by: named, from: nil)
  }

  /// The first `count` pictures, as numbers, without labels.
  func head(rows count: Int) throws(DataError) -> DataTable {
    let array = try open(pictures, for: .table, rows: count, isCancelled: { false })
    return try array.data(named: entry.name, request: DataRequest(location: entry.name)).table
  }

  /// Whether its files are there.
  package var isInstalled: Bool { (try? ByteStream(path: path(pictures))) != nil }

  private func path(_ file: String) -> String { "\(directory)/\(file)" }

  private func open(_ file: String, for use: ArrayUse, rows: Int?, isCancelled: () -> Bool)
    throws(DataError) -> ReadArray
  {
    var stream: ByteStream
    do {
      stream = try ByteStream(path: path(file))
    } catch .notFound {
      throw .notInstalled(name: entry.name, path: path(file), package: package)
    }
    guard let format = ArrayFormat(head: try stream.peek(8)) else {
      throw .array(
        file: path(file), format: .idx,
        fault: .unexpected(offset: 0, expected: "two zero bytes", found: "something else"))
    }
    return try ReadArray(stream, format: format, name: nil, for: use, rows: rows, isCancelled: isCancelled)
  }

  /// The labels of the file as the names of the classes.
  private func classes(of file: ReadArray) throws(DataError) -> Labels {
    let numbers = try file.labels(named: "class")
    // The levels of the file are the numbers that occur; those of the data set are all of its classes.
    let codes = numbers.levels.map { Int32($0) ?? -1 }
    return Labels(
      name: "class", codes: numbers.codes.map { $0 < 0 ? -1 : min(codes[Int($0)], Int32(levels.count)) },
      levels: levels)
  }
}

extension InstalledData {
  /// All of them.
  static let all = [
    fashion("fashion-mnist", "train", rows: 60_000), fashion("fashion-mnist-test", "t10k", rows: 10_000),
  ]

  /// One of the two parts of Fashion-MNIST, with its files in `directory`.
  package static func fashion(
    _ name: String, _ part: String, rows: Int, directory: String = "/usr/share/datasets/fashion-mnist"
  ) -> InstalledData {
    InstalledData(
      entry: .init(
        name: name, kind: .installed, rows: rows,
        columnNames: ImageShape(height: 28, width: 28).columnNames, label: "class",
        summary: "grey pictures of ten kinds of clothes, 28x28 (apt-get install dataset-fashion-mnist)",
        source: "Xiao, Rasul & Vollgraf (2017)"),
      package: "dataset-fashion-mnist", directory: directory,
      pictures: "\(part)-images-idx3-ubyte.gz", labels: "\(part)-labels-idx1-ubyte.gz",
      levels: [
        "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
        "ankle boot",
      ])
  }
}

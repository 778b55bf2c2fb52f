import NumericCore

/// The labels in a file of their own, one for each of the `rows` rows of `data`: an IDX or NumPy array of one axis, or CSV with
/// one column. The first line of a CSV file is a name if there is one line more than rows.
func labels(inFile location: String, rows: Int, data: String) throws(DataError) -> Labels {
  var stream = try openFile(location)
  let labels: Labels
  if let format = ArrayFormat(head: try stream.peek(8)) {
    let array = try ReadArray(stream, format: format, name: ArrayLocation(location).array, for: .labels)
    labels = try array.labels(named: "label")
  } else {
    labels = try textLabels(stream, rows: rows)
  }
  guard labels.codes.count == rows else {
    throw .labelCount(file: location, count: labels.codes.count, data: data, rows: rows)
  }
  return labels
}

/// The labels in a text of one column, without its first line if it has one line more than `rows`.
private func textLabels(_ stream: consuming ByteStream, rows: Int) throws(DataError) -> Labels {
  var opening = try TableOpening(stream, header: .absent)
  let file = opening.scanner.file
  var cells: [[UInt8]?] = []
  repeat {
    guard opening.scanner.cells.count == 1, let cell = opening.scanner.cells.first else {
      throw .notLabels(
        file: file, found: "\(opening.scanner.cells.count) columns in line \(opening.scanner.line)")
    }
    cells.append(opening.scanner.value(of: cell) == .missing ? nil : opening.scanner.bytes(of: cell))
  } while try opening.scanner.next()
  var name = "label"
  if cells.count == rows + 1, let first = cells.removeFirst() { name = printable(first) }
  var gathered = LabelGatherer()
  for cell in cells {
    guard let cell else {
      gathered.appendMissing()
      continue
    }
    guard gathered.append(cell) else {
      throw .notLabels(file: file, found: "more than \(LabelGatherer.mostLevels) different labels")
    }
  }
  return gathered.labels(named: name)
}

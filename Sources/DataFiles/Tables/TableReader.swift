import NumericCore

/// Reads the columns that are wanted of one table. Memory is proportional to the numbers kept: no cell becomes a String,
/// except the one that an error or a note shows.
struct TableReader: ~Copyable {
  /// What was read.
  struct Result {
    /// The numbers (rows × columns); a missing value is NaN.
    var values: Matrix<Double>
    /// One name per column.
    var columnNames: [String]
    /// The classes of the rows, if a label column was asked for.
    var labels: Labels?
    /// How many times each row counts, if a column of weights was asked for.
    var weights: [Double]?
    /// Sentences about what was left out or changed.
    var notes: [String]
    /// The SHA-256 of the bytes of the text.
    var sha256: String
  }

  private var opening: TableOpening
  private var gatherers: [NumberGatherer]
  private var labels = LabelGatherer()
  private let labelPlace: Int?
  private var weights: [Double] = []
  private let weightPlace: Int?
  private let columnsWereChosen: Bool
  private let notesConstantColumns: Bool
  /// Sentences about columns that were asked for and have another use.
  private let notesOnUse: [String]

  /// The reader of the table that `request` wants from the text of `stream`. The columns it names must be there.
  init(_ stream: consuming ByteStream, request: DataRequest) throws(DataError) {
    let opening = try TableOpening(stream, header: request.header, givenNames: request.givenNames)
    let names = opening.names
    let file = opening.scanner.file
    let labelPlace: Int? = if let label = request.label { try names.place(of: label, in: file) } else { nil }
    let weightPlace: Int? =
      if let weights = request.weights { try names.place(of: weights, in: file) } else { nil }
    let wanted = try request.chosenColumns.map { columns throws(DataError) in
      try names.places(of: columns, in: file)
    }
    // What says how much a row counts, or which class it is of, is not measured on it.
    let places = (wanted ?? Array(names.names.indices)).filter { $0 != labelPlace && $0 != weightPlace }
    let inOtherUse = [labelPlace, weightPlace].compactMap { $0 }.filter { wanted?.contains($0) ?? true }
    guard !places.isEmpty else {
      throw .noColumnLeft(file: file, names: inOtherUse.map { names.names[$0] })
    }
    notesOnUse =
      wanted == nil
      ? []
      : inOtherUse.map { place in
        "column \(quoted(names.names[place])) holds the \(place == weightPlace ? "weights" : "labels") and is not fitted"
      }
    let columnsWereChosen = request.chosenColumns != nil
    gatherers = places.map { NumberGatherer(place: $0, isRequired: columnsWereChosen) }
    self.columnsWereChosen = columnsWereChosen
    notesConstantColumns = request.notesConstantColumns
    self.labelPlace = labelPlace
    self.weightPlace = weightPlace
    self.opening = opening
  }

  /// Reads to the end. `isCancelled` is asked now and then whether to stop.
  consuming func read(isCancelled: () -> Bool) throws(DataError) -> Result {
    let width = opening.names.names.count
    let file = opening.scanner.file
    var hasRow = true
    if opening.hasHeader { hasRow = try opening.scanner.next() }
    guard hasRow else { throw .headerOnly(file: file, names: opening.names.names) }
    var rows = 0
    while hasRow {
      guard opening.scanner.cells.count == width else {
        throw .raggedRow(
          file: file, line: opening.scanner.line, found: opening.scanner.cells.count, expected: width)
      }
      try gatherRow()
      rows += 1
      if rows & 0x3FFF == 0, isCancelled() { throw .cancelled(file: file) }
      hasRow = try opening.scanner.next()
    }
    return try result(rows: rows)
  }

  /// Takes what is wanted from the present row.
  private mutating func gatherRow() throws(DataError) {
    for index in gatherers.indices where gatherers[index].offence == nil {
      let cell = opening.scanner.cells[gatherers[index].place]
      switch opening.scanner.value(of: cell) {
      case .number(let number): gatherers[index].append(number)
      case .missing: gatherers[index].appendMissing()
      case .infinite:
        throw .infinite(place(of: gatherers[index].place), found: opening.scanner.text(of: cell))
      case .text:
        let text = opening.scanner.text(of: cell)
        if gatherers[index].isRequired {
          throw .notANumber(place(of: gatherers[index].place), found: text)
        }
        gatherers[index].giveUp(line: opening.scanner.line, text: text)
      }
    }
    try gatherWeight()
    guard let labelPlace else { return }
    let cell = opening.scanner.cells[labelPlace]
    if opening.scanner.value(of: cell) == .missing {
      labels.appendMissing()
    } else if !labels.append(opening.scanner.bytes(of: cell)) {
      throw .tooManyLevels(place(of: labelPlace), limit: LabelGatherer.mostLevels)
    }
  }

  /// Takes the weight of the present row: a number that is not negative.
  private mutating func gatherWeight() throws(DataError) {
    guard let weightPlace else { return }
    let cell = opening.scanner.cells[weightPlace]
    guard case .number(let weight) = opening.scanner.value(of: cell), weight >= 0 else {
      throw .notAWeight(place(of: weightPlace), found: opening.scanner.text(of: cell))
    }
    weights.append(weight)
  }

  private func place(of column: Int) -> CellPlace {
    CellPlace(file: opening.scanner.file, line: opening.scanner.line, column: opening.names.names[column])
  }
}

extension TableReader {
  /// The table of what was gathered, without the columns that are not made of numbers.
  private func result(rows: Int) throws(DataError) -> Result {
    let names = opening.names.names
    let file = opening.scanner.file
    var notes = opening.notes + notesOnUse
    var kept: [NumberGatherer] = []
    var skipped: [SkippedColumn] = []
    for gatherer in gatherers {
      let name = names[gatherer.place]
      if let offence = gatherer.offence {
        skipped.append(SkippedColumn(name: name, found: offence.text, line: offence.line))
      } else if gatherer.isEmpty {
        if gatherer.isRequired { throw .columnWithoutValues(file: file, name: name) }
        skipped.append(SkippedColumn(name: name, found: nil, line: 0))
      } else {
        kept.append(gatherer)
      }
    }
    // A first column without a name that counts the rows is how R and pandas write row names.
    if !columnsWereChosen, kept.count > 1, let first = kept.first, first.place == 0,
      opening.names.firstIsUnnamed, first.countsRows
    {
      kept.removeFirst()
      notes.append("the first column has no name and counts the rows: left out")
    }
    if let weightPlace, !weights.contains(where: { $0 > 0 }) {
      throw .noWeight(file: file, name: names[weightPlace])
    }
    guard !kept.isEmpty else { throw .noNumericColumn(file: file, skipped: skipped) }
    notes += skipped.map(\.note)
    for gatherer in kept where gatherer.isConstant && notesConstantColumns {
      notes.append(
        "column \(quoted(names[gatherer.place])) is constant: \(shortest(gatherer.least)) in every row")
    }
    var values = Matrix<Double>(rows: rows, columns: kept.count)
    for (column, gatherer) in kept.enumerated() {
      for row in 0..<rows { values[row, column] = gatherer.values[row] }
    }
    return Result(
      values: values, columnNames: kept.map { names[$0.place] },
      labels: labelPlace.map { labels.labels(named: names[$0]) },
      weights: weightPlace == nil ? nil : weights, notes: notes,
      sha256: opening.scanner.sha256)
  }
}

extension TableOpening {
  /// Sentences about what was passed over or renamed before the first row.
  fileprivate var notes: [String] {
    let passedOver =
      comments == 0
      ? [] : ["\(counted(comments, "line")) at the top beginning with # passed over"]
    return passedOver + names.notes
  }
}

extension SkippedColumn {
  /// What a person is told about the column.
  fileprivate var note: String {
    guard let found else { return "column \(quoted(name)) is left out: it has no values" }
    return "column \(quoted(name)) is left out: line \(line) holds \(quoted(found)), which is not a number"
  }
}

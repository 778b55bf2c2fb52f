import NumericCore

extension ReadArray {
  /// The most columns of a table.
  private static var mostColumns: Int { RecordScanner.mostCells }

  /// The data that `request` wants of the array, called `name`: a vector is one column, a matrix rows and columns, and three
  /// axes are pictures, one after another. Pictures of bytes stay bytes unless columns are chosen or standardised.
  func data(named name: String, request: DataRequest) throws(DataError) -> LoadedData {
    let (rows, shape, columns) = try layout()
    guard columns <= Self.mostColumns else {
      throw error(.axes(shape: array.shape, expected: "at most \(Self.mostColumns) columns"))
    }
    var request = request
    let names = shape.map { ColumnNames(header: $0.columnNames) } ?? ColumnNames(count: columns)
    // Who names every column in its place wants the pictures.
    if request.chosenColumns == names.names { request.columns = nil }
    let source = DataSource(
      location: request.location, columns: request.chosenColumns, label: request.label,
      weights: request.weights, standardized: request.standardize, sha256: sha256)
    let isWhole = request.chosenColumns == nil && request.label == nil && request.weights == nil
    if let shape, isWhole, !request.standardize, array.type == .uint8 || array.type == .bool {
      let pixels = array.inRowOrder(array.bytes)
      let scale = Self.pixelScale(least: 0, most: Double(pixels.max() ?? 0)) ?? 255
      return .pixels(
        PixelTable(
          name: name, pixels: pixels, imageShape: shape, pixelScale: scale, source: source,
          notes: notes + (scale == 1 ? [] : [pixelScaleNote(scale)])))
    }
    let values = Matrix(rows: rows, columns: columns, storage: array.inRowOrder(try finiteNumbers()))
    let chosen = try choose(request, of: values, names: names)
    var table = DataTable(
      name: name, values: chosen.values, columnNames: chosen.columnNames, labels: chosen.labels,
      weights: chosen.weights, source: source, notes: notes + chosen.notes,
      imageShape: isWhole ? shape : nil)
    if shape != nil { table = scaled(table, of: values) }
    return .table(table)
  }

  /// How many rows and columns the array has, and the shape of its pictures if it holds some.
  private func layout() throws(DataError) -> (rows: Int, shape: ImageShape?, columns: Int) {
    // The axis of the one channel of grey pictures says nothing.
    var shape = array.shape
    if shape.count == 4 {
      if shape[1] == 1 { shape.remove(at: 1) } else if shape[3] == 1 { shape.removeLast() }
    }
    switch shape.count {
    case 1: return (shape[0], nil, 1)
    case 2: return (shape[0], nil, shape[1])
    case 3: return (shape[0], ImageShape(height: shape[1], width: shape[2]), shape[1] * shape[2])
    default:
      throw error(
        .axes(
          shape: array.shape,
          expected: "one, two (rows, columns) or three axes (pictures, height, width; grey)"))
    }
  }

  /// The numbers in the order of the file, of which none is infinite.
  private func finiteNumbers() throws(DataError) -> [Double] {
    let numbers = array.numbersAsStored
    guard let index = numbers.firstIndex(where: \.isInfinite) else { return numbers }
    throw error(
      .unexpected(
        offset: array.dataOffset + index * array.type.byteCount, expected: "a finite number",
        found: shortest(numbers[index])))
  }

  /// The value that stands for 1 in pixels from `least` to `most`; nil if they are none.
  private static func pixelScale(least: Double, most: Double) -> Double? {
    guard least >= 0, most <= 255 else { return nil }
    return most <= 1 ? 1 : most <= 16 ? 16 : 255
  }

  /// Columns of pictures, brought to [0, 1] by the range of all pixels.
  private func scaled(_ table: DataTable, of values: Matrix<Double>) -> DataTable {
    var least = Double.infinity
    var most = -Double.infinity
    for value in values.storage where !value.isNaN {
      least = min(least, value)
      most = max(most, value)
    }
    guard let scale = Self.pixelScale(least: least, most: most) else {
      var table = table
      if least <= most {
        table.notes.append(
          "values of \(shortNumber(least)) to \(shortNumber(most)) are no pixels of [0, 1], 0 to 16 or 0 to 255: taken as they are"
        )
      }
      return table
    }
    return scale == 1 ? table : table.scalingPixels(by: scale, imageShape: table.imageShape)
  }
}

extension ReadArray {
  /// The parts of a table.
  private struct Parts {
    var values: Matrix<Double>
    var columnNames: [String]
    var labels: Labels?
    var weights: [Double]?
    var notes: [String]
  }

  /// The columns, labels and weights that `request` names.
  private func choose(_ request: DataRequest, of values: Matrix<Double>, names: ColumnNames)
    throws(DataError) -> Parts
  {
    let label: Int? = if let name = request.label { try names.place(of: name, in: file) } else { nil }
    let weight: Int? = if let name = request.weights { try names.place(of: name, in: file) } else { nil }
    let wanted = try request.chosenColumns.map { columns throws(DataError) in
      try names.places(of: columns, in: file)
    }
    let places = (wanted ?? Array(0..<values.columns)).filter { $0 != label && $0 != weight }
    guard !places.isEmpty else {
      throw .noColumnLeft(file: file, names: [label, weight].compactMap { $0.map { names.names[$0] } })
    }
    let isWhole = places.count == values.columns && wanted == nil
    let chosen = isWhole ? values : values.selectingColumns(places)
    var notes: [String] = []
    // The border of pictures is dark in all of them, which is worth no sentence for each pixel.
    if array.shape.count < 3 {
      for (column, place) in places.enumerated() {
        let first = chosen[0, column]
        if chosen.rows > 1, (0..<chosen.rows).allSatisfy({ chosen[$0, column] == first }) {
          notes.append("column \(quoted(names.names[place])) is constant: \(shortest(first)) in every row")
        }
      }
    }
    return Parts(
      values: chosen, columnNames: places.map { names.names[$0] },
      labels: try label.map { place throws(DataError) in
        try numericLabels(values.column(place), named: names.names[place])
      },
      weights: try weight.map { place throws(DataError) in
        try weights(values.column(place), named: names.names[place])
      }, notes: notes)
  }

  /// Numbers as weights: none negative or missing, and not all 0.
  private func weights(_ numbers: [Double], named name: String) throws(DataError) -> [Double] {
    if let row = numbers.firstIndex(where: { !($0 >= 0) }) {
      throw .notAWeight(CellPlace(file: file, line: row + 1, column: name), found: shortest(numbers[row]))
    }
    guard numbers.contains(where: { $0 > 0 }) else { throw .noWeight(file: file, name: name) }
    return numbers
  }

  /// The labels that the array holds: one axis, or a single column or row.
  func labels(named name: String) throws(DataError) -> Labels {
    guard array.shape.count(where: { $0 != 1 }) <= 1 else {
      throw .notLabels(file: file, found: "an array of \(named(array.shape))")
    }
    return try numericLabels(try finiteNumbers(), named: name)
  }

  /// Numbers as classes, in ascending order; a missing one is no class.
  private func numericLabels(_ numbers: [Double], named name: String) throws(DataError) -> Labels {
    let levels = Set(numbers.filter { !$0.isNaN }).sorted()
    guard levels.count <= LabelGatherer.mostLevels else {
      throw .notLabels(
        file: file, found: "\(levels.count) different labels, more than \(LabelGatherer.mostLevels)")
    }
    let codes = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
    return Labels(
      name: name, codes: numbers.map { codes[$0] ?? -1 }, levels: levels.map { shortest($0) })
  }
}

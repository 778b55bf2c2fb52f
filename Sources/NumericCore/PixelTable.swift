/// Pictures as bytes, one per row: an eighth of the memory of the same numbers in a `DataTable`. Pixels are read as Float in
/// [0, 1] by `fill`, or all at once as a `DataTable` by `table`.
///
/// A value; its copies share storage.
public struct PixelTable: Sendable {
  /// What the data set is called on the screen.
  public var name: String
  /// The pixels, picture after picture, each row of pixels by row of pixels (rows × dimensions).
  public let pixels: [UInt8]
  /// Height and width of every picture.
  public let imageShape: ImageShape
  /// The value that stands for 1, such as 255; every pixel is divided by it.
  public let pixelScale: Double
  /// A class for each picture, where the source has one.
  public let labels: Labels?
  /// How to read the same pictures again.
  public var source: DataSource
  /// For each row, which row of the source it is, counted from 1; nil where none was left out.
  public let rowNumbers: [Int]?
  /// Sentences about what reading changed, for the person to see.
  public var notes: [String]

  /// Number of pictures.
  public let rows: Int
  /// Number of pixels of a picture.
  public var dimensions: Int { imageShape.pixels }

  /// Pictures of `imageShape`, of whose pixels none is above `pixelScale`.
  public init(
    name: String, pixels: [UInt8], imageShape: ImageShape, pixelScale: Double = 255, labels: Labels? = nil,
    source: DataSource = DataSource(), rowNumbers: [Int]? = nil, notes: [String] = []
  ) {
    precondition(
      imageShape.pixels > 0 && pixels.count.isMultiple(of: imageShape.pixels),
      "\(pixels.count) pixels make no pictures of \(imageShape)")
    precondition(pixelScale > 0, "a pixel scale of \(pixelScale)")
    rows = pixels.count / imageShape.pixels
    precondition(labels?.codes.count ?? rows == rows, "labels for another number of rows than \(rows)")
    precondition(rowNumbers?.count ?? rows == rows, "row numbers for another number of rows than \(rows)")
    self.name = name
    self.pixels = pixels
    self.imageShape = imageShape
    self.pixelScale = pixelScale
    self.labels = labels
    self.source = source
    self.rowNumbers = rowNumbers
    self.notes = notes
  }

  /// Which row of the source row `row` is, counted from 1.
  public func number(ofRow row: Int) -> Int { rowNumbers?[row] ?? row + 1 }

  /// The same pictures as numbers in [0, 1], each in a Double.
  public var table: DataTable {
    let scaled = (0...255).map { Double($0) / pixelScale }
    return DataTable(
      name: name,
      values: Matrix(rows: rows, columns: dimensions, storage: pixels.map { scaled[Int($0)] }),
      columnNames: imageShape.columnNames, labels: labels, source: source, rowNumbers: rowNumbers,
      notes: notes, imageShape: imageShape, pixelScale: pixelScale)
  }

  /// The pictures with these indices, in this order; each keeps its number in the source.
  public func selectingRows(_ indices: [Int]) -> PixelTable {
    var chosen: [UInt8] = []
    chosen.reserveCapacity(indices.count * dimensions)
    for index in indices { chosen += pixels[(index * dimensions)..<((index + 1) * dimensions)] }
    return PixelTable(
      name: name, pixels: chosen, imageShape: imageShape, pixelScale: pixelScale,
      labels: labels?.selecting(indices), source: source, rowNumbers: indices.map(number(ofRow:)),
      notes: notes)
  }

  /// The pictures without round(fraction n) random ones, and those; the same rows as of the `DataTable`. Nil if one of the two
  /// would be empty.
  public func splitting(_ holdout: DataSource.Holdout) -> (kept: PixelTable, heldOut: PixelTable)? {
    guard let parts = holdout.split(rows: rows) else { return nil }
    var kept = selectingRows(parts.kept)
    kept.source.holdout = holdout
    return (kept, selectingRows(parts.heldOut))
  }

  /// The same pictures with other labels, one per picture, or none.
  public func labelled(by labels: Labels?) -> PixelTable {
    PixelTable(
      name: name, pixels: pixels, imageShape: imageShape, pixelScale: pixelScale, labels: labels,
      source: source, rowNumbers: rowNumbers, notes: notes)
  }
}

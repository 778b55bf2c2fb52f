import NumericCore

/// What a request leads to: a table of numbers, or pictures that are kept as bytes.
public enum LoadedData: Sendable {
  /// Numbers in Double.
  case table(DataTable)
  /// Pictures of one byte a pixel, in an eighth of the memory.
  case pixels(PixelTable)

  /// The data as numbers in Double; pixels in [0, 1].
  public var table: DataTable {
    switch self {
    case .table(let table): table
    case .pixels(let pixels): pixels.table
    }
  }

  /// The rows, to be read batch by batch as Float.
  public var floatRows: any FloatRows {
    switch self {
    case .table(let table): table
    case .pixels(let pixels): pixels
    }
  }

  /// Number of observations.
  public var rows: Int { floatRows.rows }
  /// Number of measurements per observation.
  public var dimensions: Int { floatRows.dimensions }

  /// The class of each row, where there is one.
  public var labels: Labels? {
    switch self {
    case .table(let table): table.labels
    case .pixels(let pixels): pixels.labels
    }
  }

  /// Height and width of the pictures; nil if the rows are none.
  public var imageShape: ImageShape? {
    switch self {
    case .table(let table): table.imageShape
    case .pixels(let pixels): pixels.imageShape
    }
  }

  /// Sentences about what reading left out or changed.
  public var notes: [String] {
    switch self {
    case .table(let table): table.notes
    case .pixels(let pixels): pixels.notes
    }
  }

  /// The same data with these labels, of which there are as many as rows.
  func labelled(by labels: Labels, from file: String?) -> LoadedData {
    switch self {
    case .table(var table):
      table = table.labelled(by: labels)
      table.source.labelFile = file
      return .table(table)
    case .pixels(var pixels):
      pixels = pixels.labelled(by: labels)
      pixels.source.labelFile = file
      return .pixels(pixels)
    }
  }

  /// The same data with every column brought to mean 0 and standard deviation 1.
  func standardized() -> LoadedData { .table(table.standardized()) }
}

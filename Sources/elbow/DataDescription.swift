import DataFiles
import NumericCore
import PlotKit

/// An entry of the catalog, for JSON and for the list.
struct DataEntry: Encodable {
  let name: String
  let kind: String
  let rows: Int
  let dimensions: Int
  let columns: [String]
  let label: String?
  let weights: String?
  let summary: String
  let source: String

  init(_ entry: DataCatalog.Entry) {
    name = entry.name
    kind =
      switch entry.kind {
      case .generator: "generator"
      case .builtIn: "data"
      case .installed: "package"
      }
    rows = entry.rows
    dimensions = entry.columnNames.count
    columns = entry.columnNames
    label = entry.label
    weights = entry.weights
    summary = entry.summary
    source = entry.source
  }

  /// Rows by columns; of a generator, any number of rows.
  var shape: String {
    let text = (kind == "generator" ? "N" : String(rows)) + "x\(dimensions)"
    return text + String(repeating: " ", count: max(0, 9 - text.count))
  }
}

/// What there is to say of a table, column by column.
struct DataDescription: Encodable {
  /// One column, each row as often as it counts; numbers are nil where there is no value to compute them from.
  struct Column: Encodable {
    let name: String
    let mean: Double?
    let standardDeviation: Double?
    let minimum: Double?
    let maximum: Double?
    let missing: Int
  }

  let name: String
  let rows: Int
  let dimensions: Int
  let totalWeight: Double?
  let sha256: String
  /// Height and width of the pictures that the rows are; nil if they are none.
  let image: [Int]?
  /// What pixels were divided by; nil if they are as they were.
  let pixelScale: Double?
  let columns: [Column]
  let label: String?
  let levels: [String]?
  let weights: String?
  let notes: [String]

  init(_ table: DataTable) {
    name = table.name
    rows = table.rows
    dimensions = table.dimensions
    totalWeight = table.weights == nil ? nil : table.totalWeight
    sha256 = table.source.sha256
    label = table.labels?.name
    levels = table.labels?.levels
    weights = table.source.weights
    notes = table.notes
    image = table.imageShape.map { [$0.height, $0.width] }
    pixelScale = table.pixelScale
    columns = (0..<table.dimensions).map { index in
      Column(name: table.columnNames[index], table.values.column(index), weights: table.weights)
    }
  }

  init(_ pixels: PixelTable) {
    name = pixels.name
    rows = pixels.rows
    dimensions = pixels.dimensions
    totalWeight = nil
    sha256 = pixels.source.sha256
    label = pixels.labels?.name
    levels = pixels.labels?.levels
    weights = nil
    notes = pixels.notes
    image = [pixels.imageShape.height, pixels.imageShape.width]
    pixelScale = pixels.pixelScale == 1 ? nil : pixels.pixelScale
    columns = Column.columns(of: pixels)
  }

  /// The description as a table for a person.
  var text: String {
    let format = NumberFormat.significant(6)
    func cell(_ value: Double?) -> String { value.map(format.text) ?? "-" }
    var lines = [
      "\(name): \(counted(rows, "row")), \(counted(dimensions, "column"))"
        + (image.map { ", pictures of \($0[0])x\($0[1])" } ?? "")
        + (label.map { ", labels \($0)" } ?? "")
    ]
    if let weights, let totalWeight {
      lines.append("each row counts as \(weights) says, \(shortNumber(totalWeight)) in all")
    }
    lines += textTable(
      header: ["column", "mean", "sd (n-1)", "min", "max", "missing"],
      rows: (image == nil ? columns : [pooled]).map {
        [
          $0.name, cell($0.mean), cell($0.standardDeviation), cell($0.minimum), cell($0.maximum),
          String($0.missing),
        ]
      })
    return (lines + notes.map { "note: \($0)" } + ["sha256 \(sha256)"]).joined(separator: "\n")
  }
}

extension DataDescription {
  /// All pixels of pictures as one column.
  private var pooled: Column {
    let counts = columns.map { Double(rows - $0.missing) }
    let n = counts.reduce(0, +)
    let mean = zip(columns, counts).reduce(0) { $0 + ($1.0.mean ?? 0) * $1.1 } / n
    // Squares within each pixel, and between the pixels.
    let squares = zip(columns, counts).reduce(0) { sum, pixel in
      let (column, count) = pixel
      let deviation = column.standardDeviation ?? 0
      let shift = (column.mean ?? mean) - mean
      return sum + max(count - 1, 0) * deviation * deviation + count * shift * shift
    }
    return Column(
      name: "all pixels", mean: n > 0 ? mean : nil,
      standardDeviation: n > 1 ? (squares / (n - 1)).squareRoot() : nil,
      minimum: columns.compactMap(\.minimum).min(), maximum: columns.compactMap(\.maximum).max(),
      missing: columns.reduce(0) { $0 + $1.missing })
  }
}

extension DataDescription.Column {
  /// What there is to say of the numbers of a column, each as often as its row counts.
  fileprivate init(name: String, _ column: [Double], weights: [Double]?) {
    let rows = column.indices.filter { !column[$0].isNaN }
    let present = rows.map { column[$0] }
    let counts = rows.map { weights?[$0] ?? 1 }
    let n = counts.reduce(0, +)
    let mean = n > 0 ? zip(counts, present).reduce(0) { $0 + $1.0 * $1.1 } / n : nil
    let squares = mean.map { mean in
      zip(counts, present).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    }
    self.init(
      name: name, mean: mean, standardDeviation: n > 1 ? squares.map { ($0 / (n - 1)).squareRoot() } : nil,
      minimum: present.min(), maximum: present.max(), missing: column.count - present.count)
  }

  /// The same of each pixel of pictures, in one pass over their bytes.
  fileprivate static func columns(of pixels: PixelTable) -> [Self] {
    let width = pixels.dimensions
    var sums = [Int](repeating: 0, count: width)
    var squares = sums
    var least = [UInt8](repeating: .max, count: width)
    var most = [UInt8](repeating: 0, count: width)
    pixels.pixels.withUnsafeBufferPointer { pixels in
      for start in stride(from: 0, to: pixels.count, by: width) {
        for column in 0..<width {
          let pixel = pixels[start + column]
          sums[column] += Int(pixel)
          squares[column] += Int(pixel) * Int(pixel)
          least[column] = min(least[column], pixel)
          most[column] = max(most[column], pixel)
        }
      }
    }
    let scale = pixels.pixelScale
    let n = Double(pixels.rows)
    return zip(pixels.imageShape.columnNames, 0..<width).map { name, column in
      // Whole numbers, so nothing is lost in the difference but the last rounding.
      let mean = Double(sums[column]) / n
      let deviation = max(0, Double(squares[column]) - Double(sums[column]) * mean)
      return Self(
        name: name, mean: mean / scale,
        standardDeviation: n > 1 ? (deviation / (n - 1)).squareRoot() / scale : nil,
        minimum: Double(least[column]) / scale, maximum: Double(most[column]) / scale, missing: 0)
    }
  }
}

/// Rows of text in columns, the first one left-aligned and the others right-aligned.
func textTable(header: [String], rows: [[String]]) -> [String] {
  let all = [header] + rows
  let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
  return all.map { row in
    row.enumerated().map { column, text in
      let padding = String(repeating: " ", count: widths[column] - text.count)
      return column == 0 ? text + padding : padding + text
    }
    .joined(separator: "  ")
  }
}

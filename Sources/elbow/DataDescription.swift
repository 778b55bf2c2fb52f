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
    kind = entry.kind == .generator ? "generator" : "data"
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
    return text + String(repeating: " ", count: max(0, 7 - text.count))
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
    columns = (0..<table.dimensions).map { index in
      let column = table.values.column(index)
      let rows = column.indices.filter { !column[$0].isNaN }
      let present = rows.map { column[$0] }
      let counts = rows.map { table.weights?[$0] ?? 1 }
      let n = counts.reduce(0, +)
      let mean = n > 0 ? zip(counts, present).reduce(0) { $0 + $1.0 * $1.1 } / n : nil
      let squares = mean.map { mean in
        zip(counts, present).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
      }
      return Column(
        name: table.columnNames[index], mean: mean,
        standardDeviation: n > 1 ? squares.map { ($0 / (n - 1)).squareRoot() } : nil,
        minimum: present.min(), maximum: present.max(), missing: table.rows - present.count)
    }
  }

  /// The description as a table for a person.
  var text: String {
    let format = NumberFormat.significant(6)
    func cell(_ value: Double?) -> String { value.map(format.text) ?? "-" }
    var lines = [
      "\(name): \(counted(rows, "row")), \(counted(dimensions, "column"))"
        + (label.map { ", labels \($0)" } ?? "")
    ]
    if let weights, let totalWeight {
      lines.append("each row counts as \(weights) says, \(shortNumber(totalWeight)) in all")
    }
    lines += textTable(
      header: ["column", "mean", "sd (n-1)", "min", "max", "missing"],
      rows: columns.map {
        [
          $0.name, cell($0.mean), cell($0.standardDeviation), cell($0.minimum), cell($0.maximum),
          String($0.missing),
        ]
      })
    return (lines + notes.map { "note: \($0)" } + ["sha256 \(sha256)"]).joined(separator: "\n")
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

import CellGrid
import DataFiles

/// A table for other programs: names of columns, and rows of numbers and words.
struct ExportTable: Hashable, Sendable {
  /// What stands in a cell.
  enum Value: Hashable, Sendable {
    case text(String)
    case count(Int)
    case number(Double)
    /// Nothing is known.
    case missing

    /// The number, or nothing where there is none.
    init(_ number: Double?) { self = number.map { $0.isNaN ? .missing : .number($0) } ?? .missing }

    /// As a cell of text; numbers as the shortest decimals that read back as the same.
    fileprivate var cell: String {
      switch self {
      case .text(let text): text
      case .count(let count): String(count)
      case .number(let number): shortest(number)
      case .missing: ""
      }
    }

    /// As JSON, which knows no number that is not finite.
    fileprivate var json: String {
      switch self {
      case .text(let text): jsonString(text)
      case .count(let count): String(count)
      case .number(let number): number.isFinite ? shortest(number) : "null"
      case .missing: "null"
      }
    }

    fileprivate var isNumber: Bool {
      if case .text = self { false } else { true }
    }

    /// As a number; NaN where it is none.
    fileprivate var double: Double {
      switch self {
      case .count(let count): Double(count)
      case .number(let number): number
      case .text, .missing: .nan
      }
    }
  }

  let columns: [String]
  let rows: [[Value]]

  /// As that format writes it; nil where it cannot.
  func bytes(_ format: Export.Format) -> [UInt8]? {
    switch format {
    case .csv: Array(csv.utf8)
    case .md: Array(markdown.utf8)
    case .json: Array(json.utf8)
    case .npy: npy
    case .svg, .ansi, .txt, .cast: nil
    }
  }

  /// As CSV (RFC 4180, lines ended by LF); what is missing is an empty cell in quotes.
  var csv: String {
    rows.reduce(into: CSVWriter.line(columns, delimiter: .comma)) { text, row in
      text += CSVWriter.line(row.map(\.cell), delimiter: .comma)
    }
  }

  /// As a table of Markdown, numbers to the right.
  var markdown: String {
    func line(_ cells: [String]) -> String {
      let escaped = cells.map { cell in
        String(cell.replacing("\\", with: "\\\\").replacing("|", with: "\\|").map { $0.isNewline ? " " : $0 })
      }
      return "| " + escaped.joined(separator: " | ") + " |\n"
    }
    let rules = columns.indices.map { column in
      rows.allSatisfy { $0[column].isNumber } ? "---:" : "---"
    }
    return rows.reduce(into: line(columns) + line(rules)) { $0 += line($1.map(\.cell)) }
  }

  /// As JSON: a list with an object for each row, its names in the order of the columns.
  var json: String {
    let objects = rows.map { row in
      "  {" + zip(columns, row).map { "\(jsonString($0)): \($1.json)" }.joined(separator: ", ") + "}"
    }
    return objects.isEmpty ? "[]\n" : "[\n\(objects.joined(separator: ",\n"))\n]\n"
  }

  /// As a NumPy array, rows × columns: the columns that hold numbers alone; what is missing is NaN. Nil where there are none.
  var npy: [UInt8]? {
    let numeric = columns.indices.filter { column in
      rows.allSatisfy { $0[column].isNumber } && rows.contains { !$0[column].double.isNaN }
    }
    guard !numeric.isEmpty else { return nil }
    return arrayBytes(
      rows.flatMap { row in numeric.map { row[$0].double } }, shape: [rows.count, numeric.count])
  }
}

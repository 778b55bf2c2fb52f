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
  }

  let columns: [String]
  let rows: [[Value]]

  /// As CSV (RFC 4180, lines ended by LF); what is missing is an empty cell.
  var csv: String {
    rows.reduce(into: CSVWriter.line(columns, delimiter: .comma)) { text, row in
      text += CSVWriter.line(row.map(\.cell), delimiter: .comma)
    }
  }

  /// As a table of Markdown, numbers to the right.
  var markdown: String {
    func line(_ cells: [String]) -> String {
      let escaped = cells.map { $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|") }
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
}

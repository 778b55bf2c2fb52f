import Glibc

extension DataError: CustomStringConvertible {
  /// What happened, where, and what to try: one to three sentences for a person.
  public var description: String {
    let remedy = remedy
    if remedy.isEmpty { return "\(failure)." }
    return "\(failure). \(remedy)\(remedy.hasSuffix("?") ? "" : ".")"
  }

  /// What happened and where, with the numbers; without a full stop.
  private var failure: String {
    switch self {
    case .notFound(let location, let suggestions):
      suggestions.isEmpty && !DataCatalog.couldBeMeant(by: location)
        ? "there is no file \(quoted(location, limit: 200))"
        : "there is no built-in data set or file \(quoted(location, limit: 200))"
    case .isDirectory(let path): "\(printable(path)) is a directory, not a file"
    case .dataMoved(let run, let data):
      "\(printable(run)) holds a run without its data, and there is no file \(quoted(data, limit: 200)), which it was fitted to"
    case .unreadable(let path, let code): "\(printable(path)) cannot be read: \(systemReason(code))"
    case .cancelled(let file): "reading \(printable(file)) was stopped"
    case .notInstalled(let name, let path, _): "\(name) is not installed: there is no \(printable(path))"
    case .gzip(let file, let fault): "\(printable(file)), packed by gzip: \(fault)"
    case .array(let file, let format, let fault): "\(printable(file)), \(format.rawValue): \(fault)"
    case .notLabels(let file, let found):
      "\(printable(file)) has \(found), where one label for each row was expected"
    case .labelCount(let file, let count, let data, let rows):
      "\(printable(file)) has \(counted(count, "label")), and \(printable(data)) has \(counted(rows, "row"))"
    case .empty(let file): "\(printable(file)) is empty"
    case .headerOnly(let file, let names):
      "\(printable(file)) has column names (\(listed(names))) and no rows"
    case .notText(let file, let line, let format):
      if let format {
        "\(printable(file)) is not a text of numbers: it begins like \(format)"
      } else {
        "\(printable(file)), line \(line): a NUL byte, so this is not text"
      }
    case .encoding(let file, let name): "\(printable(file)) is written in \(name), not UTF-8"
    case .unclosedQuote(let file, let line):
      "\(printable(file)), line \(line): a quote opens in this row and never closes"
    case .rowTooLong(let file, let line, let limit):
      "\(printable(file)), line \(line): the row is longer than \(limit >> 20) MiB"
    case .tooManyColumns(let file, let line, let limit):
      "\(printable(file)), line \(line): the row has more than \(limit) cells"
    case .raggedRow(let file, let line, let found, let expected):
      "\(printable(file)), line \(line): \(counted(found, "cell")) where the first row has \(expected)"
    case .notANumber(let place, let found): "\(place): \(quoted(found)) is not a number"
    case .infinite(let place, let found): "\(place): \(quoted(found)) is not a finite number"
    case .noNumericColumn(let file, let skipped):
      "\(printable(file)) has no column of numbers (\(summary(of: skipped)))"
    case .noColumnLeft(let file, let names):
      "\(printable(file)) has no column left to fit: \(listed(names)) \(names.count == 1 ? "holds" : "hold") the labels or the "
        + "weights"
    case .unknownColumn(let file, let name, let names):
      "\(printable(file)) has no column \(quoted(name)); it has \(listed(names))"
    case .ambiguousColumn(let file, let name, let candidates):
      "\(printable(file)) has \(candidates.count) columns \(quoted(name))"
    case .repeatedColumn(let file, let name):
      "column \(quoted(name)) of \(printable(file)) was asked for twice"
    case .columnWithoutValues(let file, let name):
      "column \(quoted(name)) of \(printable(file)) has no value in any row"
    case .notAWeight(let place, let found):
      "\(place): \(quoted(found)) is not a weight"
    case .noWeight(let file, let name):
      "no row of \(printable(file)) has a weight above 0 in column \(quoted(name))"
    case .tooManyLevels(let place, let limit):
      "\(place): the label column has more than \(limit) different values"
    case .countOutOfRange(let name, let count, let limit):
      "\(name) makes 1 to \(limit) rows, not \(count)"
    case .archive(let file, .holdsLadder):
      "\(printable(file)) holds a ladder of many models, and one is wanted"
    case .archive(let file, let fault):
      "\(printable(file)) is not a sound safetensors file: \(fault)"
    case .cannotCreate(let path, let code):
      "\(printable(path)) cannot be created: \(systemReason(code))"
    case .writeFailed(let path, let code):
      "writing \(printable(path)) failed: \(systemReason(code))"
    }
  }

  /// What to try; empty where there is nothing to add.
  private var remedy: String {
    switch self {
    case .notFound(let location, let suggestions):
      if !suggestions.isEmpty {
        "Did you mean \(suggestions.joined(separator: " or "))?"
      } else if DataCatalog.couldBeMeant(by: location) {
        "Built in are \(DataCatalog.list.map(\.name).joined(separator: ", "))"
      } else {
        ""
      }
    case .dataMoved(let run, _): "Put it back, or say where it is: elbow \(printable(run)) --data FILE"
    case .isDirectory: "Name a file in it"
    case .notInstalled(_, _, let package): "Install it: apt-get install \(package)"
    case .gzip(_, let fault): fault.remedy
    case .array(_, _, let fault): fault.remedy
    case .notLabels: "Give an IDX or NumPy file with one axis, or a CSV file with one column"
    case .labelCount: "Give the labels that go with these data"
    case .headerOnly: "If that line is data, read the file without a header"
    case .notText(_, _, let format):
      format == nil ? "Give it as CSV in UTF-8" : "Unpack or export it as CSV first"
    case .encoding(_, let name): "Convert it first: iconv -f \(name) -t UTF-8"
    case .unclosedQuote: "Close it, or double a quote that belongs to the text"
    case .rowTooLong: "Are its lines ended, and its quotes closed?"
    case .tooManyColumns: "Put one observation in each row"
    case .raggedRow: "Give every row the same number of cells; put text that holds the separator in quotes"
    case .notANumber(_, let found):
      hasDecimalComma(found)
        ? "Write decimals with a point"
        : "Correct it, leave the cell empty if the value is missing, or choose other columns"
    case .infinite: "Correct it, or leave the cell empty if the value is missing"
    case .noNumericColumn(_, let skipped):
      if skipped.contains(where: { hasDecimalComma($0.found ?? "") }) {
        "Write decimals with a point"
      } else if skipped.allSatisfy({ $0.line == 1 }) {
        "If line 1 holds the column names, read the file with a header"
      } else {
        "A data set needs at least one"
      }
    case .noColumnLeft: "Choose a column of measurements besides"
    case .ambiguousColumn(_, _, let candidates): "Ask for one of \(listed(candidates))"
    case .repeatedColumn: "Name each column once"
    case .columnWithoutValues: "Choose other columns"
    case .notAWeight: "A weight says how many times the row counts: 0 or a positive number in every row"
    case .noWeight: "Choose another column of weights"
    case .tooManyLevels: "Choose a column with classes, not with names or numbers of rows"
    case .archive(let file, .holdsLadder):
      "Open it with elbow \(printable(file)), choose a rung, open that with Enter, and save it with s"
    case .archive: "Was it cut short, or written by something else?"
    case .writeFailed(_, let code): code == ENOSPC ? "Free some space, or write elsewhere" : ""
    case .cannotCreate(_, let code): code == EEXIST ? "Choose another name: what is there is kept" : ""
    case .unreadable, .cancelled, .empty, .unknownColumn, .countOutOfRange: ""
    }
  }
}

extension CellPlace: CustomStringConvertible {
  /// File, line and column, as a sentence about the cell begins.
  public var description: String { "\(printable(file)), line \(line), column \(quoted(column))" }
}

/// What the system says of an `errno`.
private func systemReason(_ code: Int32) -> String { String(cString: strerror(code)) }

/// What stands in the columns that are not numbers, as far as there is room.
private func summary(of skipped: [SkippedColumn]) -> String {
  let shown = skipped.prefix(6).map { column in
    if let found = column.found {
      "\(quoted(column.name)) has \(quoted(found)) in line \(column.line)"
    } else {
      "\(quoted(column.name)) has no values"
    }
  }
  let rest = skipped.count > 6 ? ", and \(skipped.count - 6) more" : ""
  return shown.joined(separator: ", ") + rest
}

/// Whether the text would be a number with a point in place of its comma.
private func hasDecimalComma(_ text: String) -> Bool {
  let pointed = text.utf8.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }
  return text.contains(",") && decimalNumber(pointed.span) != nil
}

/// What can go wrong between a file and a table: the failure with its numbers and its place, not yet in words.
///
/// The sentence for a person is `description`; what a program exits with is `kind.rawValue`.
public enum DataError: Error, Hashable, Sendable {
  // Finding the input.

  /// There is no file and no built-in data set of that name; `suggestions` are the built-in names most like it.
  case notFound(location: String, suggestions: [String])
  /// The path is a directory, and a file was needed.
  case isDirectory(path: String)
  /// The file exists but could not be opened or read; `code` is the `errno` of the system call.
  case unreadable(path: String, code: Int32)
  /// The data that a saved run was fitted to are no longer where they were.
  case dataMoved(run: String, data: String)
  /// The reading was stopped by the person.
  case cancelled(file: String)

  /// The data set `name` is not compiled into the program, and its files are not at `path`, where `package` puts them.
  case notInstalled(name: String, path: String, package: String)
  /// The bytes are packed by gzip, and cannot be unpacked.
  case gzip(file: String, fault: GzipFault)

  // The text as a whole.

  /// The file has no bytes, or nothing but blank lines and comments.
  case empty(file: String)
  /// There is a header and nothing below it.
  case headerOnly(file: String, names: [String])
  /// The bytes are not text: a NUL stands in line `line`, or the first bytes are those of `format`.
  case notText(file: String, line: Int, format: String?)
  /// The file begins with the byte order mark of an encoding other than UTF-8.
  case encoding(file: String, name: String)
  /// A quote opened in line `line` does not close before the end.
  case unclosedQuote(file: String, line: Int)
  /// The row that begins in line `line` is longer than `limit` bytes.
  case rowTooLong(file: String, line: Int, limit: Int)
  /// The row in line `line` has more than `limit` cells.
  case tooManyColumns(file: String, line: Int, limit: Int)
  /// A row has `found` cells where the first row has `expected`.
  case raggedRow(file: String, line: Int, found: Int, expected: Int)

  // Cells and columns.

  /// A cell of a column that was asked for is not a number.
  case notANumber(CellPlace, found: String)
  /// A cell is infinite, or too large for a Double.
  case infinite(CellPlace, found: String)
  /// No column is made of numbers; `skipped` says, column by column, what stood there instead.
  case noNumericColumn(file: String, skipped: [SkippedColumn])
  /// Every column that was asked for has another use: `names` hold the labels or the weights.
  case noColumnLeft(file: String, names: [String])
  /// There is no column of that name; `names` are those there are.
  case unknownColumn(file: String, name: String, names: [String])
  /// Several columns have that name; `candidates` are the names that tell them apart.
  case ambiguousColumn(file: String, name: String, candidates: [String])
  /// The same column was asked for twice.
  case repeatedColumn(file: String, name: String)
  /// A column that was asked for has no value in any row.
  case columnWithoutValues(file: String, name: String)
  /// The label column has more than `limit` different values.
  case tooManyLevels(CellPlace, limit: Int)

  /// A cell of the column of weights is not a number, or is negative.
  case notAWeight(CellPlace, found: String)
  /// No row has a weight above 0.
  case noWeight(file: String, name: String)

  // Labels in a file of their own.

  /// A file of labels has `found` where one label for each row was expected.
  case notLabels(file: String, found: String)
  /// A file has `count` labels, and the data in `data` have `rows` rows.
  case labelCount(file: String, count: Int, data: String, rows: Int)

  // Generators.

  /// A generator was asked for `count` rows, where it makes 1 to `limit`.
  case countOutOfRange(name: String, count: Int, limit: Int)

  // Arrays and archives of tensors.

  /// The file of arrays is not sound, or does not hold what was wanted.
  case array(file: String, format: ArrayFormat, fault: ArrayFault)

  /// The file is not a sound safetensors file.
  case archive(file: String, fault: ArchiveFault)

  // Writing.

  /// The output could not be created; `code` is the `errno` of the system call.
  case cannotCreate(path: String, code: Int32)
  /// The output was created but could not be written whole; `code` is the `errno` of the system call.
  case writeFailed(path: String, code: Int32)
}

/// A cell of a table in a file, as a person would find it.
public struct CellPlace: Hashable, Sendable {
  /// The file, or what stands for it: a built-in name, `standard input`.
  public var file: String
  /// The line where the row begins, from 1.
  public var line: Int
  /// The name of the column.
  public var column: String

  /// The cell of `column` in the row that begins in `line` of `file`.
  public init(file: String, line: Int, column: String) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// A column that was left out because one of its cells is not a number.
public struct SkippedColumn: Hashable, Sendable {
  /// The name of the column.
  public var name: String
  /// The first cell that is not a number, and the line of its row; nil if the column has no values at all.
  public var found: String?
  /// The line of that cell, from 1.
  public var line: Int

  /// The column `name`, whose cell in `line` holds `found`.
  public init(name: String, found: String?, line: Int) {
    self.name = name
    self.found = found
    self.line = line
  }
}

extension DataError {
  /// The classes of failure that a program answers differently; the raw value is the exit code (BSD `sysexits`).
  public enum Kind: Int32, Sendable {
    /// The request itself makes no sense.
    case usage = 64
    /// The input was read and is not what it should be.
    case badData = 65
    /// There is no such input, or it cannot be read.
    case noInput = 66
    /// The output cannot be created.
    case cannotCreate = 73
    /// Writing the output failed.
    case writeFailed = 74
    /// The person stopped it.
    case cancelled = 130
  }

  /// The class of this failure.
  public var kind: Kind {
    switch self {
    case .notFound, .isDirectory, .unreadable, .notInstalled, .dataMoved: .noInput
    case .cancelled: .cancelled
    case .countOutOfRange, .repeatedColumn, .noColumnLeft: .usage
    case .cannotCreate: .cannotCreate
    case .writeFailed: .writeFailed
    default: .badData
    }
  }
}

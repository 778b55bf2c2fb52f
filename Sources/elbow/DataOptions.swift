import ArgumentParser
import DataFiles
import NumericCore
import Preferences

/// Which data, and how: the options that every command with data has.
struct DataOptions: ParsableArguments {
  @Option(
    help:
      "A built-in name, a generator, a CSV, TSV, IDX, NPY or NPZ file, plain or .gz, FILE.npz:ARRAY, or - for standard input.",
    completion: .data)
  var data: String

  @Option(help: "The columns to use, by name, separated by commas; all numeric ones without it.")
  var columns: String?

  @Option(help: "The column that holds the class of each row; shown, never fitted.")
  var label: String?

  @Option(
    help: "A file that holds the class of each row: IDX or NPY with one axis, or CSV with one column.",
    completion: .file())
  var labels: String?

  @Option(help: "The column that says how many times each row counts.")
  var weights: String?

  @Flag(help: "Fit only the rows without missing values, instead of integrating these out.")
  var completeRows = false

  @Flag(help: "Bring every column to mean 0 and standard deviation 1 (n − 1) for the fit.")
  var standardize = false

  @Option(parsing: .unconditional, help: "For a generator: how many rows.")
  var count: Int?

  /// The rows to fit of the table that the options ask for.
  func table(seed: UInt64) throws -> DataTable { try rows(seed: seed).table }

  /// The same, with pictures of bytes as bytes.
  func rows(seed: UInt64) throws -> LoadedData {
    try refuseCount(count, for: data)
    try refuseTwoLabels(label, labels)
    do {
      let rows = try loadData(request(seed: seed))
      guard case .table(var table) = rows else { return rows }
      table.source.completeRowsOnly = completeRows
      return .table(table.fittedRows())
    } catch {
      throw failing(error)
    }
  }

  private func request(seed: UInt64) -> DataRequest {
    DataRequest(
      location: data, columns: columns.map(splitColumns), label: label, labelFile: labels,
      weights: weights, standardize: standardize, count: count, seed: seed)
  }
}

/// Refuses a number of rows for data that have their own.
func refuseCount(_ count: Int?, for location: String) throws {
  guard count != nil, let entry = DataCatalog.list.first(where: { $0.name == location }),
    entry.kind != .generator
  else { return }
  throw failing(
    "--count is for generators, and \(location) has \(counted(entry.rows, "row")) of its own", .usage)
}

/// Refuses labels from a column and from a file at once.
func refuseTwoLabels(_ column: String?, _ file: String?) throws {
  guard column != nil, file != nil else { return }
  throw failing("--label names a column and --labels a file: give one of the two", .usage)
}

/// Names separated by commas.
func splitColumns(_ text: String) -> [String] {
  text.split(separator: ",").map { name in
    var name = name
    while name.first == " " { name.removeFirst() }
    while name.last == " " { name.removeLast() }
    return String(name)
  }
}

/// The options that every computing command has.
struct ComputeOptions: ParsableArguments {
  @Option(
    name: .customLong("seed"),
    help: ArgumentHelp("Names the random numbers; 42 where nobody says otherwise.", valueName: "seed"))
  var givenSeed: UInt64?

  @Option(help: "How many threads compute; the result is the same for any number.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads): it must be from 1 to 1024")
    }
  }

  /// The seed that the options ask for, or else the configuration.
  var seed: UInt64 { givenSeed ?? personalFiles().configuration.seed }

  /// The threads that the options ask for, or else the configuration, or one per processor. What is wrong with the configuration is
  /// told on standard error, in one line, where it may matter.
  func pool() -> WorkerPool {
    let files = personalFiles()
    if givenSeed == nil || threads == nil, let first = files.complaintsAboutComputing.first {
      standardError("elbow: \(first.description)\n")
    }
    return pool(files.configuration)
  }

  /// The same without a word.
  func pool(_ configuration: Configuration) -> WorkerPool {
    WorkerPool(threads: threads ?? configuration.threads ?? processorCount())
  }
}

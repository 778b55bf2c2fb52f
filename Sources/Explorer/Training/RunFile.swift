import DataFiles
import Glibc
import LatentModels
import NumericCore

/// A saved run: its history, and the way to the table it was fitted to.
public struct RunFile: Sendable {
  /// The history of the run, as a `Timeline` archives itself.
  public let history: ModelArchive
  /// How to read the table again.
  public private(set) var source: DataSource

  /// The run of `history`, fitted to the table that `source` leads to.
  public init(history: ModelArchive, source: DataSource) {
    self.history = history
    self.source = source
  }

  /// Writes the run as safetensors, whole or not at all. A relative path to the data is kept as an absolute one, so that
  /// the run opens from any directory.
  public func write(to path: String) throws(DataError) {
    var archive = history
    var source = source
    source.location = absolute(source.location)
    source.labelFile = source.labelFile.map(absolute)
    archive.metadata.merge(source.metadata) { _, new in new }
    archive.metadata["format"] = "elbow run 1"
    try SafetensorsFile.write(archive, to: path)
  }

  /// Whether a saved run is to be looked for at `location`: by its name, or where that does not say so, by the file's first bytes.
  public static func isRun(_ location: String) -> Bool {
    guard !location.hasSuffix(".safetensors") else { return true }
    guard !DataCatalog.contains(location), let file = fopen(expandingHome(location), "r") else {
      return false
    }
    defer { fclose(file) }
    var status = stat()
    var bytes = [UInt8](repeating: 0, count: 9)
    guard fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      fread(&bytes, 1, bytes.count, file) == bytes.count, bytes[8] == UInt8(ascii: "{")
    else { return false }
    // The length of a header; what begins with a text claims far more than there is.
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return length >= 2 && length <= UInt64(max(0, status.st_size - 8))
  }

  /// Reads a run alone, without the table it was fitted to.
  public static func read(_ path: String) throws(DataError) -> RunFile {
    let archive = try SafetensorsFile.read(path: path)
    guard let source = DataSource(metadata: archive.metadata) else {
      throw .archive(file: path, fault: .notARun)
    }
    return RunFile(history: archive, source: source)
  }

  /// Reads a run of one model; a ladder, which holds several, is refused.
  public static func openModel(_ path: String) throws(DataError) -> (RunFile, DataTable) {
    try open(try readModel(path), at: path)
  }

  /// The same without the table.
  public static func readModel(_ path: String) throws(DataError) -> RunFile {
    let run = try read(path)
    guard !run.history.isLadder else { throw .archive(file: path, fault: .holdsLadder) }
    return run
  }

  /// Reads a run, and the table it was fitted to; a note on the table says so where its bytes have changed since.
  /// - Parameter data: where the table is now; nil for where it was.
  public static func open(_ path: String, data: String? = nil) throws(DataError) -> (RunFile, DataTable) {
    try open(try read(path), at: path, data: data)
  }

  private static func open(
    _ run: RunFile, at path: String, data: String? = nil
  ) throws(DataError) -> (RunFile, DataTable) {
    var source = run.source
    if let data { source.location = absolute(data) }
    guard source.location != "-" else { throw .archive(file: path, fault: .fittedToStandardInput) }
    // The rows that were fitted, so that the note on the data comes after the one on rows left out.
    var table: DataTable
    do {
      table = try loadTable(DataRequest(source))
    } catch .notFound where data == nil {
      throw .dataMoved(run: path, data: source.location)
    }
    table.source.completeRowsOnly = source.completeRowsOnly
    // A ladder chooses its rows itself, among those that were opened.
    if !run.history.isLadder { table = table.fittedRows() }
    if !source.sha256.isEmpty, table.source.sha256 != source.sha256 {
      table.notes.append(
        "the data have changed since the run was saved: its numbers are those of the old data")
    }
    if let holdout = source.holdout, let parts = table.splitting(holdout) {
      table = parts.kept
      table.notes.append("\(parts.heldOut.rows) rows are held out, as they were when the run was fitted")
    }
    return (RunFile(history: run.history, source: source), table)
  }
}

extension RunFile {
  /// The run with a table that was in no file, now in one beside the run: NAME.csv, or NAME-2.csv and so on where that is another
  /// file. Nothing is overwritten.
  func keeping(_ table: DataTable, besideRunAt path: String) throws(DataError) -> RunFile {
    let ending = ".safetensors"
    let stem = path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : path
    var (location, number) = ("\(stem).csv", 1)
    while fileExists(location) {
      if let there = try? loadTable(DataRequest(location: location)),
        there.values == table.values, there.columnNames == table.columnNames
      {
        break
      }
      number += 1
      location = "\(stem)-\(number).csv"
    }
    if !fileExists(location) {
      var writer = try CSVWriter(path: location, columnNames: table.columnNames)
      for row in 0..<table.rows { try writer.write(row: table.values.row(row)) }
      try writer.finish()
    }
    var result = self
    result.source.location = location
    result.source.sha256 = try loadTable(DataRequest(location: location)).source.sha256
    return result
  }
}

extension ModelArchive {
  /// The lab that shows what it holds.
  public var lab: LabName {
    isLadder ? .ladder : isDiffusion ? .diffusion : isAutoencoder ? .vae : isVariational ? .vi : .em
  }

  /// Whether it holds a variational autoencoder, which the lab of that kind shows.
  public var isAutoencoder: Bool { metadata["model"] == VariationalAutoencoder.summary.name }

  /// Whether it holds a diffusion model, which the lab of that kind shows.
  public var isDiffusion: Bool { metadata["model"] == DiffusionModel.summary.name }

  /// Whether it holds a variational fit, which the lab of that kind shows.
  public var isVariational: Bool { metadata["kind"] == "variational" }
}

extension DataRequest {
  /// The request that makes the table of `source` again.
  public init(_ source: DataSource) {
    self.init(
      location: source.location, columns: source.columns, label: source.label,
      labelFile: source.labelFile, weights: source.weights,
      standardize: source.standardized, count: source.count, seed: source.seed ?? 42)
  }
}

/// Whether something stands at `path` that a new file would replace; a device is written to, not replaced.
func fileExists(_ path: String) -> Bool {
  var status = stat()
  return stat(expandingHome(path), &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// The path from the root, where `location` is a relative path to a file.
private func absolute(_ location: String) -> String {
  guard !location.hasPrefix("/"), !location.hasPrefix("~"), location != "-", !DataCatalog.contains(location)
  else {
    return location
  }
  if let resolved = realpath(location, nil) {
    defer { free(resolved) }
    return String(cString: resolved)
  }
  // An array of an archive: the path ends at the colon.
  guard let colon = location.lastIndex(of: ":"), let resolved = realpath(String(location[..<colon]), nil)
  else {
    return location
  }
  defer { free(resolved) }
  return String(cString: resolved) + location[colon...]
}

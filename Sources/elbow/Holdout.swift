import DataFiles
import NumericCore

/// Rows that a fit does not see.
enum Holdout {
  case none
  case fraction(Double)
  case file(String)

  /// What `--holdout` says: a fraction between 0 and 1, or a file.
  init(_ text: String?) throws {
    guard let text else {
      self = .none
      return
    }
    guard let fraction = Double(text) else {
      self = .file(text)
      return
    }
    guard fraction > 0, fraction < 1 else {
      throw failing("--holdout is \(text): it must lie between 0 and 1, or name a file", .usage)
    }
    self = .fraction(fraction)
  }

  /// Pictures to train on, and those held out: the same as of the table of these pictures.
  func split(_ pixels: PixelTable, seed: UInt64) throws -> (training: PixelTable, heldOut: PixelTable?) {
    guard case .fraction(let fraction) = self else { return (pixels, nil) }
    guard let parts = pixels.splitting(DataSource.Holdout(fraction: fraction, seed: seed)) else {
      throw nothingLeft(fraction, of: pixels.rows)
    }
    return (parts.kept, parts.heldOut)
  }

  private func nothingLeft(_ fraction: Double, of rows: Int) -> any Error {
    failing(
      "--holdout \(fraction) of \(counted(rows, "row")) leaves nothing to fit or nothing to score", .usage)
  }

  /// Training rows, and the rows held out in the same units.
  ///
  /// A fraction takes that part of the rows at random. A file is read with the columns of the
  /// table and brought to its units. Both parts keep the transform of the whole table.
  func split(_ table: DataTable, seed: UInt64) throws -> (training: DataTable, heldOut: DataTable?) {
    switch self {
    case .none:
      return (table, nil)
    case .fraction(let fraction):
      guard let parts = table.splitting(DataSource.Holdout(fraction: fraction, seed: seed)) else {
        throw nothingLeft(fraction, of: table.rows)
      }
      return (parts.kept, parts.heldOut)
    case .file(let path):
      do {
        var other = try loadTable(DataRequest(location: path, columns: table.columnNames))
        other.source.completeRowsOnly = table.source.completeRowsOnly
        other = other.fittedRows()
        return (table, other.inUnits(of: table))
      } catch {
        throw failing(error)
      }
    }
  }
}

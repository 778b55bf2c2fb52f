import NumericCore

/// What is known of every row of a film beforehand, in the data's own units: the rest is drawn to go with it, by
/// `KnownColumns`, whose approximation it is.
public struct KnownValues: Hashable, Sendable {
  /// The value of each column; nil where it is drawn.
  public let values: [Double?]
  /// How many times each step is taken, so that what is drawn takes note of what is known.
  public let repeats: Int

  /// Columns that have `values`, and others that are drawn.
  public init(_ values: [Double?], repeats: Int = 8) {
    (self.values, self.repeats) = (values, repeats)
  }

  /// The same in the units of the denoiser.
  /// - Throws: `.invalidSetting` where the number of columns differs, or nothing is left to draw.
  func columns(in frame: UnitTransform) throws(FittingError) -> KnownColumns {
    guard values.count == frame.shift.count, values.contains(nil) else {
      throw .invalidSetting(
        name: "known columns", found: "\(values.compactMap(\.self).count) of \(frame.shift.count)",
        expected: "fewer than there are columns")
    }
    let inFrame = values.indices.map { column in
      values[column].map { ($0 - frame.shift[column]) / frame.scale[column] } ?? 0
    }
    return try KnownColumns(
      isFixed: values.map { $0 != nil }, values: Matrix(rows: 1, columns: inFrame.count, storage: inFrame),
      repeats: repeats)
  }
}

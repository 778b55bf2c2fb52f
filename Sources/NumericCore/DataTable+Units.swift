import RealModule

extension DataTable {
  /// The table with every column brought to mean 0 and standard deviation 1 (n − 1 in the denominator).
  /// A constant column is only centred, to exact zeros. A column whose squares leave the range of Double keeps its size,
  /// so that a fit can refuse it by its values. Missing values stay missing.
  public func standardized() -> DataTable {
    var shift: [Double] = []
    var scale: [Double] = []
    for j in 0..<dimensions {
      let (mean, unit) = Self.location(of: (0..<rows).map { values[$0, j] }.filter { !$0.isNaN })
      shift.append(mean)
      scale.append(unit)
    }
    var result = self
    for i in 0..<rows {
      for j in 0..<dimensions { result.values[i, j] = (values[i, j] - shift[j]) / scale[j] }
    }
    result.transform = transform.followed(by: UnitTransform(shift: shift, scale: scale))
    return result
  }

  /// The same rows in the units of `other`, whose columns are the same.
  public func inUnits(of other: DataTable) -> DataTable {
    precondition(dimensions == other.dimensions, "\(dimensions) columns and \(other.dimensions)")
    var result = self
    for i in 0..<rows {
      for j in 0..<dimensions {
        let own = transform.own(values[i, j], column: j)
        result.values[i, j] = (own - other.transform.shift[j]) / other.transform.scale[j]
      }
    }
    result.transform = other.transform
    return result
  }

  /// What standardising takes off a column with these values, and what it then divides by.
  private static func location(of values: [Double]) -> (mean: Double, unit: Double) {
    guard let first = values.first else { return (0, 1) }
    // The rounded mean of equal values may differ from them, and then their deviation is noise.
    if values.allSatisfy({ $0 == first }) { return (first.isFinite ? first : 0, 1) }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = Double.sqrt(squares / Double(max(values.count - 1, 1)))
    guard deviation > 0, deviation.isFinite else { return (mean.isFinite ? mean : 0, 1) }
    return (mean, deviation)
  }
}

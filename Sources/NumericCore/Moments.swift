/// The mean and the covariance (n in the denominator) of the rows of a matrix.
public struct Moments: Sendable {
  /// One mean per column.
  public let mean: [Double]
  /// columns × columns, symmetric; the denominator is the number of rows.
  public let covariance: Matrix<Double>

  /// The moments of `values` (rows × dimensions), in two passes: first the mean, then the centred products.
  public init(_ values: Matrix<Double>) {
    let n = Double(max(values.rows, 1))
    let d = values.columns
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<values.rows {
      for j in 0..<d { mean[j] += values[i, j] }
    }
    for j in 0..<d { mean[j] /= n }
    var covariance = Matrix<Double>(rows: d, columns: d)
    var centred = mean
    for i in 0..<values.rows {
      for j in 0..<d { centred[j] = values[i, j] - mean[j] }
      for j in 0..<d {
        for k in 0...j { covariance[j, k] += centred[j] * centred[k] }
      }
    }
    for j in 0..<d {
      for k in 0...j {
        covariance[j, k] /= n
        covariance[k, j] = covariance[j, k]
      }
    }
    self.mean = mean
    self.covariance = covariance
  }

  /// The moments of a table, each row as often as it counts and each column over the values it has. A covariance is first
  /// taken with missing values at the mean of their column and then brought to the variances of the values there are, so
  /// that it stays positive semidefinite.
  public init(of table: DataTable) {
    guard table.weights != nil || table.hasMissing else {
      self.init(table.values)
      return
    }
    let d = table.dimensions
    var mean = [Double](repeating: 0, count: d)
    var counts = mean
    for i in 0..<table.rows {
      let weight = table.weights?[i] ?? 1
      for j in 0..<d where !table.values[i, j].isNaN {
        mean[j] += weight * table.values[i, j]
        counts[j] += weight
      }
    }
    for j in 0..<d { mean[j] = counts[j] > 0 ? mean[j] / counts[j] : 0 }
    var covariance = Matrix<Double>(rows: d, columns: d)
    var centred = mean
    for i in 0..<table.rows {
      let weight = table.weights?[i] ?? 1
      for j in 0..<d { centred[j] = table.values[i, j].isNaN ? 0 : table.values[i, j] - mean[j] }
      for j in 0..<d {
        for k in 0...j { covariance[j, k] += weight * centred[j] * centred[k] }
      }
    }
    for j in 0..<d {
      for k in 0...j {
        let count = (counts[j] * counts[k]).squareRoot()
        covariance[j, k] = count > 0 ? covariance[j, k] / count : 0
        covariance[k, j] = covariance[j, k]
      }
    }
    self.init(mean: mean, covariance: covariance)
  }

  private init(mean: [Double], covariance: Matrix<Double>) {
    self.mean = mean
    self.covariance = covariance
  }

  /// The standard deviation of each column (n in the denominator), and 1 where a column is constant: what a length along
  /// the column is measured in.
  public var units: [Double] { covariance.diagonal.map { $0 > 0 ? $0.squareRoot() : 1 } }
}

import NumericCore

/// A row with what is missing at its conditional mean given what was observed, in the units of the fit.
struct CompletedRow {
  /// Every value.
  var values: [Double]
  /// The conditional covariance of the missing values, with zeros elsewhere; nil where nothing is missing.
  var covariance: Matrix<Double>?
  /// The conditional mean of the continuous latents, and their covariance; empty where only values are latent.
  var latent: [Double] = []
  var latentCovariance = Matrix<Double>(rows: 0, columns: 0)
  /// log p of what was observed, in nats.
  var logDensity = Double.nan

  init(values: [Double]) { self.values = values }
}

extension CloudPortrait.Reading {
  /// Row `row` of `data` read out, from what is known of it under a law, in the data's own units.
  init(_ row: Int, of data: DataTable, completed: CompletedRow, on plane: Plane) {
    let values = data.values.row(row)
    let transform = data.transform
    let logScales = transform.logScales
    let logScale = values.indices.reduce(0) { values[$1].isNaN ? $0 : $0 + logScales[$1] }
    self.init(
      row: row, values: values.indices.map { transform.own(values[$0], column: $0) },
      imputed: values.indices.map { j in
        guard values[j].isNaN, let covariance = completed.covariance else { return nil }
        return .init(
          mean: transform.own(completed.values[j], column: j),
          standardDeviation: max(0, covariance[j, j]).squareRoot() * transform.scale[j])
      },
      latents: completed.latent.indices.map { l in
        .init(
          mean: completed.latent[l],
          standardDeviation: max(0, completed.latentCovariance[l, l]).squareRoot())
      },
      label: data.labels?.level(ofRow: row), position: plane.point(of: completed.values),
      logDensity: completed.logDensity - logScale)
  }
}

import NumericCore

extension MultivariateNormal {
  /// The fit as it stands, for a view.
  public func portrait(_ request: EMPortraitRequest, in workspace: Workspace) -> EMPortrait {
    EMPortrait(of: self, criteria: informationCriteria, tables: [table], picture: .cloud(cloud(request)))
  }

  /// A row for each column of the data: its mean, its standard deviation and its correlations with those before it.
  private var table: ParameterTable {
    let own = parameters.inOwnUnits(data.transform)
    let deviations = own.covariance.diagonal.map { $0.squareRoot() }
    let names = data.columnNames
    return ParameterTable(
      header: ["", "mean", "sd"] + names.dropLast().map { "r \($0)" },
      rows: names.indices.map { i in
        ParameterTable.Row(
          names[i],
          [own.mean[i], deviations[i]]
            + names.indices.dropLast().map { j in
              j < i ? own.covariance[i, j] / (deviations[i] * deviations[j]) : .nan
            })
      })
  }

  private func cloud(_ request: EMPortraitRequest) -> CloudPortrait {
    let plane = request.plane
    let density = try? parameters.density
    return CloudPortrait(
      dots: request.rows.map { row in
        let completed = completed(row, density)
        return CloudPortrait.Dot(
          row: row, position: plane.point(of: completed.values),
          uncertainty: completed.covariance.map(plane.spread))
      },
      centre: plane.point(of: parameters.mean), spread: plane.spread(of: parameters.covariance),
      reference: (closedForm ?? completeRows).map { plane.spread(of: $0.covariance) },
      closedForm: closedFormLogLikelihood,
      selection: request.selectedRow.flatMap { row in
        (0..<data.rows).contains(row)
          ? CloudPortrait.Reading(row, of: data, completed: completed(row, density), on: plane) : nil
      })
  }

  /// A row with what is missing at its conditional mean.
  private func completed(_ row: Int, _ density: MixtureDensity?) -> CompletedRow {
    var result = CompletedRow(values: data.values.row(row))
    let observed = result.values.indices.filter { !result.values[$0].isNaN }
    guard let density, let law = try? NormalLaw(density, observed: observed) else { return result }
    let offsets = law.offsets(of: data.values.slice(row))
    result.logDensity = law.logDensity(given: offsets)
    guard !law.missing.isEmpty else { return result }
    let expected = law.conditionalOffsets(given: offsets)
    var covariance = Matrix<Double>(rows: result.values.count, columns: result.values.count)
    for (a, i) in law.missing.enumerated() {
      result.values[i] = parameters.mean[i] + expected[a]
      for (b, j) in law.missing.enumerated() { covariance[i, j] = law.residual[a, b] }
    }
    result.covariance = covariance
    return result
  }
}

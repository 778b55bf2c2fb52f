import NumericCore
import RealModule

extension FactorModel {
  /// The fit as it stands, for a view.
  public func portrait(_ request: EMPortraitRequest, in workspace: Workspace) -> EMPortrait {
    EMPortrait(
      of: self, criteria: informationCriteria, tables: [table], picture: .cloud(cloud(request)))
  }

  /// A row for each column of the data: its mean, its loadings and the standard deviation of its noise.
  private var table: ParameterTable {
    let own = parameters.inOwnUnits(data.transform)
    let k = own.latentDimensions
    return ParameterTable(
      header: ["", "mean"] + (0..<k).map { "w\($0 + 1)" } + ["noise sd"],
      rows: data.columnNames.indices.map { j in
        ParameterTable.Row(
          data.columnNames[j],
          [own.mean[j]] + own.loadings.row(j) + [own.noiseVariances[j].squareRoot()])
      })
  }

  private func cloud(_ request: EMPortraitRequest) -> CloudPortrait {
    let plane = request.plane
    let rows = request.rows.map { completed($0) }
    let reference = closedForm
    let centre = plane.point(of: parameters.mean)
    return CloudPortrait(
      dots: zip(request.rows, rows).map { row, completed in
        CloudPortrait.Dot(
          row: row, position: plane.point(of: completed.values),
          uncertainty: completed.covariance.map(plane.spread))
      },
      centre: centre, spread: plane.spread(of: parameters.covariance),
      reference: reference.map { plane.spread(of: $0.covariance) },
      arrows: (0..<parameters.latentDimensions).map { l in
        CloudPortrait.Arrow(
          name: "w\(l + 1)",
          tip: plane.point(of: zip(parameters.mean, parameters.loadings.column(l)).map { $0 + $1 }))
      },
      latentPositions: parameters.latentDimensions > 1
        ? rows.map { PlanePoint(x: $0.latent[0], y: $0.latent[1]) } : [],
      closedForm: closedFormLogLikelihood,
      selection: request.selectedRow.flatMap { row in
        (0..<data.rows).contains(row)
          ? CloudPortrait.Reading(row, of: data, completed: completed(row), on: plane) : nil
      })
  }

  /// A row with what is missing at its conditional mean W_m m + μ_m, and the covariance W_m V W_mᵀ + Ψ_m of that.
  private func completed(_ row: Int) -> CompletedRow {
    var result = CompletedRow(values: data.values.row(row))
    let d = result.values.count
    let observed = (0..<d).filter { !result.values[$0].isNaN }
    result.latent = Array(repeating: 0, count: parameters.latentDimensions)
    result.latentCovariance = .identity(parameters.latentDimensions)
    guard let law = FactorLaw(parameters, observed: observed) else { return result }
    let offsets = law.offsets(of: data.values.slice(row))
    result.latent = law.mean(given: offsets)
    result.latentCovariance = law.variance
    result.logDensity = law.logDensity(given: offsets, mean: result.latent)
    guard observed.count < d else { return result }
    let fitted = parameters.loadings * result.latent
    let spread = parameters.loadings * law.variance * parameters.loadings.transposed
    var covariance = Matrix<Double>(rows: d, columns: d)
    let missing = (0..<d).filter { result.values[$0].isNaN }
    for i in missing {
      result.values[i] = parameters.mean[i] + fitted[i]
      for j in missing { covariance[i, j] = spread[i, j] + (i == j ? parameters.noiseVariances[i] : 0) }
    }
    result.covariance = covariance
    return result
  }
}

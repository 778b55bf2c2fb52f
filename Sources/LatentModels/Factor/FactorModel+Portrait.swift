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
        (0..<data.rows).contains(row) ? reading(row, on: plane) : nil
      })
  }

  /// A row with what is missing at its conditional mean W_m m + μ_m, and the covariance W_m V W_mᵀ + Ψ_m of that.
  private func completed(
    _ row: Int
  ) -> (values: [Double], latent: [Double], covariance: Matrix<Double>?, law: FactorLaw?) {
    var values = data.values.row(row)
    let observed = values.indices.filter { !values[$0].isNaN }
    guard let law = FactorLaw(parameters, observed: observed) else {
      return (values, Array(repeating: 0, count: parameters.latentDimensions), nil, nil)
    }
    let latent = law.mean(given: law.offsets(of: data.values.slice(row)))
    guard observed.count < values.count else { return (values, latent, nil, law) }
    let fitted = parameters.loadings * latent
    let spread = parameters.loadings * law.variance * parameters.loadings.transposed
    var covariance = Matrix<Double>(rows: values.count, columns: values.count)
    let missing = values.indices.filter { values[$0].isNaN }
    for i in missing {
      values[i] = parameters.mean[i] + fitted[i]
      for j in missing { covariance[i, j] = spread[i, j] + (i == j ? parameters.noiseVariances[i] : 0) }
    }
    return (values, latent, covariance, law)
  }

  private func reading(_ row: Int, on plane: Plane) -> CloudPortrait.Reading {
    let found = completed(row)
    let values = data.values.row(row)
    let transform = data.transform
    let logScales = transform.logScales
    let logScale = values.indices.reduce(0) { values[$1].isNaN ? $0 : $0 + logScales[$1] }
    let offsets = found.law?.offsets(of: data.values.slice(row)) ?? []
    return CloudPortrait.Reading(
      row: row, values: values.indices.map { transform.own(values[$0], column: $0) },
      imputed: values.indices.map { j in
        guard values[j].isNaN, let covariance = found.covariance else { return nil }
        return .init(
          mean: transform.own(found.values[j], column: j),
          standardDeviation: Double.sqrt(max(0, covariance[j, j])) * transform.scale[j])
      },
      latents: found.latent.indices.map { l in
        .init(
          mean: found.latent[l], standardDeviation: Double.sqrt(found.law?.variance[l, l] ?? 0))
      },
      label: data.labels?.level(ofRow: row), position: plane.point(of: found.values),
      logDensity: (found.law?.logDensity(given: offsets, mean: found.latent) ?? .nan) - logScale)
  }
}

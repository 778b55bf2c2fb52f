import NumericCore
import RealModule

extension GaussianMixture {
  /// The mixture for a view: the rows asked for with the law of the newest E half-step, the components at the present
  /// parameter. Work is proportional to the rows asked for, not to the table.
  public func portrait(_ request: EMPortraitRequest, in workspace: Workspace) -> EMPortrait {
    let picture = mixturePortrait(request, in: workspace)
    return EMPortrait(
      of: self, criteria: informationCriteria, tables: [], picture: .mixture(picture))
  }

  /// The picture of the mixture.
  public func mixturePortrait(
    _ request: EMPortraitRequest, in workspace: Workspace
  ) -> MixturePortrait {
    let law = lawParameters.flatMap { try? MixtureDensity($0) }
    let present = try? MixtureDensity(parameters)
    let dots = dots(
      of: request.rows, on: request.plane, law: law, present: present, in: workspace)
    let least = law == nil ? nil : dots.min { $0.certainty < $1.certainty }
    return MixturePortrait(
      nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken, settings: settings,
      degreesOfFreedom: degreesOfFreedom, criteria: informationCriteria, dots: dots,
      components: components(on: request.plane), noiseWeight: parameters.noise?.weight,
      selection: request.selectedRow.flatMap { row in
        (0..<data.rows).contains(row)
          ? reading(row, on: request.plane, law: law, present: present) : nil
      },
      cursor: request.cursor,
      cursorResponsibilities: responsibilities(at: request.cursor, on: request.plane, present),
      changedDots: changedDots(dots, of: request.rows, in: workspace), leastCertain: least,
      narrowest: narrowest())
  }

  private func dots(
    of rows: [Int], on plane: Plane, law: MixtureDensity?, present: MixtureDensity?, in workspace: Workspace
  ) -> [MixturePortrait.Dot] {
    var positions = plane.points(of: rows, in: data.values)
    var isCompleted = [Bool](repeating: false, count: rows.count)
    if hasMissing, let density = law ?? present {
      for (index, row) in rows.enumerated() {
        let values = data.values.row(row)
        guard values.contains(where: \.isNaN) else { continue }
        positions[index] = plane.point(of: density.completed(values))
        isCompleted[index] = true
      }
    }
    let classes = law?.classify(rows, of: data.values, in: workspace)
    return rows.indices.map { index in
      MixturePortrait.Dot(
        row: rows[index], position: positions[index], component: classes?[index].component,
        certainty: classes?[index].certainty ?? 0,
        isNoise: classes.map { $0[index].component == nil } ?? false, isCompleted: isCompleted[index])
    }
  }

  private func changedDots(
    _ dots: [MixturePortrait.Dot], of rows: [Int], in workspace: Workspace
  ) -> Int? {
    guard nextPhase == .maximization, let previousLawParameters = course.previousLawParameters,
      previousLawParameters.components == parameters.components,
      let previous = try? MixtureDensity(previousLawParameters)
    else { return nil }
    let before = previous.classify(rows, of: data.values, in: workspace)
    return dots.indices.count { dots[$0].component != before[$0].component }
  }

  private func components(on plane: Plane) -> [MixturePortrait.Component] {
    let own = parameters.inOwnUnits(data.transform)
    return parameters.weights.indices.map { k in
      MixturePortrait.Component(
        weight: parameters.weights[k], mean: own.means.row(k),
        standardDeviations: own.covariances[k].diagonal.map { Double.sqrt(max(0, $0)) },
        centre: plane.point(of: parameters.means.row(k)),
        spread: plane.spread(of: parameters.covariances[k]))
    }
  }

  private func reading(
    _ row: Int, on plane: Plane, law: MixtureDensity?, present: MixtureDensity?
  ) -> MixturePortrait.Reading {
    let values = data.values.row(row)
    let density = law ?? present
    var imputed = [CloudPortrait.Reading.Imputed?](repeating: nil, count: values.count)
    for value in density?.conditionals(of: values) ?? [] {
      imputed[value.column] = .init(
        mean: data.transform.own(value.mean, column: value.column),
        standardDeviation: Double.sqrt(value.variance) * data.transform.scale[value.column])
    }
    let logScales = data.transform.logScales
    let logScale = values.indices.reduce(0) { values[$1].isNaN ? $0 : $0 + logScales[$1] }
    return MixturePortrait.Reading(
      row: row, values: values.indices.map { data.transform.own(values[$0], column: $0) },
      imputed: imputed, label: data.labels?.level(ofRow: row),
      position: plane.point(of: density?.completed(values) ?? values),
      responsibilities: law?.responsibilities(values) ?? [],
      logDensity: present.map { $0.logDensity(values) - logScale } ?? .nan)
  }

  /// Where the plane shows all columns, a place on it is a row.
  private func responsibilities(
    at cursor: PlanePoint?, on plane: Plane, _ density: MixtureDensity?
  ) -> [Double] {
    guard let cursor, let density, data.dimensions <= 2 else { return [] }
    return density.responsibilities(
      plane.moving(Array(repeating: 0, count: data.dimensions), to: cursor))
  }

  private func narrowest() -> MixturePortrait.Narrowest {
    let deviations = parameters.weights.indices.map {
      parameters.smallestDeviation(of: $0, units: units)
    }
    let index = deviations.indices.min { deviations[$0] < deviations[$1] } ?? 0
    return MixturePortrait.Narrowest(
      component: index, smallestEigenvalue: deviations[index] * deviations[index])
  }
}

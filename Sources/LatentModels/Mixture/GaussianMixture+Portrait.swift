import NumericCore
import RealModule

extension GaussianMixture {
  /// The mixture for a view: the rows asked for with the law of the newest E half-step, the components at the present
  /// parameter. Work is proportional to the rows asked for, not to the table.
  public func portrait(
    _ request: MixturePortraitRequest, in workspace: Workspace
  ) -> MixturePortrait {
    let law = lawParameters.flatMap { try? MixtureDensity($0) }
    let present = try? MixtureDensity(parameters)
    let dots = request.rows.map { dot($0, on: request.plane, law: law) }
    let least = dots.filter { $0.component != nil }.min { $0.certainty < $1.certainty }
    return MixturePortrait(
      nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken, settings: settings,
      degreesOfFreedom: degreesOfFreedom, dots: dots, components: components(on: request.plane),
      selection: request.selectedRow.flatMap { row in
        (0..<data.rows).contains(row)
          ? reading(row, on: request.plane, law: law, present: present) : nil
      },
      cursorResponsibilities: responsibilities(at: request.cursor, on: request.plane, present),
      changedDots: changedDots(dots), leastCertain: least, narrowest: narrowest())
  }

  private func dot(_ row: Int, on plane: Plane, law: MixtureDensity?) -> MixturePortrait.Dot {
    let values = data.values.row(row)
    let position = plane.point(of: values)
    guard let r = law?.responsibilities(values),
      let best = r.indices.max(by: { r[$0] < r[$1] })
    else {
      return MixturePortrait.Dot(row: row, position: position, component: nil, certainty: 0)
    }
    return MixturePortrait.Dot(row: row, position: position, component: best, certainty: r[best])
  }

  private func changedDots(_ dots: [MixturePortrait.Dot]) -> Int? {
    guard nextPhase == .maximization, let previousLawParameters,
      previousLawParameters.components == parameters.components,
      let previous = try? MixtureDensity(previousLawParameters)
    else { return nil }
    return dots.count { dot in
      let joint = previous.logJoint(data.values.row(dot.row))
      return joint.indices.max { joint[$0] < joint[$1] } != dot.component
    }
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
    let label = data.labels.flatMap { labels in
      let code = Int(labels.codes[row])
      return labels.levels.indices.contains(code) ? labels.levels[code] : nil
    }
    return MixturePortrait.Reading(
      row: row, values: values.indices.map { data.transform.own(values[$0], column: $0) },
      label: label, position: plane.point(of: values),
      responsibilities: law?.responsibilities(values) ?? [],
      logDensity: present.map { $0.logDensity(values) - data.transform.logScale } ?? .nan)
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

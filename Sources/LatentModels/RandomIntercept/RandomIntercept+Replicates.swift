import NumericCore
import RealModule

extension RandomIntercept {
  /// log p of the rows of each group, in nats, in the data's own units.
  public func unitLogLikelihoods(
    at parameters: RandomInterceptParameters, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let logScale = data.transform.logScales[settings.response]
    return groups.groups.map { parameters.logDensity(of: $0) - $0.count * logScale }
  }

  /// The model on other data, from its present parameter.
  public func refitting(_ data: DataTable) throws(FittingError) -> RandomIntercept {
    try RandomIntercept(data: data, settings: settings, parameters: parameters)
  }

  /// As many observations in the same groups, drawn from the model: first the intercepts, then the rows.
  public func simulatedData(seed: UInt64, replicate: UInt32) throws(FittingError) -> DataTable {
    let observed = try data.observationPerRow()
    let groups = try InterceptGroups(of: observed, response: settings.response)
    var values = observed.values
    let (within, between) = (parameters.within.squareRoot(), parameters.between.squareRoot())
    for (index, group) in groups.groups.enumerated() {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: index))
      let level = parameters.mean + between * random.normal()
      for row in group.rows { values[row, settings.response] = level + within * random.normal() }
    }
    return observed.replacingValues(values)
  }

  /// As many groups drawn with replacement, each with all its rows; one that is drawn twice is two groups.
  public func resampledData(seed: UInt64, replicate: UInt32) -> DataTable {
    var random = RandomStream(seed: seed, purpose: .bootstrap, step: replicate)
    let drawn = groups.groups.map { _ in groups.groups[random.index(below: groups.groups.count)] }
    let labels = Labels(
      name: data.labels?.name ?? "",
      codes: drawn.enumerated().flatMap { index, group in group.rows.map { _ in Int32(index) } },
      levels: drawn.map(\.name))
    return data.selectingRows(drawn.flatMap(\.rows)).labelled(by: labels)
  }

  /// The exact log-likelihood on `data`, which is in the units of the fit; its groups are new ones.
  public func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation {
    guard data.dimensions == self.data.dimensions else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: String(self.data.dimensions))
    }
    try DataLimits.validateValues(of: data)
    return UnitEvaluation(of: try RandomIntercept(on: data, from: self))
  }

  /// The fit as it stands, for a view.
  public func portrait(_ request: EMPortraitRequest, in workspace: Workspace) -> EMPortrait {
    let own = inOwnUnits(parameters)
    let table = ParameterTable(
      header: ["", "estimate"],
      rows: [
        .init("mu", [own.mean]), .init("sigma (within)", [own.within.squareRoot()]),
        .init("tau (between)", [own.between.squareRoot()]),
        .init("tau2 / (sigma2 + tau2)", [own.between / (own.within + own.between)]),
      ])
    return EMPortrait(
      of: self, criteria: informationCriteria, tables: [table], picture: .groups(picture(request, own)))
  }

  private func picture(
    _ request: EMPortraitRequest, _ own: RandomInterceptParameters
  ) -> GroupsPortrait {
    let column = settings.response
    let (transform, scale) = (data.transform, data.transform.scale[settings.response])
    return GroupsPortrait(
      groups: groups.groups.map { group in
        let (mean, variance) = parameters.intercept(of: group)
        return GroupsPortrait.Group(
          name: group.name,
          values: group.rows.map { transform.own(data.values[$0, column], column: column) },
          mean: transform.own(group.mean, column: column),
          conditionalMean: transform.own(parameters.mean + mean, column: column),
          conditionalDeviation: variance.squareRoot() * scale,
          logDensity: parameters.logDensity(of: group) - group.count * .log(scale))
      },
      response: data.columnNames[column], mean: own.mean, within: own.within, between: own.between,
      closedForm: closedFormLogLikelihood,
      selectedGroup: request.selectedRow.flatMap { row in
        groups.groups.firstIndex { $0.rows.contains(row) }
      })
  }
}

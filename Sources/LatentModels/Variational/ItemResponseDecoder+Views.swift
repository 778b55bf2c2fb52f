import NumericCore

extension ItemResponseDecoder {
  /// The sign of the ability that gives the slopes a positive mean.
  private func sign(_ theta: [Double]) -> Double { theta[items...].reduce(0, +) < 0 ? -1 : 1 }

  /// All slopes with the other sign.
  public func mirrored(_ theta: [Double]) -> [Double] { theta[..<items] + theta[items...].map { -$0 } }

  /// c and a of each item.
  public func tables(of theta: [Double]) -> [ParameterTable] {
    let sign = sign(theta)
    return [
      ParameterTable(
        header: ["item", "c", "a"],
        rows: data.columnNames.enumerated().map { j, name in .init(name, [theta[j], sign * slope(j, theta)]) }
      )
    ]
  }

  /// The intercepts and the slopes, these with a positive mean.
  public func freeParameters(of theta: [Double]) -> (parameters: FreeParameters, jacobian: Matrix<Double>) {
    let sign = sign(theta)
    let signs = theta.indices.map { $0 < items ? 1 : sign }
    return (
      FreeParameters(names: coordinateNames, values: zip(signs, theta).map { $0 * $1 }),
      Matrix(diagonal: signs)
    )
  }

  /// The same numbers.
  public func coordinates(free values: [Double]) -> [Double]? {
    values.count == coordinateNames.count && values.allSatisfy(\.isFinite) ? values : nil
  }

  /// The steepest slope, where the ability all but says the answer.
  public func findings(at theta: [Double]) -> [Finding] {
    let steep = (items..<theta.count).max { abs(theta[$0]) < abs(theta[$1]) }
    guard let steep, abs(theta[steep]) > 8 else { return [] }
    return [.steepSlope(column: steep - items, slope: abs(theta[steep]))]
  }

  /// This kind of model.
  public func plan(_ settings: VariationalSettings) -> VariationalPlan {
    .itemResponse(ItemResponseSettings(kind: kind, variational: settings))
  }

  /// Which of the slopes are free.
  public func archive(in archive: inout ModelArchive) { archive.metadata["items"] = kind.rawValue }

  /// The model of the kind that the archive names.
  public init(reading archive: ModelArchive, data: DataTable) throws(FittingError) {
    let name = try ArchiveReader(archive).string("items")
    guard let kind = ItemResponseSettings.Kind(rawValue: name) else {
      throw .invalidArchive(reason: "its kind of items \"\(name.prefix(40))\" is not known")
    }
    try self.init(data: data, kind: kind)
  }

  /// The same kind of model of other answers to the same items, with the features as they are here.
  public func refitting(_ data: DataTable) throws(FittingError) -> ItemResponseDecoder {
    guard data.dimensions == items else {
      throw .invalidSetting(
        name: "number of columns", found: String(data.dimensions), expected: String(items))
    }
    var other = try ItemResponseDecoder(data: data, kind: kind, isFitted: false)
    other.shares = shares
    return other
  }

  /// As many rows of answers drawn at θ, where there are answers.
  public func simulated(
    at theta: [Double], seed: UInt64, replicate: UInt32
  ) throws(FittingError) -> ItemResponseDecoder {
    let observed = try data.observationPerRow()
    var values = observed.values
    for row in 0..<observed.rows {
      var random = RandomStream(
        seed: seed, purpose: .simulation, step: replicate, row: UInt32(truncatingIfNeeded: row))
      let z = random.normal()
      for j in 0..<items where !values[row, j].isNaN {
        let answer = random.uniform() < sigmoid(theta[j] + slope(j, theta) * z) ? 1.0 : 0
        values[row, j] = (answer - data.transform.shift[j]) / data.transform.scale[j]
      }
    }
    return try ItemResponseDecoder(data: observed.replacingValues(values), kind: kind)
  }
}

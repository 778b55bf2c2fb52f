import NumericCore
import RealModule

extension GaussianMeanField {
  /// The target, the product law, and the gap by correlation.
  public func portrait(_ request: VariationalPortraitRequest, in workspace: Workspace) -> VariationalPortrait
  {
    let account = account
    let rho = settings.correlation
    let gap = Self.gap(correlation: rho)
    return VariationalPortrait(
      plan: plan, nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken, unitCount: 1,
      observations: 1,
      coordinates: [mean.x, mean.y, 0.5 * Double.log(variance.x), 0.5 * Double.log(variance.y)],
      coordinateNames: ["m1", "m2", "log s1", "log s2"],
      tables: [
        ParameterTable(
          header: ["", "mean", "sd", "sd exact"],
          rows: [
            .init("z1", [mean.x, variance.x.squareRoot(), 1]),
            .init("z2", [mean.y, variance.y.squareRoot(), 1]),
          ])
      ],
      account: account, lost: NatsLost(approximation: gap, amortisation: account.divergence - gap),
      picture: .ellipses(
        EllipsesPicture(
          axes: ["z1", "z2"],
          exact: .init(mean: PlanePoint(x: 0, y: 0), xx: 1, xy: rho, yy: 1),
          law: .init(mean: mean, xx: variance.x, xy: 0, yy: variance.y), dialName: "correlation", dial: rho,
          gaps: (-49...49).map {
            .init(dial: Double($0) / 50, gap: Self.gap(correlation: Double($0) / 50))
          }, account: account)),
      unitGaps: request.wantsUnitGaps ? [account.divergence] : nil)
  }

  /// The field after a person's change: the dial is the correlation; coordinates are the means and log s.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: VariationalChange) throws(FittingError) -> GaussianMeanField {
    var changed = self
    switch change {
    case .dial(let correlation):
      try Self.validate(correlation: correlation)
      changed.settings.correlation = correlation
    case .parallel(let isOn): changed.settings.isParallel = isOn
    case .coordinates(let values):
      guard values.count == 4, values.allSatisfy({ abs($0) < 100 }) else {
        throw .invalidSetting(
          name: "field", found: "\(values.count) numbers", expected: "m1, m2, log s1 and log s2, below 100")
      }
      changed.mean = PlanePoint(x: values[0], y: values[1])
      changed.variance = PlanePoint(x: Double.exp(2 * values[2]), y: Double.exp(2 * values[3]))
    case .tolerance(let tolerance):
      try FittingError.validate(tolerance: tolerance)
      changed.settings.tolerance = tolerance
    default: throw refusal(of: change)
    }
    changed.course.restart()
    return changed
  }

  /// The field and the settings.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    course.archive(in: &archive, of: Self.summary, tolerance: settings.tolerance)
    archive.metadata["parallel"] = String(settings.isParallel)
    archive.tensors["correlation"] = .init([settings.correlation])
    archive.tensors["start"] = .init([settings.start.x, settings.start.y])
    archive.tensors["field"] = .init([mean.x, mean.y, variance.x, variance.y])
    return archive
  }

  /// The field that `archive` was made from; it has data of its own, whatever `data` are.
  /// - Throws: `.invalidArchive` that says what is missing, `.invalidSetting` for what cannot be used.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let start = try reader.values("start", shape: [2])
    try self.init(
      settings: GaussianMeanFieldSettings(
        correlation: try reader.values("correlation", shape: [1])[0],
        start: PlanePoint(x: start[0], y: start[1]),
        isParallel: try reader.number("parallel", Bool.init(_:)),
        tolerance: try reader.number("tolerance", Double.init)))
    let field = try reader.values("field", shape: [4])
    guard field[2] > 0, field[3] > 0 else {
      throw .invalidArchive(reason: "a variance of its field is not positive")
    }
    mean = PlanePoint(x: field[0], y: field[1])
    variance = PlanePoint(x: field[2], y: field[3])
    course = try VariationalCourse(reading: reader)
  }
}

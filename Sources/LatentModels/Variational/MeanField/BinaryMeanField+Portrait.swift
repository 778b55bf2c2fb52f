import NumericCore
import RealModule

extension BinaryMeanField {
  /// The fixed points by w/σ, the field and how it came there.
  public func portrait(_ request: VariationalPortraitRequest, in workspace: Workspace) -> VariationalPortrait
  {
    let target = target
    let account = target.account(field)
    let best = target.account(target.fixedPoints.best)
    let highest = max(6, 1.25 * settings.ratio)
    let count = min(max(request.places, 60), 400)
    let branches = (1...count).map { index -> PitchforkPicture.Branch in
      var settings = settings
      settings.ratio = highest * Double(index) / Double(count)
      let target = BinaryTarget(settings)
      let points = target.fixedPoints
      return PitchforkPicture.Branch(
        ratio: settings.ratio, stable: points.pair.map { [$0.x, $0.y] } ?? [points.symmetric],
        unstable: points.pair == nil ? [] : [points.symmetric], gap: target.account(points.best).divergence)
    }
    let exact = target.marginal
    return VariationalPortrait(
      plan: plan, nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken, unitCount: 1,
      observations: 1, coordinates: [field.x, field.y], coordinateNames: ["q1", "q2"],
      tables: [
        ParameterTable(
          header: ["", "q(s=1)", "p(s=1|x)"],
          rows: [.init("s1", [field.x, exact]), .init("s2", [field.y, exact])]),
        ParameterTable(
          header: ["", "value"],
          rows: [
            .init("x", [settings.x]), .init("w", [settings.weight]), .init("sigma", [settings.deviation]),
            .init("w/sigma", [settings.ratio]),
          ]),
      ],
      account: account,
      lost: NatsLost(
        approximation: best.divergence, amortisation: account.divergence - best.divergence),
      picture: .pitchfork(
        PitchforkPicture(
          ratio: settings.ratio, highest: highest, branches: branches, iterates: history + [field],
          account: account, isParallel: settings.isParallel)),
      unitGaps: request.wantsUnitGaps ? [account.divergence] : nil)
  }

  /// The field after a person's change: the dial is w/σ; coordinates are (q₁, q₂). Updated at once, the factors begin at the
  /// same value, from which they show what that leads to; in turn, at the start of the settings.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: VariationalChange) throws(FittingError) -> BinaryMeanField {
    var changed = self
    switch change {
    case .dial(let ratio):
      try FittingError.validate("w/sigma", ratio, "positive, at most 1000") { $0 > 1e-6 && $0 < 1000 }
      changed.settings.ratio = ratio
    case .parallel(let isOn):
      changed.settings.isParallel = isOn
      changed.field =
        isOn ? PlanePoint(x: settings.start.x, y: settings.start.x) : settings.start
      changed.history = []
    case .coordinates(let values):
      guard values.count == 2 else {
        throw .invalidSetting(name: "field", found: "\(values.count) numbers", expected: "q1 and q2")
      }
      let field = PlanePoint(x: values[0], y: values[1])
      try Self.validate(field)
      changed.field = field
      changed.history = []
    case .tolerance(let tolerance):
      try FittingError.validate(tolerance: tolerance)
      changed.settings.tolerance = tolerance
    default: throw refusal(of: change)
    }
    changed.course.restart()
    return changed
  }
}

extension PitchforkPicture {
  /// Whether the field swaps between two places for ever: the newest iterate is the last but one, and not the last.
  public var isSwapping: Bool {
    guard iterates.count > 2 else { return false }
    let (now, last, before) = (
      iterates[iterates.count - 1], iterates[iterates.count - 2], iterates[iterates.count - 3]
    )
    func distance(_ a: PlanePoint, _ b: PlanePoint) -> Double { max(abs(a.x - b.x), abs(a.y - b.y)) }
    return distance(now, before) < 1e-6 && distance(now, last) > 1e-3
  }
}

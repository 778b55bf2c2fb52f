import NumericCore
import RealModule

extension RotatedPPCA {
  /// The exact law of the selected row's latents and the diagonal one, and the gap by the rotation of the maximum.
  public func portrait(_ request: VariationalPortraitRequest, in workspace: Workspace) -> VariationalPortrait
  {
    let unit = min(max(0, request.unit), moments.rows.count - 1)
    var total = account
    total.expectedLogJoint -= moments.unitOffset
    total.logLikelihood -= moments.unitOffset
    let best = moments.weight * DiagonalLaw.gap(parameters)
    return VariationalPortrait(
      plan: plan, nextPhase: nextPhase, iteration: iteration, stepsTaken: stepsTaken,
      unitCount: moments.rows.count, observations: moments.weight, coordinates: coordinates,
      coordinateNames: coordinateNames, tables: tables, account: total,
      lost: NatsLost(approximation: best, amortisation: total.divergence - best),
      picture: .ellipses(picture(ofRow: moments.rows[unit], total)),
      unitGaps: request.wantsUnitGaps ? unitGaps : nil)
  }

  private func picture(ofRow row: Int, _ total: LawAccount) -> EllipsesPicture {
    let offset = zip(data.values.row(row), parameters.mean).map { $0 - $1 }
    let exact = ExactLatentLaw(parameters)
    let covariance = exact.covariance
    func point(_ values: [Double]) -> PlanePoint { PlanePoint(x: values[0], y: values[1]) }
    return EllipsesPicture(
      axes: ["z1", "z2"],
      exact: .init(
        mean: point(exact.map * offset), xx: covariance[0, 0], xy: covariance[0, 1], yy: covariance[1, 1]),
      law: .init(mean: point(law.map * offset), xx: law.variances[0], xy: 0, yy: law.variances[1]),
      dialName: "rotation of W, degrees", dial: parameters.rotation,
      gaps: stride(from: -90, through: 90, by: 2).map { angle in
        .init(
          dial: Double(angle),
          gap: moments.weight * DiagonalLaw.gap(closedForm.rotated(by: Double(angle))))
      }, account: total)
  }

  /// KL(q ‖ p) of each row: that of the widths, the same for all, and that of the means.
  private var unitGaps: [Double] {
    let exact = ExactLatentLaw(parameters)
    let difference = law.map + (-1) * exact.map
    let zero = Matrix<Double>(rows: parameters.dimensions, columns: parameters.dimensions)
    let widths = law.account(parameters, zero).divergence
    return moments.rows.map { row in
      let shift = difference * zip(data.values.row(row), parameters.mean).map { $0 - $1 }
      let square = zip(shift, exact.precision * shift).reduce(0) { $0 + $1.0 * $1.1 }
      return widths + 0.5 * square / exact.noise
    }
  }

  /// W, row after row, and log σ².
  var coordinates: [Double] { parameters.loadings.storage + [Double.log(parameters.noiseVariances[0])] }

  private var coordinateNames: [String] {
    data.columnNames.flatMap { ["W1 \($0)", "W2 \($0)"] } + ["log sigma2"]
  }

  /// W beside the principal axes, in the data's own units, and how it is turned.
  private var tables: [ParameterTable] {
    let (own, axes) = (parameters.inOwnUnits(data.transform), closedForm.inOwnUnits(data.transform))
    // Columns that were scaled each by its own deviation share no unit that σ² could have.
    let scales = data.transform.scale
    let isOneUnit = scales.allSatisfy { abs($0 - scales[0]) <= 1e-12 * abs(scales[0]) }
    return [
      ParameterTable(
        header: ["W", "z1", "z2", "PCA 1", "PCA 2"],
        rows: data.columnNames.indices.map {
          .init(data.columnNames[$0], own.loadings.row($0) + axes.loadings.row($0))
        }),
      ParameterTable(
        header: ["", "now", "PCA"],
        rows: [
          isOneUnit
            ? .init("sigma2", [own.noiseVariances[0], axes.noiseVariances[0]])
            : .init("sigma2 (scaled)", [parameters.noiseVariances[0], closedForm.noiseVariances[0]]),
          .init("rotation", [parameters.rotation, 0]),
        ]),
    ]
  }

  /// The fit after a person's change: the dial turns the loadings of the maximum-likelihood fit by so many degrees and takes
  /// the best V and D; coordinates are W and log σ².
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: VariationalChange) throws(FittingError) -> RotatedPPCA {
    var changed = self
    switch change {
    case .dial(let angle):
      try Self.validate(angle: angle)
      changed.settings.angle = angle
      changed.parameters = closedForm.rotated(by: angle)
      changed.law = DiagonalLaw(best: changed.parameters)
      changed.course.restart()
    case .coordinates(let values):
      let count = coordinates.count
      guard values.count == count, values.allSatisfy({ abs($0) < DataLimits.largestValue }),
        abs(values[count - 1]) < 500
      else {
        throw .invalidSetting(
          name: "parameter", found: "\(values.count) numbers", expected: "W and log sigma2, \(count) numbers")
      }
      changed.parameters.loadings.storage = Array(values.dropLast())
      changed.parameters.noiseVariances = Array(
        repeating: Double.exp(values[count - 1]), count: parameters.dimensions)
      changed.course.restart()
    case .tolerance(let tolerance):
      try FittingError.validate(tolerance: tolerance)
      changed.settings.tolerance = tolerance
    default: throw refusal(of: change)
    }
    return changed
  }

  /// W, σ², V and D.
  public func archived() -> ModelArchive {
    var archive = ModelArchive()
    course.archive(in: &archive, of: Self.summary, tolerance: settings.tolerance)
    archive.tensors["angle"] = .init([settings.angle])
    archive.tensors["loadings"] = .init(parameters.loadings)
    archive.tensors["noise_variance"] = .init([parameters.noiseVariances[0]])
    archive.tensors["law.map"] = .init(law.map)
    archive.tensors["law.variances"] = .init(law.variances)
    return archive
  }

  /// The fit that `archive` was made from, on the same data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let (d, k) = (data.dimensions, Self.latentDimensions)
    try self.init(
      data: data,
      settings: RotatedPPCASettings(
        angle: try reader.values("angle", shape: [1])[0],
        tolerance: try reader.number("tolerance", Double.init)))
    let noise = try reader.values("noise_variance", shape: [1])[0]
    parameters.loadings = Matrix(rows: d, columns: k, storage: try reader.values("loadings", shape: [d, k]))
    parameters.noiseVariances = Array(repeating: noise, count: d)
    law = DiagonalLaw(
      map: Matrix(rows: k, columns: d, storage: try reader.values("law.map", shape: [k, d])),
      variances: try reader.values("law.variances", shape: [k]))
    guard parameters.isUsable(as: .isotropic), law.variances.allSatisfy({ $0 > 0 }) else {
      throw .invalidArchive(reason: "a variance is not positive, or a number is too large to square")
    }
    course = try VariationalCourse(reading: reader)
  }
}

extension RotatedPPCA {
  /// The maximum of the likelihood, which is known; nil for the rest.
  public func study(_ request: VariationalStudyRequest) -> (any Study<VariationalFinding>)? {
    guard request == .maximumLikelihood else { return nil }
    var maximum = self
    maximum.parameters = closedForm
    return KnownStudy(
      findings: .maximumLikelihood(
        coordinates: maximum.coordinates,
        logLikelihood: maximum.account.logLikelihood - moments.unitOffset, hasSettled: true))
  }
}

/// A study of which the findings are known beforehand.
struct KnownStudy: Study {
  /// What is known.
  let findings: VariationalFinding
  /// One piece.
  let planned = 1
  /// 1 when it is done.
  private(set) var done = 0

  init(findings: VariationalFinding) { self.findings = findings }

  /// Nothing is left to find.
  mutating func advance(in workspace: Workspace) throws(FittingError) { done = 1 }
}

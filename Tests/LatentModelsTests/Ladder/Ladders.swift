import LatentModels
import NumericCore
import Testing

/// What the tests of the ladder share.
enum Ladders {
  /// A ladder of `data` at its end.
  static func finished(
    _ data: DataTable, heldOut: DataTable? = nil, _ plan: LadderPlan = .all,
    _ settings: LadderSettings = LadderSettings(), threads: Int = 2
  ) throws -> LadderFindings {
    var study = try LadderStudy(data: data, heldOut: heldOut, plan: plan, settings: settings)
    try study.finish(in: workspace(threads: threads))
    return study.findings
  }

  /// Old Faithful, every rung, all rows fitted; a net that is hardly trained, since nothing exact is known of it.
  static let faithful: Result<LadderFindings, any Error> = Result {
    var settings = LadderSettings()
    settings.networkSteps = 100
    settings.networkLevels = 20
    return try finished(OldFaithful.raw, settings)
  }

  private static func finished(_ data: DataTable, _ settings: LadderSettings) throws -> LadderFindings {
    try finished(data, .all, settings)
  }

  /// Settings with which every rung is quick, and none good.
  static var quick: LadderSettings {
    var settings = LadderSettings()
    (settings.components, settings.starts) = (2, 1)
    (settings.autoencoderSteps, settings.networkSteps) = (60, 20)
    (settings.levels, settings.networkLevels) = (20, 10)
    (settings.importanceDraws, settings.samples) = (10, 40)
    return settings
  }

  /// Every third row or so of Old Faithful.
  static let fewRows = OldFaithful.raw.selectingRows((0..<90).map { 3 * $0 })

  /// Why a rung failed; nil where it did not.
  static func failure(_ rung: Rung, _ findings: LadderFindings) -> String? {
    for entry in findings.entries where entry.rung == rung {
      if case .failed(let sentence) = entry.status { return sentence }
    }
    return nil
  }
}

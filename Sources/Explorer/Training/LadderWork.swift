import LatentModels
import NumericCore

/// A ladder to be climbed in the background: its data, its settings, and under how many seeds.
public struct LadderRequest: Sendable {
  /// The table, as it was opened.
  public let data: DataTable
  /// What a person chose.
  public let settings: LadderSettings
  /// Under how many seeds, one after the other; 1 for the one of the settings.
  public let seeds: Int
  /// The ladder that was saved, to go on with; nil for one from its first rung.
  public let archive: ModelArchive?

  /// That ladder.
  public init(data: DataTable, settings: LadderSettings, seeds: Int = 1) {
    self.data = data
    self.settings = settings
    self.seeds = seeds
    archive = nil
  }

  /// The ladder in `archive`, which was begun with these settings.
  public init(data: DataTable, settings: LadderSettings, archive: ModelArchive) {
    self.data = data
    self.settings = settings
    self.archive = archive
    seeds = 1
  }
}

/// How far a ladder has come.
public struct LadderProgress: Sendable {
  /// The ladder, or that of the newest seed; nil before its rows are prepared.
  public let ladder: LadderFindings?
  /// What the seeds came to so far; nil for one seed.
  public let spread: LadderSpreadFindings?
}

/// How a ladder in the background stands.
public typealias LadderReport = RunnerReport<LadderSettings, LadderProgress>

/// A ladder with its pieces, of which the first prepares the rows; one that cannot be begun fails with it, so that somebody hears of
/// it.
struct LadderWork: Study {
  private enum State: Sendable {
    case asked(LadderRequest)
    case one(LadderStudy, LadderSpreadFindings? = nil)
    case several(LadderSpread)
  }

  private var state: State
  private let clock: @Sendable () -> Double

  /// The ladder of `request`, timed by `clock`.
  init(_ request: LadderRequest, clock: @escaping @Sendable () -> Double) {
    state = .asked(request)
    self.clock = clock
  }

  /// Pieces done.
  var done: Int {
    switch state {
    case .asked: 0
    case .one(let study, _): study.done
    case .several(let study): study.done
    }
  }
  /// Pieces there are.
  var planned: Int {
    switch state {
    case .asked: 1
    case .one(let study, _): study.planned
    case .several(let study): study.planned
    }
  }
  /// What was found so far.
  var findings: LadderProgress {
    switch state {
    case .asked: LadderProgress(ladder: nil, spread: nil)
    case .one(let study, let spread): LadderProgress(ladder: study.findings, spread: spread)
    case .several(let study): LadderProgress(ladder: study.ladder, spread: study.findings)
    }
  }

  /// Does the next piece.
  mutating func advance(in workspace: Workspace) throws(FittingError) {
    switch state {
    case .asked(let request):
      if let archive = request.archive {
        state = .one(
          try LadderStudy(archive: archive, data: request.data, clock: clock),
          try LadderSpreadFindings(archive: archive))
        return
      }
      state =
        request.seeds > 1
        ? .several(
          try LadderSpread(
            data: request.data, settings: request.settings, seeds: request.seeds, clock: clock))
        : .one(try LadderStudy(data: request.data, settings: request.settings, clock: clock))
    case .one(var study, let spread):
      try study.advance(in: workspace)
      state = .one(study, spread)
    case .several(var study):
      try study.advance(in: workspace)
      state = .several(study)
    }
  }
}

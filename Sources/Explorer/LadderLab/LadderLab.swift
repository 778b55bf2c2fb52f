import LatentModels
import NumericCore

/// The ladder: one data set, one split, one seed, every rung on one axis of nats, and how it is looked at.
struct LadderLab: Sendable {
  /// The table as it was opened.
  let data: DataTable
  /// What the newest ladder was begun with.
  var settings: LadderSettings
  /// The ladder that goes on, or is done; nil before the first.
  var climb: Climb?
  /// The same ladder under five seeds, while a person wants to see the spread.
  var spread: Climb?
  /// The rung that keys act on.
  var chosen = Rung.normal
  /// The rung that others are compared with.
  var pinned: Rung?
  /// How the one compares with the other; nil where nothing is pinned.
  var comparison: Comparison?
  /// What rows are scored on; nil for those held out where there are any, else those that were fitted.
  var wantedEvaluation: RungEvaluation?
  /// In which order the rungs stand.
  var order = LadderOrder.plan
  /// Whether totals over the rows are shown, and not nats per row.
  var showsTotals = false
  /// How many times the axis is magnified, about the best value.
  var zoom = 1.0
  /// What is shown below the rungs.
  var aside = LadderAside.samples
  /// The panel that keys act on.
  var focus = LadderPanel.rungs
  /// Whether the focused panel fills the screen.
  var isMaximized = false
  /// The number of the next study.
  private var nextStudy: Int

  /// A ladder, or several, under way in the background.
  struct Climb: Sendable {
    let id: StudyID
    /// What its runner last said; nil until it first answered.
    var report: LadderReport?
    /// Whether a person holds it still.
    var isHeld = false
    /// Whether it was given up, or nobody carries it out.
    var isCancelled = false
    /// Questions that have not been answered yet.
    var openQuestions = 0
    /// How many rungs and seeds are in a file; nil for all that the first report tells of, which a file told.
    var saved: (rungs: Int, seeds: Int)? = (0, 0)

    /// Whether it goes on in the background, as far as is known, or would if it were let go.
    var isUnderWay: Bool { !isCancelled && (report?.isRunning ?? true) }
    /// Whether it moves.
    var isMoving: Bool { isUnderWay && !isHeld }
  }

  /// The ladder on `data`, its studies numbered from `firstStudy` on.
  init(data: DataTable, settings: LadderSettings, firstStudy: Int) {
    self.data = data
    self.settings = settings
    nextStudy = firstStudy
  }

  /// The ladder and that under several seeds, as far as they were begun.
  var climbs: [Climb] { [climb, spread].compactMap(\.self) }
  /// The ladder as far as it has come.
  var findings: LadderFindings? { climb?.report?.findings.ladder }
  /// What several seeds came to so far, or had come to when the ladder was saved.
  var seeds: LadderSpreadFindings? {
    spread?.report?.findings.spread ?? climb?.report?.findings.spread
  }
  /// Whether more is known than what is in a file.
  var isUnsaved: Bool {
    guard let climb, let findings, let saved = climb.saved else { return false }
    return findings.doneCount > saved.rungs || seeds?.seeds ?? 0 > saved.seeds
  }
  /// Whether anything moves without a key.
  var isMoving: Bool {
    climbs.contains { $0.isMoving || $0.openQuestions > 0 }
  }
  /// What rows are scored on.
  var evaluation: RungEvaluation {
    wantedEvaluation ?? (findings?.heldOut == nil ? .inSample : .heldOut)
  }

  /// The number of the next study, which is thereby taken.
  mutating func takeStudyNumber() -> StudyID {
    defer { nextStudy += 1 }
    return StudyID(nextStudy)
  }
}

extension LadderLab: FocusingLab {
  /// Gives the focus to `panel`.
  mutating func setFocus(_ panel: LadderPanel) { focus = panel }
}

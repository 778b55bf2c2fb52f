import LatentModels

/// An account of the nats of many rows as the lab sees it: what was asked, and what its runner last said.
struct GapStudyView: Sendable {
  let id: StudyID
  /// The run that it is about.
  let run: RunID
  /// What its runner last said; nil until it first answered.
  private(set) var report: GapStudyReport?
  /// Whether it was given up, or nobody carries it out.
  var isCancelled = false
  /// Questions that have not been answered yet.
  private(set) var openQuestions = 0

  init(id: StudyID, run: RunID) {
    self.id = id
    self.run = run
  }

  /// Whether it goes on in the background, as far as is known.
  var isRunning: Bool { !isCancelled && (report?.isRunning ?? true) }

  /// A question goes out.
  mutating func willAsk() { openQuestions += 1 }

  /// An answer came.
  mutating func take(_ report: GapStudyReport) {
    openQuestions = max(0, openQuestions - 1)
    self.report = report
  }
}

extension VAELab {
  /// Of so many rows at most the nats are accounted for; of fewer, of all.
  static let mostRowsOfGaps = 200

  /// The account of the active run's rows; nil where there is none.
  var gapStudy: GapStudyView? { study.flatMap { $0.run == run.id ? $0 : nil } }

  /// Whether the fit is no longer where the account found it.
  func isStale(_ study: GapStudyView) -> Bool { study.report.map { $0.origin != run.place } ?? false }

  /// Shows the account of many rows' nats and computes it where the active run stands.
  mutating func beginStudy() -> [Effect] {
    guard run.portrait != nil else { return [] }
    chosenAside = .gaps
    let old = study.map { [Effect.cancelStudy($0.id)] } ?? []
    var new = GapStudyView(id: StudyID(takeRunNumber()), run: run.id)
    new.willAsk()
    study = new
    return old + [.studyGaps(new.id, rows: Self.mostRowsOfGaps, of: run.id), .askStudy(new.id)]
  }

  /// Lets the study of a run that ends go, with all that it found.
  mutating func forgetStudy(of run: RunID) -> [Effect] {
    guard let study, study.run == run else { return [] }
    self.study = nil
    return [.cancelStudy(study.id)]
  }

  /// The studies there are, the oldest first.
  var backgroundStudies: [any BackgroundStudy] { study.map { [$0] } ?? [] }

  /// Gives up the study that goes on, keeping what it found.
  mutating func cancelStudy() -> [Effect] {
    guard let study, study.isRunning else { return [] }
    self.study?.isCancelled = true
    return [.cancelStudy(study.id)]
  }

  /// A question to the study, where it goes on and owes no answer.
  mutating func askStudies() -> [Effect] {
    guard let study, study.isRunning, study.openQuestions == 0 else { return [] }
    self.study?.willAsk()
    return [.askStudy(study.id)]
  }

  /// An answer of the study; of one that is gone, nothing happens.
  mutating func take(_ report: GapStudyReport, of id: StudyID) {
    if study?.id == id { study?.take(report) }
  }

  /// A study that nobody carries out.
  mutating func endStudy(_ id: StudyID) {
    if study?.id == id { study?.isCancelled = true }
  }

  /// Brings the law of the selected row to its best, with the decoder held still, or takes the encoder's again. A run that
  /// trains pauses: what is refined is the law under the decoder as it stands.
  mutating func toggleRefinement() -> [Effect] {
    guard run.portrait != nil else { return [] }
    let effects = pause()
    isRefined.toggle()
    return effects + askLater()
  }
}

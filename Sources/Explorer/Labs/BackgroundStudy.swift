import LatentModels

/// A study as a lab sees it, of whatever kind: how far it has come, and what it still owes.
protocol BackgroundStudy: Sendable {
  /// What is found out, and about what.
  associatedtype Plan: Sendable
  associatedtype Findings: Sendable

  var id: StudyID { get }
  /// What its runner last said; nil until it first answered.
  var report: RunnerReport<Plan, Findings>? { get }
  /// Whether it goes on in the background, as far as is known.
  var isRunning: Bool { get }
  /// Questions that have not been answered yet.
  var openQuestions: Int { get }
  /// What it is called, in a few words.
  var title: String { get }
}

extension BackgroundStudy {
  /// Pieces done and pieces there are; nil until that is known.
  var progress: (done: Int, planned: Int)? { report.map { ($0.done, $0.planned) } }
  /// How it moves, as far as a log of keys has to know.
  var movement: Explorer.Movement {
    Explorer.Movement(isPlaying: isRunning, openQuestions: openQuestions, steps: report?.pieces ?? 0)
  }
}

extension LabStudy: BackgroundStudy {
  var title: String {
    switch request.kind {
    case .selection: "criteria over K and family"
    case .starts: "maxima from several starts"
    case .errors: "standard errors"
    case .missing: "missing information"
    }
  }
}

extension VIStudy: BackgroundStudy {
  var title: String {
    switch request.kind {
    case .maximum: "maximum of the likelihood"
    case .starts: "several starts"
    case .thetaPlane: "likelihood over two parameters"
    case .errors: "standard errors"
    case .coverage: "coverage of intervals"
    case .importance: "importance-weighted bounds"
    }
  }
}

extension GapStudyView: BackgroundStudy {
  var title: String { "account of the rows' nats" }
}

extension DiffusionStudy: BackgroundStudy {
  var title: String {
    switch request.kind {
    case .reference: "mixture by EM"
    case .film: "film"
    case .accounts: "likelihoods and bounds"
    case .route: "rows flowing to noise"
    case .bandwidth: "noise level as bandwidth"
    }
  }
}

extension LadderLab.Climb: BackgroundStudy {
  var isRunning: Bool { isMoving }
  var title: String { report?.findings.spread == nil ? "ladder" : "ladder under several seeds" }
}

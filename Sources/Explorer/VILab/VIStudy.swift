import LatentModels

/// A study of a variational fit as the lab sees it: what was asked, and what its runner last said.
struct VIStudy: Sendable {
  /// Where in the lab its findings are shown.
  enum Kind: Int, Hashable, Sendable, CaseIterable {
    case maximum, starts, thetaPlane, errors, coverage, importance
  }

  let id: StudyID
  let request: VariationalStudyRequest
  /// The run that it is about.
  let run: RunID
  /// The model and the settings that it is about.
  private(set) var plan: VariationalPlan
  /// What its runner last said; nil until it first answered.
  private(set) var report: VariationalStudyReport?
  /// Whether it was given up, or nobody carries it out.
  var isCancelled = false
  /// Whether the model has no such study.
  var isMissing: Bool { isCancelled && report == nil }
  /// Questions that have not been answered yet.
  private(set) var openQuestions = 0

  init(id: StudyID, request: VariationalStudyRequest, run: RunID, plan: VariationalPlan) {
    self.id = id
    self.request = request
    self.run = run
    self.plan = plan
  }

  /// Whether it goes on in the background, as far as is known.
  var isRunning: Bool { !isCancelled && (report?.isRunning ?? true) }

  /// A question goes out.
  mutating func willAsk() { openQuestions += 1 }

  /// An answer came.
  mutating func take(_ report: VariationalStudyReport) {
    openQuestions = max(0, openQuestions - 1)
    self.report = report
    plan = report.plan
  }
}

extension VariationalStudyRequest {
  /// Where in the lab its findings are shown.
  var kind: VIStudy.Kind {
    switch self {
    case .maximumLikelihood: .maximum
    case .starts: .starts
    case .thetaPlane: .thetaPlane
    case .errors: .errors
    case .coverage: .coverage
    case .importance: .importance
    }
  }
}

extension VariationalPlan {
  /// Whether `other` is the same model, whatever the settings of the fit.
  func isSameModel(as other: VariationalPlan) -> Bool {
    var (one, two) = (self, other)
    if one.settings != nil { one.settings = VariationalSettings() }
    if two.settings != nil { two.settings = VariationalSettings() }
    if case .mixtureEncoder(var settings) = two, case .mixtureEncoder(let own) = one {
      (settings.encoder, settings.tolerance, settings.seed) = (own.encoder, own.tolerance, own.seed)
      two = .mixtureEncoder(settings)
    }
    return one == two
  }
}

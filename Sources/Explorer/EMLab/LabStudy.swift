import LatentModels

/// A study as the lab sees it: what was asked, and what its runner last said.
struct LabStudy: Sendable {
  /// Where in the lab its findings are shown.
  enum Kind: Int, Hashable, Sendable, CaseIterable {
    case selection, starts, errors, missing
  }

  let id: StudyID
  let request: StudyRequest
  /// The run that it is about.
  let run: RunID
  /// The model and the settings that it is about.
  private(set) var plan: EMPlan
  /// What its runner last said; nil until it first answered.
  private(set) var report: StudyReport?
  /// Whether it was given up by a person.
  var isCancelled = false
  /// Questions that have not been answered yet.
  private(set) var openQuestions = 0

  init(id: StudyID, request: StudyRequest, run: RunID, plan: EMPlan) {
    self.id = id
    self.request = request
    self.run = run
    self.plan = plan
  }

  /// Whether it goes on in the background, as far as is known.
  var isRunning: Bool { !isCancelled && (report?.isRunning ?? true) }

  /// Whether what it finds is found for fits of `plan` too: of whatever K and family where it goes through these, from
  /// whatever start where it makes its own.
  func isAbout(_ plan: EMPlan) -> Bool {
    switch request.kind {
    case .selection: self.plan.ofAnyComponents == plan.ofAnyComponents
    case .starts: self.plan.ofAnySeed == plan.ofAnySeed
    case .errors, .missing: self.plan.summary == plan.summary
    }
  }

  /// A question goes out.
  mutating func willAsk() { openQuestions += 1 }

  /// An answer came.
  mutating func take(_ report: StudyReport) {
    openQuestions = max(0, openQuestions - 1)
    self.report = report
    plan = report.plan
  }

  /// What was found over K and family.
  var selection: SelectionFindings? {
    if case .selection(let findings) = report?.findings { findings } else { nil }
  }
  /// What several starts led to.
  var starts: MultiStartFindings? {
    if case .starts(let findings) = report?.findings { findings } else { nil }
  }
  /// The refits of a bootstrap so far.
  var bootstrap: BootstrapFindings? {
    if case .errors(_, let findings) = report?.findings { findings } else { nil }
  }
  /// The maximum and the information there, as far as they are known.
  var missing: MissingInformation? {
    if case .missing(let findings) = report?.findings { findings } else { nil }
  }
  /// The standard errors found so far.
  var errors: StandardErrors? {
    if case .errors(let findings, _) = report?.findings { findings } else { nil }
  }
}

extension EMPlan {
  /// The plan without what several starts do not have in common.
  fileprivate var ofAnySeed: EMPlan {
    var plan = beginningAnywhere
    plan.seed = 0
    return plan
  }

  /// The plan without what the fits of a selection do not have in common.
  fileprivate var ofAnyComponents: EMPlan {
    ofAnySeed.taking(.components(1)).taking(.family(.full))
  }
}

extension StudyRequest {
  /// Where in the lab its findings are shown.
  var kind: LabStudy.Kind {
    switch self {
    case .selection: .selection
    case .starts: .starts
    case .errors: .errors
    case .missing: .missing
    }
  }
}

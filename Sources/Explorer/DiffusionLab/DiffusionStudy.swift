import LatentModels

/// A study of a diffusion model as the lab sees it: what was asked, and what its runner last said.
struct DiffusionStudy: Sendable {
  /// What its findings are for: of each kind there is one at a time.
  enum Kind: Int, Hashable, Sendable, CaseIterable {
    case reference, film, accounts, route, bandwidth
  }

  let id: StudyID
  let request: DiffusionStudyRequest
  /// The run that it is about.
  let run: RunID
  /// What its runner last said; nil until it first answered.
  private(set) var report: DiffusionStudyReport?
  /// Whether it was given up, or nobody carries it out.
  var isCancelled = false
  /// Questions that have not been answered yet.
  private(set) var openQuestions = 0

  init(id: StudyID, request: DiffusionStudyRequest, run: RunID) {
    self.id = id
    self.request = request
    self.run = run
  }

  /// Whether it goes on in the background, as far as is known.
  var isRunning: Bool { !isCancelled && (report?.isRunning ?? true) }
  /// Why it could not be carried out, in a sentence.
  var failure: String? { report?.failure.map(String.init(describing:)) }

  /// A question goes out.
  mutating func willAsk() { openQuestions += 1 }

  /// An answer came.
  mutating func take(_ report: DiffusionStudyReport) {
    openQuestions = max(0, openQuestions - 1)
    self.report = report
  }
}

extension DiffusionStudyRequest {
  /// What its findings are for.
  var kind: DiffusionStudy.Kind {
    switch self {
    case .reference: .reference
    case .film: .film
    case .accounts: .accounts
    case .route: .route
    case .bandwidth: .bandwidth
    }
  }
}

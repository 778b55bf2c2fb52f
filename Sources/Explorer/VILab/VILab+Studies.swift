import LatentModels
import NumericCore

extension VILab {
  /// The study that is given up first: the one in the view that is shown, or the newest; nil if none goes on.
  var runningStudy: VIStudy? {
    let running = studies.values.filter(\.isRunning)
    return running.first { $0.request.kind == aside.study } ?? running.max { $0.id.number < $1.id.number }
  }

  /// Begins a study about the active run, in the place of an earlier one of its kind.
  mutating func begin(_ request: VariationalStudyRequest, about index: Int? = nil) -> [Effect] {
    let run = runs[index ?? activeRun]
    guard let portrait = run.portrait else { return [] }
    let old = forgetStudies { $0.request.kind == request.kind }
    let id = StudyID(takeRunNumber())
    var study = VIStudy(id: id, request: request, run: run.id, plan: portrait.plan)
    study.willAsk()
    studies[request.kind] = study
    return old + [.studyVariational(id, request, of: run.id), .askStudy(id)]
  }

  /// Lets go of studies with all that they found, whether they still go on or not.
  mutating func forgetStudies(where isForgotten: (VIStudy) -> Bool) -> [Effect] {
    VIStudy.Kind.allCases.compactMap { kind in
      guard let study = studies[kind], isForgotten(study) else { return nil }
      studies[kind] = nil
      return .cancelStudy(study.id)
    }
  }

  /// The studies there are, the oldest first.
  var backgroundStudies: [any BackgroundStudy] { studies.values.sorted { $0.id.number < $1.id.number } }

  /// Gives up the study that goes on, keeping what it found.
  mutating func cancelStudy() -> [Effect] {
    guard let study = runningStudy else { return [] }
    studies[study.request.kind]?.isCancelled = true
    return [.cancelStudy(study.id)]
  }

  /// A question to each study that goes on and owes no answer.
  mutating func askStudies() -> [Effect] {
    VIStudy.Kind.allCases.compactMap { kind in
      guard let study = studies[kind], study.isRunning, study.openQuestions == 0 else { return nil }
      studies[kind]?.willAsk()
      return .askStudy(study.id)
    }
  }

  /// An answer of one of the studies; of one that is gone, nothing happens.
  mutating func take(_ report: VariationalStudyReport, of id: StudyID) {
    guard let kind = kind(of: id) else { return }
    studies[kind]?.take(report)
  }

  /// A study that nobody carries out.
  mutating func endStudy(_ id: StudyID) {
    guard let kind = kind(of: id) else { return }
    studies[kind]?.isCancelled = true
  }

  private func kind(of id: StudyID) -> VIStudy.Kind? {
    VIStudy.Kind.allCases.first { studies[$0]?.id == id }
  }

  /// Looks for the maximum of the likelihood as soon as a run is there whose likelihood is quickly computed.
  mutating func beginMaximum(of index: Int) -> [Effect] {
    guard let portrait = runs[index].portrait, portrait.account != nil else { return [] }
    if let study = studies[.maximum], study.plan.isSameModel(as: portrait.plan) { return [] }
    // Of two runs of different models only the first has it looked for.
    if studies[.maximum] != nil, index != 0 { return [] }
    return begin(.maximumLikelihood, about: index)
  }

  /// The study of that kind, where it is about the active run or the same fit of it.
  func fitStudy(_ kind: VIStudy.Kind) -> VIStudy? {
    guard let study = studies[kind] else { return nil }
    switch kind {
    case .maximum: return study.plan.isSameModel(as: plan) ? study : nil
    case .starts, .thetaPlane, .errors, .coverage, .importance: return study.run == run.id ? study : nil
    }
  }

  /// Whether the fit is no longer where the study found it.
  func isStale(_ study: VIStudy) -> Bool {
    guard let origin = study.report?.origin else { return false }
    if case .importance(let unit, _) = study.request, unit != self.unit { return true }
    return origin != run.place
  }

  /// θ̂ and ℓ(θ̂), once the ascent has settled.
  var maximum: (coordinates: [Double], logLikelihood: Double)? {
    guard case .maximumLikelihood(let coordinates, let nats, true) = fitStudy(.maximum)?.report?.findings,
      nats.isFinite
    else { return nil }
    return (coordinates, nats)
  }

  /// Where several starts led.
  var startsFound: [VariationalFinding.StartFinding]? {
    if case .starts(let found) = fitStudy(.starts)?.report?.findings { found } else { nil }
  }

  /// The likelihood over two coordinates.
  var planeFound: ThetaPlane? {
    if case .thetaPlane(let plane) = fitStudy(.thetaPlane)?.report?.findings { plane } else { nil }
  }

  /// Standard errors.
  var errorsFound: VariationalErrors? {
    guard let study = fitStudy(.errors), case .errors(let errors) = study.report?.findings else { return nil }
    // Before the first result there are only places for numbers.
    let isEmpty = (errors.sandwich + errors.naive + errors.profiled).allSatisfy(\.isNaN)
    return isEmpty && (study.isRunning || study.report?.failure != nil) ? nil : errors
  }

  /// How often intervals covered.
  var coverageFound: Coverage? {
    if case .coverage(let coverage) = fitStudy(.coverage)?.report?.findings { coverage } else { nil }
  }

  /// The importance-weighted bounds of the unit.
  var importanceFound: ImportanceBounds? {
    if case .importance(let bounds) = fitStudy(.importance)?.report?.findings, bounds.unit == unit {
      bounds
    } else {
      nil
    }
  }

  /// How many starts are tried.
  static let starts = 6
  /// How many data sets are simulated to see how often intervals cover.
  static let replicates = 200
  /// The largest k of an importance-weighted bound.
  static let largestK = 1000

  /// Begins the study of the view below the laws; with the losses there, that of the starts.
  mutating func beginStudyInView() -> [Effect] {
    switch aside {
    case .lost:
      return show(.starts) + begin(.starts(VILab.starts))
    case .starts: return begin(.starts(VILab.starts))
    case .thetaPlane: return planeRequest.map { begin(.thetaPlane($0)) } ?? []
    case .importance: return begin(.importance(unit: unit, largest: VILab.largestK))
    case .errors: return begin(.errors)
    case .coverage: return begin(.coverage(replicates: VILab.replicates))
    }
  }
}

import LatentModels
import NumericCore

extension EMLab {
  /// The study that is given up first: the one in the panel that has the keys, or the newest; nil if none goes on.
  var runningStudy: LabStudy? {
    let running = studies.values.filter(\.isRunning)
    return running.first { $0.request.kind == focusedKind } ?? running.max { $0.id.number < $1.id.number }
  }

  /// The kind of study whose findings the focused panel shows.
  private var focusedKind: LabStudy.Kind? {
    switch focus {
    case .components: .errors
    case .aside:
      switch aside {
      case .selection: .selection
      case .starts: .starts
      case .missing: .missing
      case .row, .minoriser, .stack: nil
      }
    case .plot, .branchPlot, .trace, .settings: nil
    }
  }

  /// Begins a study about the active run, in the place of an earlier one of its kind; others go on beside it.
  mutating func begin(_ request: StudyRequest) -> [Effect] {
    guard run.portrait != nil else { return [] }
    let old = forgetStudy(request.kind)
    let id = StudyID(takeRunNumber())
    var study = LabStudy(id: id, request: request, run: run.id, plan: plan)
    study.willAsk()
    studies[request.kind] = study
    return old + [.study(id, request, of: run.id), .askStudy(id)]
  }

  /// Lets a study go with all that it found, whether it still goes on or not: its runner is kept until it is told.
  private mutating func forgetStudy(_ kind: LabStudy.Kind) -> [Effect] {
    studies.removeValue(forKey: kind).map { [.cancelStudy($0.id)] } ?? []
  }

  /// Lets go what is about a run that is discarded. What is about the data and the settings goes on.
  mutating func forgetStudies(of run: RunID) -> [Effect] {
    [LabStudy.Kind.errors, .missing].flatMap { kind in
      studies[kind]?.run == run ? forgetStudy(kind) : []
    }
  }

  /// Gives up what chooses among fits of a model that is left, keeping what was found.
  mutating func giveUpChoosing() -> [Effect] {
    [LabStudy.Kind.selection, .starts].flatMap { kind in
      studies[kind]?.isRunning == true ? giveUp(kind) : []
    }
  }

  private mutating func giveUp(_ kind: LabStudy.Kind) -> [Effect] {
    guard let study = studies[kind] else { return [] }
    studies[kind]?.isCancelled = true
    return [.cancelStudy(study.id)]
  }

  /// The study of that kind, where it is about the active run: what was found of another fit is not said of this one.
  func fitStudy(_ kind: LabStudy.Kind) -> LabStudy? {
    guard let study = studies[kind], study.run == run.id, study.isAbout(plan) else { return nil }
    return study
  }

  /// Whether a study is about other settings than those of the active run.
  func isStale(_ study: LabStudy) -> Bool { !study.isAbout(plan) }

  /// The studies there are, the oldest first.
  var backgroundStudies: [any BackgroundStudy] { studies.values.sorted { $0.id.number < $1.id.number } }

  /// Gives up the study that goes on, keeping what it found.
  mutating func cancelStudy() -> [Effect] {
    runningStudy.map { giveUp($0.request.kind) } ?? []
  }

  /// A question to each study that goes on and owes no answer.
  mutating func askStudies() -> [Effect] {
    LabStudy.Kind.allCases.compactMap { kind in
      guard let study = studies[kind], study.isRunning, study.openQuestions == 0 else { return nil }
      studies[kind]?.willAsk()
      return .askStudy(study.id)
    }
  }

  /// An answer of one of the studies; of one that is gone, nothing happens.
  mutating func take(_ report: StudyReport, of id: StudyID) {
    guard let kind = LabStudy.Kind.allCases.first(where: { studies[$0]?.id == id }) else { return }
    studies[kind]?.take(report)
    if kind == .selection, !choseCell, let best = studies[kind]?.selection?.best(by: criterion) {
      chosenCell = (best.components, best.family)
    }
  }

  /// A study that nobody carries out any more.
  mutating func endStudy(_ id: StudyID) {
    guard let kind = LabStudy.Kind.allCases.first(where: { studies[$0]?.id == id }) else { return }
    studies[kind]?.isCancelled = true
  }

  /// The largest K that a selection goes to: what is usual, or beyond the present one.
  private var mostComponents: Int {
    min(max(6, (plan.mixtureSettings?.components ?? 1) + 1), max(1, data.rows))
  }

  /// Begins the study that the view beside the plot shows: criteria over K and family, or several starts.
  mutating func beginStudyInView() -> [Effect] {
    if aside == .missing { return begin(.missing) }
    if aside != .starts, Aside.selection.suits(plan) {
      show(.selection)
      choseCell = false
      return begin(.selection(components: 1...mostComponents, starts: starts))
    }
    guard Aside.starts.suits(plan) else { return [] }
    show(.starts)
    chosenSeed = nil
    return begin(.starts(count: starts))
  }

  /// The fit that is chosen in the view beside the plot; nil if there is none there.
  var chosenFit: EMPlan? {
    switch aside {
    case .selection:
      return studies[.selection]?.selection?.cells
        .first { $0.components == chosenCell.components && $0.family == chosenCell.family }?.fit
        .map { .mixture($0.model.settings) }
    case .starts:
      return chosenMaximum?.outcome.model.plan
    default: return nil
    }
  }

  /// The maximum that keys act on in the view of starts: the one that the chosen start led to, or the best.
  var chosenMaximum: MultiStartFindings.Maximum? {
    guard let findings = studies[.starts]?.starts else { return nil }
    let chosen = chosenSeed.flatMap { seed in findings.maxima.first { $0.seeds.contains(seed) } }
    return chosen ?? findings.best
  }

  /// Whether the fit is at a maximum to which a single start led, and nobody has tried another.
  var hasOneStart: Bool {
    guard Aside.starts.suits(plan), run.lastEvent?.status == .converged else { return false }
    return ![LabStudy.Kind.starts, .selection].contains { studies[$0]?.isAbout(plan) == true }
  }

  /// Puts the chosen fit in the place of the active run: its start, from which the same steps lead to it again, so that
  /// all of its history can be walked.
  mutating func openChosenFit() -> [Effect] {
    guard let plan = chosenFit else { return [] }
    let begun = begin(plan)
    run.setPlay(.free)
    return begun + [.perform(run.id, .run), ask(activeRun)]
  }

  /// Moves among the fits of the view beside the plot.
  mutating func moveChoice(right: Int, down: Int) {
    switch aside {
    case .selection:
      let families = CovarianceFamily.allCases
      let row = (families.firstIndex(of: chosenCell.family) ?? 0) + down
      choseCell = true
      chosenCell = (
        min(max(1, chosenCell.components + right), shownComponents.upperBound),
        families[min(max(0, row), families.count - 1)]
      )
    case .starts:
      let maxima = studies[.starts]?.starts?.maxima ?? []
      guard let place = maxima.firstIndex(where: { $0.outcome.seed == chosenMaximum?.outcome.seed }) else {
        return
      }
      chosenSeed = maxima[min(max(0, place + down), maxima.count - 1)].outcome.seed
    default: break
    }
  }

  /// The numbers of components in the table of the selection.
  var shownComponents: ClosedRange<Int> {
    if case .selection(let components, _) = studies[.selection]?.request {
      components
    } else {
      1...mostComponents
    }
  }

  /// The next kind of standard error, or the same again where the fit has moved since.
  mutating func nextErrors() -> [Effect] {
    guard let kind = errorKind else { return showErrors(.louis) }
    if errorsAreStale { return showErrors(kind) }
    let kinds = StandardErrorKind.allCases
    return showErrors(kinds.neighbour(of: kind))
  }

  private mutating func showErrors(_ kind: StandardErrorKind) -> [Effect] {
    guard kind != .none else { return forgetStudy(.errors) }
    componentScroll = 0
    return begin(.errors(kind, replicates: EMLab.replicates))
  }

  /// Replicates of a bootstrap.
  static let replicates = 200

  /// The kind of standard error shown; nil for none.
  var errorKind: StandardErrorKind? {
    if case .errors(let kind, _) = fitStudy(.errors)?.request { kind } else { nil }
  }

  /// Whether the fit is no longer where its standard errors were computed.
  var errorsAreStale: Bool {
    fitStudy(.errors)?.report.map { $0.origin != run.place } ?? false
  }
}

import LatentModels
import NumericCore

extension EMLab {
  /// The study that goes on in the background, if any.
  var runningStudy: LabStudy? { studies.values.first(where: \.isRunning) }

  /// Begins a study about the active run, giving up the one that still goes on.
  mutating func begin(_ request: StudyRequest) -> [Effect] {
    guard run.portrait != nil else { return [] }
    let given = cancelStudy()
    let id = StudyID(takeRunNumber())
    var study = LabStudy(id: id, request: request, run: run.id)
    study.willAsk()
    // What an earlier one of the kind found makes room.
    let old = studies[request.kind].map { [Effect.cancelStudy($0.id)] } ?? []
    studies[request.kind] = study
    return given + old + [.study(id, request, of: run.id), .askStudy(id)]
  }

  /// Gives up the study that goes on, keeping what it found.
  mutating func cancelStudy() -> [Effect] {
    guard let running = runningStudy else { return [] }
    studies[running.request.kind]?.isCancelled = true
    return [.cancelStudy(running.id)]
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
    chosenMaximum = 0
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
      let maxima = studies[.starts]?.starts?.maxima ?? []
      return maxima.indices.contains(chosenMaximum) ? maxima[chosenMaximum].outcome.model.plan : nil
    default: return nil
    }
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
      let count = studies[.starts]?.starts?.maxima.count ?? 0
      chosenMaximum = min(max(0, chosenMaximum + down), max(0, count - 1))
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
    guard kind != .none else {
      let running = studies[.errors]?.isRunning == true ? cancelStudy() : []
      studies[.errors] = nil
      return running
    }
    componentScroll = 0
    return begin(.errors(kind, replicates: EMLab.replicates))
  }

  /// Replicates of a bootstrap.
  static let replicates = 200

  /// The kind of standard error shown; nil for none.
  var errorKind: StandardErrorKind? {
    if case .errors(let kind, _) = studies[.errors]?.request { kind } else { nil }
  }

  /// Whether the fit is no longer where its standard errors were computed.
  var errorsAreStale: Bool {
    guard let study = studies[.errors] else { return false }
    guard study.run == run.id, let origin = study.report?.origin else { return study.run != run.id }
    return origin != run.place
  }
}

import LatentModels

extension Explorer {
  /// The actions that have to do with what is computed in the background.
  mutating func study(_ action: Action, in lab: inout EMLab) -> [Effect] {
    switch action {
    case .beginStudy: return lab.beginStudyInView()
    case .nextCriterion:
      guard Aside.selection.suits(lab.plan) else {
        say("\(lab.plan.summary.title) is not chosen by a criterion here", .problem)
        return []
      }
      lab.show(.selection)
      let order: [SelectionCriterion] = [.bic, .icl, .aic]
      lab.criterion = order.neighbour(of: lab.criterion)
      if !lab.choseCell, let best = lab.studies[.selection]?.selection?.best(by: lab.criterion) {
        lab.chosenCell = (best.components, best.family)
      }
      return []
    case .nextErrors:
      let effects = lab.nextErrors()
      say("standard errors: \(lab.errorKind?.title ?? "none")")
      return effects
    default: return []
    }
  }

  /// Enter: selects a row, or opens the fit that is chosen in the view beside the plot.
  mutating func enter(in lab: inout EMLab) -> [Effect] {
    guard lab.focus == .aside, lab.aside.isLarge else { return lab.selectNearestRow() }
    guard lab.chosenFit != nil else {
      say("no fit is chosen yet: \(key(.beginStudy)) computes them", .problem)
      return []
    }
    return lab.openChosenFit()
  }
}

import LatentModels

extension Explorer {
  /// The actions on the accounts below the rows of the diffusion lab.
  /// - Returns: nil for an action of another kind.
  mutating func account(_ action: Action, in lab: inout DiffusionLab) -> [Effect]? {
    switch action {
    case .beginStudy, .selectRow:
      guard lab.actsOnAccount else { return nil }
      guard lab.isReferenceSettled else {
        say("the mixture of EM is still being fitted")
        return []
      }
      return lab.beginAccount()
    case .nextCriterion where lab.aside == .route:
      lab.accountChoice.route.solver = FlowSolver.allCases.neighbour(of: lab.accountChoice.route.solver)
      say("the flow by \(lab.accountChoice.route.solver.title)")
      return lab.beginAccount()
    case .moveUp, .moveDown:
      guard lab.focus == .aside, lab.aside == .route else { return nil }
      let steps = AccountChoice.steps
      let place = (steps.firstIndex(of: lab.accountChoice.route.steps) ?? 0) + (action == .moveUp ? 1 : -1)
      guard steps.indices.contains(place) else { return [] }
      lab.accountChoice.route.steps = steps[place]
      say("the flow in \(steps[place]) steps")
      return lab.beginAccount()
    case .nextCriterion:
      guard lab.aside.study == .accounts else { return nil }
      lab.accountChoice.variance = AccountChoice.variances.neighbour(of: lab.accountChoice.variance)
      say("reverse variance: \(lab.accountChoice.variance.rawValue)")
      return []
    default: return nil
    }
  }

  /// The keys of the accounts.
  func accountHints(for lab: DiffusionLab) -> [Hint] {
    var hints = [hint([.beginStudy], "compute")]
    if lab.hasRunningStudy { hints.append(hint([.cancelStudy], "cancel")) }
    if lab.aside.study == .accounts { hints.append(hint([.nextCriterion], "variance")) }
    if lab.aside == .route {
      hints += [hint([.nextCriterion], "solver"), hint([.moveUp, .moveDown], "steps")]
    }
    return hints + [
      hint([.nextAside], "view"), hint([.nextPanel], "panel"), hint([.maximize], "max"),
    ]
  }
}

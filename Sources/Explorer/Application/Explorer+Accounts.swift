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
    return hints + [
      hint([.nextAside], "view"), hint([.nextPanel], "panel"), hint([.maximize], "max"),
    ]
  }
}

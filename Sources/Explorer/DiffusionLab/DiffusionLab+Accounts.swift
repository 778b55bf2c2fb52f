import LatentModels
import NumericCore

extension DiffusionLab {
  /// Whether keys act on an account that is shown below.
  var actsOnAccount: Bool { focus == .aside && aside.study != nil }

  /// Whether the mixture of EM is known, or known to be none.
  var isReferenceSettled: Bool {
    guard let study = studies[.reference] else { return data.dimensions > 64 }
    return !study.isRunning
  }

  /// Shows a view below the rows; one that is computed gets the keys, and is begun where it never was.
  mutating func show(_ view: DiffusionAside) -> [Effect] {
    aside = view
    if view.study != nil {
      focus = .aside
    } else if focus == .aside {
      focus = activeRun == 0 ? .rows : .branchRows
    }
    return beginAccountIfNew()
  }

  /// Begins what the view below shows, if it was never begun and all that it needs is there.
  mutating func beginAccountIfNew() -> [Effect] {
    guard let kind = aside.study, studies[kind] == nil else { return [] }
    return beginAccount()
  }

  /// Computes what the view below shows, once again where it was before.
  mutating func beginAccount() -> [Effect] {
    guard let kind = aside.study, isReferenceSettled else { return [] }
    switch kind {
    case .accounts: return begin(.accounts)
    case .route: return begin(.route(accountChoice.route))
    case .bandwidth: return begin(.bandwidth)
    case .reference, .film: return []
    }
  }

  /// Whether what a study found is no longer so: of another run, or of a net that has learned on.
  func isStale(_ study: DiffusionStudy) -> Bool {
    guard let origin = study.report?.origin else { return false }
    return study.run != run.id || study.request.kind == .accounts && origin != run.place
  }

  /// The rows on their way to noise, as far as they have come.
  var route: LikelihoodRoute? {
    if case .route(let found) = studies[.route]?.report?.findings { found } else { nil }
  }

  /// The bandwidths tried so far.
  var bandwidth: BandwidthAccount? {
    if case .bandwidth(let found) = studies[.bandwidth]?.report?.findings { found } else { nil }
  }

  /// What every way to a likelihood says, as far as it is known.
  var accounts: DiffusionAccounts? {
    if case .accounts(let found) = studies[.accounts]?.report?.findings { found } else { nil }
  }
}

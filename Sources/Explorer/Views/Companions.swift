/// Views that a large screen has room for beside the one that keys act on. Each is told as the lab would be that shows it there, and has
/// the keys elsewhere, so that it is drawn in the same way.
extension EMLab {
  /// The lab with each further view that has something to show.
  var companions: [EMLab] {
    let plan = plan
    let views = [Aside.stack, .selection, .missing, .starts, .row].filter { $0 != aside && $0.suits(plan) }
    return views.filter(hasSomething)
      .map { view in
        var other = self
        (other.aside, other.focus) = (view, .plot)
        return other
      }
  }

  private func hasSomething(in view: Aside) -> Bool {
    switch view {
    case .row: selectedRow != nil
    case .selection: studies[.selection] != nil
    case .starts: studies[.starts] != nil
    case .missing: fitStudy(.missing) != nil
    case .minoriser, .stack: true
    }
  }
}

extension VILab {
  /// The lab with each further view that has something to show.
  var companions: [VILab] {
    views.filter { view in view != aside && view.study.map { studies[$0] != nil } ?? true }
      .map { view in
        var other = self
        (other.aside, other.focus) = (view, .laws)
        return other
      }
  }
}

extension VAELab {
  /// The lab with each further view that has something to show.
  var companions: [VAELab] {
    asides.filter { $0 != aside && ($0 != .gaps || gapStudy != nil) }
      .map { view in
        var other = self
        (other.chosenAside, other.focus) = (view, .latents)
        return other
      }
  }
}

extension DiffusionLab {
  /// The lab with each further view: those of the film, and what has been computed.
  var companions: [DiffusionLab] {
    DiffusionAside.allCases
      .filter { view in
        let isKnown = view.study.map { studies[$0] != nil } ?? (film != nil)
        return view != aside && (isKnown || view == .strip)
      }
      .map { view in
        var other = self
        (other.aside, other.focus) = (view, .rows)
        return other
      }
  }
}

extension LadderLab {
  /// The lab with each further view that has something to show.
  var companions: [LadderLab] {
    LadderAside.allCases.filter { $0 != aside }
      .map { view in
        var other = self
        (other.aside, other.focus) = (view, .rungs)
        return other
      }
  }
}

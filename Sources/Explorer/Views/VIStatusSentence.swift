import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// One sentence on where the variational fit stands and what comes next. What is not known yet is not said.
  func statusSentence(of lab: VILab) -> (text: String, style: Style) {
    let run = lab.run
    let theme = look.theme
    if let failure = run.failure { return (failure.capitalizedFirst, theme.error) }
    guard let portrait = run.portrait else { return ("Choosing the start.", theme.dimText) }
    if let sentence = viewSentence(of: lab) { return (sentence, theme.text) }
    if run.lastEvent?.status != .converged,
      let finding = run.lastEvent?.findings.first(where: { !$0.isProgress })
    {
      return (sentence(finding, of: lab).capitalizedFirst, theme.warning)
    }
    if run.lastEvent != nil, case .pitchfork(let fork) = portrait.picture, fork.isParallel, fork.isSwapping {
      return ("Updated at once, the factors swap for ever between two points. a: in turn.", theme.warning)
    }
    if let intervention = run.lastIntervention {
      let next = lab.plan.bringsData ? "" : portrait.nextPhase.map { " Next: \($0.rawValue)-step." } ?? ""
      return ("\(intervention.capitalizedFirst).\(next)", theme.text)
    }
    guard let event = run.lastEvent else {
      return (
        "At the start: q is N(0, 1). \(key(.expectationStep)) takes the E-step, \(key(.togglePlay)) runs.",
        theme.text
      )
    }
    let next =
      lab.plan.bringsData
      ? "" : portrait.nextPhase.map { " Next: \($0.rawValue)-step." } ?? ""
    let ahead = run.history.count - run.position
    let history = ahead > 0 ? " History: \(run.position) of \(run.history.count)." : ""
    if event.phase == .expectation, portrait.isCollapsed {
      return (
        "Collapsed: q is the prior, so x says nothing of z. f: another family; r: from the start.\(history)",
        theme.warning
      )
    }
    if event.status == .converged { return settledSentence(of: lab, event, history) }
    switch event.phase {
    case .expectation:
      return (fitted(expectationSentence(of: lab, event), next, history, of: lab), theme.text)
    case .maximization:
      return (fitted(maximizationSentence(of: lab, event), next, history, of: lab), theme.text)
    case .minibatch: return ("Minibatch \(event.step).\(history)", theme.text)
    }
  }

  /// What was noticed; of a curve the noise is about the curve.
  private func sentence(_ finding: Finding, of lab: VILab) -> String {
    guard case .noiseless = finding, case .curve = lab.plan else { return String(describing: finding) }
    return "there is next to no noise about the curve: the likelihood grows without bound there"
  }

  /// The sentence with what can be left out: what comes next goes first, then the history.
  private func fitted(_ sentence: String, _ next: String, _ history: String, of lab: VILab) -> String {
    let width = size.width - 2 - (lab.runs.count > 1 ? lab.run.name.count + 2 : 0)
    return [sentence + next + history, sentence + history].first { $0.count <= width } ?? sentence
  }

  /// Where the fit has settled, and how far from the maximum of the likelihood that is.
  private func settledSentence(
    of lab: VILab, _ event: StepEvent, _ history: String
  ) -> (text: String, style: Style) {
    let theme = look.theme
    if let finding = event.findings.first {
      return ("Settled, but \(sentence(finding, of: lab)).\(history)", theme.warning)
    }
    let n = observations(of: lab)
    if lab.maximum == nil, let sentence = toySentence(of: lab.run.portrait) {
      return (sentence + history, theme.success)
    }
    guard let maximum = lab.maximum, let now = lab.run.logLikelihood else {
      let change = NumberFormat.significant(2).text(abs(event.gain ?? 0) / n)
      var limit = "the tolerance"
      if case .estimate = event.objective.kind { limit = "a thousandth of its standard error" }
      return (
        "Settled: the bound\(n > 1 ? " per row" : "") changed by \(change), below \(limit).\(history)",
        theme.success
      )
    }
    let below = (maximum.logLikelihood - now) / n
    // What several starts say is left out first where there is no room for it; the view of them says it too.
    func settled(_ sentence: String) -> String {
      let starts =
        lab.fitStudy(.starts)?.isRunning == true
        ? "" : lab.startsFound.map { " \(startsSentence($0, n).capitalizedFirst)." } ?? ""
      return fitted(sentence, starts, history, of: lab)
    }
    if lab.plan.isExact {
      return below < 1e-5
        ? (
          settled("With the exact law this is EM: it settles at the maximum of the likelihood."),
          theme.success
        )
        : (
          settled("EM settles \(perRow(below)) nats per row below the maximum of the likelihood."),
          theme.warning
        )
    }
    guard below >= 1e-6 else {
      return (
        settled(
          "VI settles at the maximum of the likelihood, to \(NumberFormat.significant(1).text(abs(below))) nats per row."
        ), theme.success
      )
    }
    let why =
      lab.run.portrait?.scalar?.missesMode == true
        && lab.plan.settings?.method.isSameFamily(as: .gaussian(.coordinate)) == true
      ? " \(key(.nextLaw)): q with two modes." : ""
    return (
      settled(
        "VI settles \(perRow(below)) nats per row below the maximum of the likelihood: it is not the MLE.\(why)"
      ),
      theme.warning
    )
  }

  /// Where a model without a scalar latent has settled; nil for the others.
  private func toySentence(of portrait: VariationalPortrait?) -> String? {
    guard let portrait, let account = portrait.account else { return nil }
    let gap = perRow(account.divergence / max(portrait.observations, .leastNormalMagnitude))
    switch portrait.picture {
    case .scalar: return nil
    case .discriminant:
      return "Settled: under this encoder the bound is \(gap) nats per row below the likelihood."
    case .ellipses:
      return portrait.observations > 1
        ? "Settled: the product law takes the bound \(gap) nats per row below the likelihood."
        : "Settled: the product law takes the bound \(gap) nats below log p(x)."
    case .pitchfork(let fork):
      let field = fork.iterates.last ?? PlanePoint(x: 0.5, y: 0.5)
      return abs(field.x - field.y) > 1e-3
        ? "Settled on one of two: the symmetry is broken, and the bound is \(gap) nats below log p(x)."
        : "Settled with both factors alike: the bound is \(gap) nats below log p(x)."
    }
  }

  private func expectationSentence(of lab: VILab, _ event: StepEvent) -> String {
    let n = observations(of: lab)
    if lab.plan.bringsData, let exact = event.logLikelihood {
      return
        "Sweep \(event.iteration): the bound is \(perRow((exact - event.objective.nats) / n)) nats below the log-likelihood."
    }
    let law =
      switch lab.plan.settings?.method {
      case .exact: "exact law of each \(word(of: lab)), as in EM"
      case .gaussian(.coordinate): "best Gaussian of each \(word(of: lab))"
      case .gaussian(.reparameterised): "reparameterised gradient steps of each q"
      case .gaussian(.scoreFunction): "score-function steps of each q"
      case .twoPart: "two Gaussians for each \(word(of: lab))"
      case .grid: "a grid for each \(word(of: lab))"
      case .encoder(let kind): "the \(kind.rawValue) encoder moved"
      case .laplace: "a Gaussian at each mode, by its curvature"
      case .importance(let draws): "\(grouped(draws)) weighted draws for each \(word(of: lab))"
      case nil: "q is updated"
      }
    let step = "E-step \(event.iteration): \(law)"
    guard event.objective.kind == .bound, let exact = event.logLikelihood else {
      return event.objective.kind == .exact ? "\(step); l is known exactly." : "\(step)."
    }
    return "\(step); bound \(perRow((exact - event.objective.nats) / n)) per row below l."
  }

  private func maximizationSentence(of lab: VILab, _ event: StepEvent) -> String {
    let n = observations(of: lab)
    let gain =
      event.gain.map { gain in
        "the bound \(gain < 0 ? "fell" : "rose") by \(NumberFormat.significant(3).text(abs(gain) / n)) nats per row"
      } ?? "theta moved"
    let before = lab.run.history.prefix(max(0, lab.run.position - 1)).last.flatMap { entry -> Double? in
      guard case .step(let last) = entry else { return nil }
      return last.objective.kind == .exact ? last.objective.nats : last.logLikelihood
    }
    for case .climbed(let steps, let nats) in event.findings {
      return
        "M-step \(event.iteration): alternation had stalled; \(steps) direct steps gained \(NumberFormat.significant(2).text(nats / n)) nats per row."
    }
    guard let before, let now = event.logLikelihood else { return "M-step \(event.iteration): \(gain)." }
    let change = (now - before) / n
    let moved = change < 0 ? "fell" : "rose"
    return
      "M-step \(event.iteration): \(gain), the likelihood \(moved) by \(NumberFormat.significant(3).text(abs(change)))."
  }

  /// What one sees in the view below the laws, where it has the keys.
  private func viewSentence(of lab: VILab) -> String? {
    guard lab.focus == .aside else { return nil }
    switch lab.aside {
    case .errors where lab.errorsFound != nil:
      return "The sandwich holds whether or not the bound is the likelihood; naive errors take q for known."
    case .coverage where lab.coverageFound?.replicates ?? 0 > 0:
      return
        "Intervals cover what VI tends to, and the truth as far as the two agree."
    case .importance where lab.importanceFound != nil:
      return boundsAreOfOwnLaw(lab)
        ? "Each bound is below log p(x) and above those of fewer draws; k = 1 is the ELBO."
        : "Of the best Gaussian, not of this q: more draws, a higher bound below log p(x)."
    case .starts:
      guard let found = lab.startsFound, lab.fitStudy(.starts)?.isRunning == false else { return nil }
      let n = observations(of: lab)
      guard let maximum = lab.maximum, let best = found.max(by: { $0.bound < $1.bound }) else {
        return startsSentence(found, n).capitalizedFirst + "."
      }
      let below = (maximum.logLikelihood - best.logLikelihood) / n
      let isMaximum = below < 1e-6
      return
        "\(startsSentence(found, n).capitalizedFirst); it is \(isMaximum ? "the MLE" : "not the MLE: \(perRow(below)) nats per row below it")."
    case .lost, .thetaPlane, .errors, .coverage, .importance: return nil
    }
  }

  private func word(of lab: VILab) -> String {
    lab.run.portrait?.scalar?.name.split(separator: " ").first.map(String.init) ?? "row"
  }
}

extension Finding {
  /// Whether it tells of progress, and is nothing to heed.
  fileprivate var isProgress: Bool { if case .climbed = self { true } else { false } }
}

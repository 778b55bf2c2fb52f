import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// One sentence on where the fit stands and what comes next.
  func statusSentence(of lab: EMLab) -> (String, Style) {
    let run = lab.run
    let theme = look.theme
    if let failure = run.failure { return (failure.capitalizedFirst, theme.error) }
    guard let portrait = run.portrait else { return ("Choosing the start.", theme.dimText) }
    if let sentence = viewSentence(of: lab) { return (sentence, theme.text) }
    if run.lastEvent?.status != .converged, let finding = run.lastEvent?.findings.first {
      return (String(describing: finding).capitalizedFirst, theme.warning)
    }
    if let intervention = run.lastIntervention {
      let next = portrait.nextPhase.map { " Next: \($0.rawValue)-step." } ?? ""
      return ("\(intervention.capitalizedFirst).\(next)", theme.text)
    }
    guard let event = run.lastEvent else {
      return (
        "\(startSentence(of: portrait)) \(key(.expectationStep)) takes the E-step, \(key(.togglePlay)) runs.",
        theme.text
      )
    }
    let ahead = run.history.count - run.position
    let history = ahead > 0 ? " History: \(run.position) of \(run.history.count)." : ""
    if event.status == .converged {
      let finding = event.findings.first.map { " But \($0)." } ?? ""
      let change = NumberFormat.significant(2).text(abs(event.gain ?? 0) / lab.data.totalWeight)
      let hint =
        finding.isEmpty && history.isEmpty && lab.hasOneStart
        ? " 1 start: \(key(.beginStudy)) tries more." : ""
      return (
        "Converged: l per row changed by \(change), below tol.\(finding)\(history)\(hint)",
        finding.isEmpty ? theme.success : theme.warning
      )
    }
    switch event.phase {
    case .expectation:
      return ("\(expectationSentence(event, portrait, lab)) Next: M-step.\(history)", theme.text)
    case .maximization:
      let gain = NumberFormat.significant(4).text(abs(event.gain ?? 0))
      let moved = event.gain ?? 0 < 0 ? "fell" : "rose"
      return (
        "M-step \(event.iteration): the bound \(moved) by \(gain) nats; l lies above it. Next: E-step.\(history)",
        theme.text
      )
    case .minibatch: return ("Minibatch \(event.step).\(history)", theme.text)
    }
  }

  /// What one sees in the view beside the plot, where it explains something and has the keys.
  private func viewSentence(of lab: EMLab) -> String? {
    guard lab.focus == .aside else { return nil }
    switch lab.aside {
    case .minoriser: return minoriserSentence(of: lab)
    case .stack: return stackSentence(of: lab)
    case .missing: return missingSentence(of: lab)
    case .row, .selection, .starts: return nil
    }
  }

  private func startSentence(of portrait: EMPortrait) -> String {
    switch portrait.plan {
    case .mixture(let settings): "At the start (\(settings.start.name)): no responsibilities yet."
    case .ppca, .factor: "At the start: loadings drawn at random."
    case .normal(let settings): "At the start (\(settings.start.name))."
    case .randomIntercept: "At the start: half of the variance is between the groups."
    case .linkage(let settings): "At the start: theta \(shortNumber(settings.start))."
    }
  }

  private func expectationSentence(_ event: StepEvent, _ portrait: EMPortrait, _ lab: EMLab) -> String {
    let step = "E-step \(event.iteration)"
    if case .mixture(let mixture) = portrait.picture, portrait.plan.method.expectation == .exact,
      let changed = mixture.changedDots
    {
      let rows =
        lab.sample.isPartial
        ? "\(grouped(lab.sample.rows.count)) rows shown" : "\(grouped(lab.data.rows)) rows"
      return changed == 0
        ? "\(step): no row\(lab.sample.isPartial ? " shown" : "") changed component."
        : "\(step): \(grouped(changed)) of \(rows) changed component."
    }
    var isMixture = false
    if case .mixture = portrait.picture { isMixture = true }
    let known =
      switch event.objective.kind {
      case .exact: isMixture ? "the log-likelihood is exact" : "l is exact"
      case .bound: "a bound of the log-likelihood is known"
      case .estimate, .estimatedBound, .offScale: "the log-likelihood is an estimate"
      }
    return "\(step): \(lawClause(of: portrait)); \(known)."
  }

  /// What the E half-step did to the latents, by method and model.
  private func lawClause(of portrait: EMPortrait) -> String {
    let latent =
      switch portrait.picture {
      case .mixture: "its component"
      case .cloud(let cloud): cloud.arrows.isEmpty ? "its missing values" : "its latents"
      case .groups: "its intercept"
      case .cells: "its hidden split"
      }
    let unit =
      switch portrait.picture {
      case .mixture, .cloud: "row"
      case .groups: "group"
      case .cells: "cell"
      }
    switch portrait.plan.method.expectation {
    case .exact:
      if case .mixture = portrait.picture { return "each row has its responsibilities" }
      return "each \(unit) has the law of \(latent)"
    case .hard: return "each \(unit) has the most probable value of \(latent)"
    case .monteCarlo(let draws): return "\(grouped(draws)) draws of \(latent) for each \(unit)"
    case .stochastic: return "one draw of \(latent) for each \(unit)"
    case .averaged(let draws):
      return
        "\(draws == 1 ? "one draw" : "\(grouped(draws)) draws") of \(latent) for each \(unit), averaged with those before"
    case .minibatch(let rows): return "\(grouped(rows)) random rows, averaged with those before"
    }
  }
}

/// A count with a comma between thousands.
func grouped(_ count: Int) -> String {
  var text = String(count)
  var place = text.count - 3
  while place > (count < 0 ? 1 : 0) {
    text.insert(",", at: text.index(text.startIndex, offsetBy: place))
    place -= 3
  }
  return text
}

extension String {
  /// The same with a capital at the beginning.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension String {
  /// The text in lines of at most `width` columns, broken at blanks; a longer word has a line of its own.
  func broken(at width: Int) -> [String] {
    var lines = [""]
    for word in split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

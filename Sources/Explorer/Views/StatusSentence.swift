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
    if run.lastEvent?.status != .converged, let finding = run.lastEvent?.findings.first {
      return (String(describing: finding).capitalizedFirst, theme.warning)
    }
    if let intervention = run.lastIntervention {
      let next = portrait.nextPhase.map { " Next: \($0.rawValue)-step." } ?? ""
      return ("\(intervention.capitalizedFirst).\(next)", theme.text)
    }
    guard let event = run.lastEvent else {
      let start = portrait.settings.start.name
      return ("At the start (\(start)): no responsibilities yet. e takes the E-step, Space runs.", theme.text)
    }
    let ahead = run.history.count - run.position
    let history = ahead > 0 ? " History: \(run.position) of \(run.history.count)." : ""
    if event.status == .converged {
      let finding = event.findings.first.map { " But \($0)." } ?? ""
      let change = NumberFormat.significant(2).text(abs(event.gain ?? 0) / Double(lab.data.rows))
      return (
        "Converged: the log-likelihood per row changed by \(change), below the tolerance.\(finding)\(history)",
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
        "M-step \(event.iteration): the bound \(moved) by \(gain) nats; the log-likelihood is above it. Next: E-step.\(history)",
        theme.text
      )
    }
  }

  private func expectationSentence(
    _ event: StepEvent, _ portrait: MixturePortrait, _ lab: EMLab
  ) -> String {
    let step = "E-step \(event.iteration)"
    guard let changed = portrait.changedDots else {
      return "\(step): each row has its responsibilities; the log-likelihood is exact."
    }
    let rows =
      lab.sample.isPartial ? "\(grouped(lab.sample.rows.count)) rows shown" : "\(grouped(lab.data.rows)) rows"
    return changed == 0
      ? "\(step): no row\(lab.sample.isPartial ? " shown" : "") changed component."
      : "\(step): \(grouped(changed)) of \(rows) changed component."
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

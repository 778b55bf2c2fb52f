import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// One sentence on where the training and the film stand and what comes next.
  func statusSentence(of lab: DiffusionLab) -> (text: String, style: Style) {
    let run = lab.run
    let theme = look.theme
    if let failure = run.failure { return (failure.capitalizedFirst, theme.error) }
    guard let portrait = run.portrait else { return ("Making the net.", theme.dimText) }
    if let sentence = filmSentence(of: lab) { return (sentence, theme.text) }
    if let intervention = run.lastIntervention { return ("\(intervention.capitalizedFirst).", theme.text) }
    let ahead = run.history.count - run.position
    let history = ahead > 0 ? " History: \(run.position) of \(run.history.count)." : ""
    guard portrait.stepsTaken > 0 else {
      return (
        "At the start: nothing is learned yet. Space trains, t sends the data into noise, S draws from noise.",
        theme.text
      )
    }
    if portrait.nextPhase == nil {
      return ("Trained: \(lossSentence(portrait)). S draws from noise.\(history)", theme.success)
    }
    return (
      "Step \(grouped(portrait.stepsTaken)) of \(grouped(portrait.settings.steps)): \(lossSentence(portrait)).\(history)",
      theme.text
    )
  }

  /// The newest loss in words.
  private func lossSentence(_ portrait: DiffusionPortrait) -> String {
    guard let record = portrait.records.last else { return "no loss was taken yet" }
    let format = NumberFormat.significant(3)
    if let excess = record.excess, let floor = record.floor {
      return "the net is \(format.text(excess)) above the floor of \(format.text(floor)) that no net can pass"
    }
    let heldOut = record.heldOut.map { ", \(format.text($0)) on rows held out" } ?? ""
    return "mean squared error of the noise \(format.text(record.noiseLoss))\(heldOut)"
  }

  private func filmSentence(of lab: DiffusionLab) -> String? {
    guard let shown = lab.shownLevel, let film = lab.film else { return nil }
    let format = NumberFormat.significant(3)
    let place =
      "Level \(shown.number) of \(film.numbers.max() ?? 0): \(format.text(100 * shown.level.signalVariance)) % of the variance is signal"
    switch lab.view {
    case .data: return nil
    case .forward:
      return "\(place). Nothing is learned here: q is given."
    case .reverse:
      if film.request.guidance != 0 {
        return "\(place). Guided: no law is stated, so there is no likelihood."
      }
      if shown.number == 0 {
        return
          "At the data: \(grouped(film.frames[0].rows)) rows drawn by \(sourceName(film.request.source))."
      }
      return "\(place)."
    }
  }
}

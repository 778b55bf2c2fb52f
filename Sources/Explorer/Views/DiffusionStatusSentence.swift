import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// One sentence on where the training and the film stand and what comes next; more of them where there is room.
  func statusSentence(of lab: DiffusionLab) -> (text: String, style: Style) {
    let (text, style) = wholeStatus(of: lab)
    // Without the margins, and the name of the run before it.
    return (text.sentences(fitting: size.width - 2 - (lab.runs.count > 1 ? 3 : 0)), style)
  }

  private func wholeStatus(of lab: DiffusionLab) -> (text: String, style: Style) {
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
        "At the start: nothing is learned yet. \(key(.togglePlay)) trains. \(key(.beginStudy)) draws from noise, \(key(.showThetaPlane)) adds noise to the data.",
        theme.text
      )
    }
    if portrait.nextPhase == nil {
      return (
        "Trained: \(lossSentence(portrait)). \(key(.beginStudy)) draws from noise.\(history)", theme.success
      )
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
      return "the net is \(format.text(excess)) above the floor of any net, \(format.text(floor))"
    }
    let heldOut = record.heldOut.map { ", held out \(format.text($0))" } ?? ""
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
      if shown.number == 0, let sentence = givenSentence(of: lab) { return sentence }
      if shown.number == 0 {
        return
          "At the data: \(grouped(film.frames[0].rows)) rows drawn. The denoiser is \(sourceName(film.request.source))."
      }
      return "\(place)."
    case .roundTrip: return tripSentence(shown.position, shown.number, film)
    }
  }

  /// How rows that were led into noise and back stand, and at the end what was lost on the way.
  private func tripSentence(_ position: Int, _ number: Int, _ film: DiffusionFilm) -> String {
    let turn = film.levels.count / 2
    if position == 0 { return "At the data: the denoiser leads them into noise without a draw, and back." }
    if position < turn {
      return "Level \(number) of \(film.numbers[turn]), into noise. Nothing is drawn on the way."
    }
    if position == turn {
      return "At noise: what each row comes from. The way back begins."
    }
    guard number == 0 else {
      return "Level \(number) of \(film.numbers[turn]), back to the data. Nothing is drawn on the way."
    }
    let lost = NumberFormat.significant(2).text(film.distanceFromStart(at: position))
    return
      "Back at the data: rms ~ \(lost) sd from the start. It falls with the steps (\(key(.openSettings))), and with a better way (\(key(.interpolate)))."
  }

  /// What was drawn beside what was given, and what the mixture says exactly.
  private func givenSentence(of lab: DiffusionLab) -> String? {
    guard let given = givenText(of: lab), let film = lab.film else { return nil }
    guard let found = lab.drawnMoments else {
      return
        "\(grouped(film.frames[0].rows)) rows drawn to go with \(given). Fixing approximates: no law is stated."
    }
    func text(_ moments: DiffusionLab.Moments, _ mark: String) -> String {
      let format = NumberFormat.significant(3)
      return "\(mark) \(format.text(moments.mean)), sd \(format.text(moments.standardDeviation))"
    }
    let exact = found.exact.map { " By EM's mixture \(text($0, "="))." } ?? ""
    return
      "\(lab.data.columnNames[found.column]) given \(given): \(text(found.drawn, "~")).\(exact) Fixing approximates."
  }
}

import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// One sentence on where the training stands and what comes next.
  func statusSentence(of lab: VAELab) -> (text: String, style: Style) {
    let run = lab.run
    let theme = look.theme
    if let failure = run.failure { return (failure.capitalizedFirst, theme.error) }
    guard let portrait = run.portrait else { return ("Making the nets.", theme.dimText) }
    if run.play == .paused, let sentence = viewSentence(of: lab) { return (sentence, theme.text) }
    if let intervention = run.lastIntervention {
      return (
        interventionSentence(intervention, portrait), portrait.settings.isBound ? theme.text : theme.warning
      )
    }
    guard portrait.stepsTaken > 0 else {
      return (
        "At the start: nothing is learned yet. \(key(.togglePlay)) trains, \(key(.iterationForward)) takes one minibatch, \(key(.toggleLinear)) chooses linear nets.",
        theme.text
      )
    }
    let ahead = run.history.count - run.position
    let history = ahead > 0 ? " History: \(run.position) of \(run.history.count)." : ""
    let off = portrait.divergences.count { $0 < 0.1 }
    if off == portrait.divergences.count, portrait.stepsTaken >= Self.fewSteps {
      return (
        "Collapsed: no latent has 0.1 nats, so the decoder ignores z. \(key(.nextBeta)) lowers beta, \(key(.openSettings)) has a warm-up.\(history)",
        theme.warning
      )
    }
    let times = timeTexts(of: lab)
    if run.lastEvent?.status == .converged {
      let what = "Trained for \(portrait.iteration) epochs: \(boundSentence(portrait))."
      return (
        fitting(times.map { "\(what)\($0) \(key(.openSettings)) sets a later end.\(history)" }), theme.success
      )
    }
    let steps = portrait.stepsTaken % portrait.stepsOfEpoch
    let epoch = steps == 0 ? portrait.iteration : portrait.iteration + 1
    let place = "Epoch \(epoch) of \(portrait.settings.epochs)"
    // The minibatch would flicker while training goes on.
    let batch = steps == 0 || run.play != .paused ? "" : ", minibatch \(steps) of \(portrait.stepsOfEpoch)"
    guard !portrait.records.isEmpty else {
      return (fitting(times.map { "\(place)\(batch).\(history)\($0)" }), theme.text)
    }
    let bound = boundSentence(portrait)
    let texts = times.map { "\(place)\(batch): \(bound).\(history)\($0)" }
    // Where there is no room for both, the time goes before the rank of the bound.
    let short = times.map { "\(place)\(batch): \(boundSentence(portrait, hasRank: false)).\($0)" }
    return (
      fitting([texts[0], short[0]] + short.dropFirst().dropLast() + [texts[texts.count - 1]]), theme.text
    )
  }

  /// The first text that fits into the status line, or else the last.
  private func fitting(_ texts: [String]) -> String {
    texts.first { $0.count + 2 <= size.width } ?? texts[texts.count - 1]
  }

  /// The newest bound, of rows held out where there are some, and whether it is the best so far.
  private func boundSentence(_ portrait: AutoencoderPortrait, hasRank: Bool = true) -> String {
    guard let last = portrait.records.last else { return "" }
    let isHeldOut = last.heldOut != nil
    func value(_ record: EpochRecord) -> Double {
      let terms = record.heldOut ?? record.training
      return terms.bound / Double(max(terms.rows, 1))
    }
    let newest = value(last)
    // Of a long training the last thousand passes are looked at.
    let best = portrait.records.suffix(1000).map(value).max() ?? newest
    let name = portrait.hasLikelihood ? "bound" : "objective"
    let whose = isHeldOut ? "held-out \(name)" : name
    let text = NumberFormat.decimals(2).text(newest - portrait.logScale)
    let rank =
      newest >= best ? ", best so far" : ", best \(NumberFormat.decimals(2).text(best - portrait.logScale))"
    let kind = portrait.hasLikelihood ? "" : ", no likelihood"
    return "\(whose) \(text)\(hasRank ? " per row\(rank)" : "")\(kind)"
  }

  private func interventionSentence(_ what: String, _ portrait: AutoencoderPortrait) -> String {
    let rows = Double(max(portrait.trainingRows, 1))
    if let tank = portrait.waterTank, let bound = tank.bound, what.contains("turned") {
      let format = NumberFormat.decimals(4)
      return
        "\(what.capitalizedFirst): the bound is \(format.text(bound / rows)) now, the likelihood \(format.text(tank.logLikelihood / rows)) as before."
    }
    guard portrait.settings.isBound else {
      return "\(what.capitalizedFirst): what training climbs is no bound of the likelihood now."
    }
    return "\(what.capitalizedFirst). \(key(.togglePlay)) trains on."
  }

  /// What one sees in the large panel, where that is not the latents.
  private func viewSentence(of lab: VAELab) -> String? {
    let plane = lab.shownPlane.names
    switch lab.view {
    case .latents: return nil
    case .lattice:
      return plane.count > 1
        ? "Decoded rows: \(plane[0]) from -3 to 3 to the right, \(plane[1]) upwards. \(key(.nextPlane)) leads back."
        : "Decoded rows: z1 from -3 to 3. \(key(.nextPlane)) leads back."
    case .traverse:
      return
        "z\(lab.shownTraversal + 1) from -3 to 3, the other latents where the cursor is. \(key(.previousPlane)) takes the next latent, \(key(.showThetaPlane)) leads back."
    case .interpolation:
      return
        "From row \(lab.data.number(ofRow: lab.row)) to the marked row \(lab.data.number(ofRow: lab.markedRow ?? lab.row)), between the means of their laws. \(key(.nextRow)), \(key(.previousRow)): another row."
    case .samples:
      guard let label = lab.shownSampleLabel else {
        return
          "Draws from the prior N(0, I), each decoded to its mean. \(key(.drawSamples)) draws others, \(key(.back)) leads back."
      }
      return
        "Draws from N(0, I), each decoded to its mean under label \(labelName(label, lab)). \(key(.previousPlane)): next label, \(key(.drawSamples)): other draws, \(key(.back)) back."
    }
  }
}

import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The actions that make films.
  mutating func film(_ action: Action, in lab: inout DiffusionLab) -> [Effect] {
    guard lab.run.portrait != nil else { return [] }
    if action == .drawSamples, lab.view == .data {
      lab.beginDrawing()
      return []
    }
    switch action {
    case .beginStudy:
      if lab.view == .reverse {
        lab.request.method = DiffusionLab.methods.neighbour(of: lab.request.method)
      }
      say("from noise by \(lab.request.method.title), \(lab.request.steps) steps")
    case .nextLaw:
      lab.request.source = lab.sources.neighbour(of: lab.request.source)
      say("the denoiser is \(sourceName(lab.request.source))")
    case .nextUpdate:
      guard !lab.classes.isEmpty else {
        say("the network is told no classes")
        return []
      }
      let next = (lab.request.label ?? -1) + 1
      lab.request.label = next < lab.classes.count ? next : nil
      say("rows of class \(lab.request.label.map { lab.classes[$0] } ?? "any")")
    case .refineLaw:
      guard !lab.classes.isEmpty else {
        say("guidance needs a network that is told classes")
        return []
      }
      let weights = [0, 0.5, 1, 2, 4]
      lab.request.guidance = weights.first { $0 > lab.request.guidance } ?? 0
      say(
        lab.request.guidance == 0
          ? "no guidance"
          : "guidance \(shortNumber(lab.request.guidance)): no law is stated, so there is no likelihood")
    case .showThetaPlane:
      if lab.view == .forward {
        lab.view = .data
        lab.player.stop()
        return []
      }
      return lab.makeFilm(.forward)
    case .drawSamples:
      if lab.view == .reverse { lab.request.seed &+= 1 }
    case .nextPlane:
      lab.showsPrediction.toggle()
      say(
        lab.showsPrediction
          ? "each row where its next step aims: x0 as the denoiser sees it" : "each row where it stands")
      return []
    case .interpolate: return invert(in: &lab)
    case .fixColumn: return fix(in: &lab)
    default: break
    }
    return action == .beginStudy || action == .drawSamples ? lab.makeFilm(.reverse) : lab.remakeFilm()
  }

  /// Sends the data's rows into the noise that they come from and back; again: by the next way that leads both ways.
  private mutating func invert(in lab: inout DiffusionLab) -> [Effect] {
    let way = lab.request.methodOfRoundTrip
    lab.request.method = lab.view == .roundTrip ? DiffusionLab.waysBothWays.neighbour(of: way) : way
    say("into noise and back by \(lab.request.method.title), \(lab.request.steps) steps each way")
    return lab.makeFilm(.roundTrip)
  }

  /// Fixes the next of what can be fixed, and draws the rest from noise.
  private mutating func fix(in lab: inout DiffusionLab) -> [Effect] {
    guard !lab.fixings.isEmpty else {
      say("there is one column: with it fixed nothing is left to draw")
      return []
    }
    lab.fixNext()
    let effects = lab.makeFilm(.reverse)
    say(fixingText(of: lab.request.known, lab))
    return effects
  }

  /// What is given to the rows of a film, in words.
  func fixingText(of known: KnownValues?, _ lab: DiffusionLab) -> String {
    guard let known, let first = known.values.firstIndex(where: { $0 != nil }) else {
      return "nothing is fixed: all columns are drawn"
    }
    guard lab.imageShape == nil else {
      return "fixed: the \(first == 0 ? "upper" : "lower") half of picture \(lab.row + 1); the other is drawn"
    }
    return
      "fixed: \(lab.data.columnNames[first]) \(NumberFormat.significant(4).text(known.values[first] ?? 0)); the rest is drawn"
  }

  /// Whose denoiser, in words.
  func sourceName(_ source: FilmRequest.Source) -> String {
    switch source {
    case .learned: "the learned one"
    case .mixture: "the exact one of the EM mixture"
    case .rows: "the exact one of the rows themselves"
    }
  }
}

import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The diffusion lab.
  func draw(_ lab: DiffusionLab, into grid: inout Grid) {
    let layout = layout(of: lab)
    if let bare = layout.bare {
      drawBare(lab, main: lossText(of: lab.run), into: &grid, at: bare)
      return
    }
    let header = Header(
      method: nil, main: layout.panels.count == 1 ? lossText(of: lab.run) : nil,
      data: "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)")
    draw(header, of: lab, into: &grid, at: layout.header)
    for place in layout.panels { draw(place, of: lab, into: &grid) }
    for (other, rect) in zip(lab.companions, layout.companions) {
      drawAside(of: other, into: &grid, at: rect)
    }
    drawStatus(
      lab.drawing.map { (sentence(of: $0), look.theme.text) } ?? statusSentence(of: lab),
      lab.drawing == nil ? hints(for: lab) : drawingHints, of: lab, into: &grid, at: layout.footer)
  }

  private func draw(_ place: DiffusionLayout.Place, of lab: DiffusionLab, into grid: inout Grid) {
    switch place.panel {
    case .rows:
      if let drawing = lab.drawing { return draw(drawing, into: &grid, at: place.rect) }
      drawRows(of: lab, run: 0, into: &grid, at: place.rect)
    case .branchRows: drawRows(of: lab, run: 1, into: &grid, at: place.rect)
    case .loss: drawLoss(of: lab, into: &grid, at: place.rect)
    case .schedule: drawSchedule(of: lab, into: &grid, at: place.rect)
    case .aside: drawAside(of: lab, into: &grid, at: place.rect)
    }
  }

  private func drawAside(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    switch lab.aside {
    case .strip: drawStrip(of: lab, into: &grid, at: rect)
    case .likelihoods: drawLikelihoods(of: lab, into: &grid, at: rect)
    case .levels: drawBoundLevels(of: lab, into: &grid, at: rect)
    case .errors: drawErrorCurve(of: lab, into: &grid, at: rect)
    case .commitment: drawCommitment(of: lab, into: &grid, at: rect)
    case .route: drawRoute(of: lab, into: &grid, at: rect)
    case .bandwidth: drawBandwidth(of: lab, into: &grid, at: rect)
    }
  }

  /// The keys of the hint bar, the most useful first.
  private func hints(for lab: DiffusionLab) -> [Hint] {
    var hints: [Hint] = []
    if lab.actsOnFilm {
      hints = [
        hint([.togglePlay], lab.player.isPlaying ? "stop" : "play"),
        hint([.iterationBack, .iterationForward], "level"), hint([.toStart, .toEnd], "ends"),
      ]
    } else {
      hints = [
        hint([.togglePlay], lab.run.play == .paused ? "train" : "pause"),
        hint([.iterationBack, .iterationForward], "step"),
      ]
    }
    if lab.actsOnAccount { return hints + accountHints(for: lab) }
    if setAside?.isEarlier == true, lab.view == .data { hints.append(hint([.undo], "old data")) }
    hints.append(hint([.beginStudy], lab.view == .reverse ? "sampler" : "sample"))
    hints.append(hint([.showThetaPlane], lab.view == .forward ? "data" : "noise"))
    if lab.view == .reverse {
      hints += [hint([.nextLaw], "denoiser"), hint([.pinBaseline], lab.pinnedFilm == nil ? "pin" : "unpin")]
    }
    if lab.film?.predictions.isEmpty == false { hints.append(hint([.nextPlane], "x0")) }
    if !lab.classes.isEmpty { hints += [hint([.nextUpdate], "class"), hint([.refineLaw], "guidance")] }
    hints.append(
      lab.view == .data ? hint([.drawSamples], "draw data") : hint([.back], "data"))
    if lab.imageShape == nil { hints += [hint([.showField], "score"), hint([.showDensity], "density")] }
    hints.append(hint([.interpolate], lab.view == .roundTrip ? "next way" : "invert"))
    if !lab.fixings.isEmpty { hints.append(hint([.fixColumn], "fix")) }
    hints += [
      hint([.branch], lab.runs.count > 1 ? "close \(lab.runs[1 - lab.activeRun].name)" : "branch"),
      hint([.openSettings], "set"), hint([.nextAside], "view"), hint([.maximize], "max"),
    ]
    return hints
  }

  /// The newest loss: the excess over the exact denoiser where that is known, else the mean squared error of the noise.
  func lossText(of run: LabRun<DiffusionPortrait>) -> String {
    guard let record = run.portrait?.records.last else { return "" }
    let format = NumberFormat.significant(3)
    if let excess = record.excess { return "excess \(format.text(excess))" }
    return "eps-mse \(format.text(record.noiseLoss))"
  }
}

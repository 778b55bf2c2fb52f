import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The autoencoder lab.
  func draw(_ lab: VAELab, into grid: inout Grid) {
    let layout = layout(of: lab)
    if let bare = layout.bare {
      drawBare(lab, main: boundText(of: lab.run), into: &grid, at: bare)
      return
    }
    let header = Header(
      method: nil, main: layout.panels.count == 1 ? boundText(of: lab.run) : nil,
      data: "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)")
    draw(header, of: lab, into: &grid, at: layout.header)
    for place in layout.panels { draw(place, of: lab, into: &grid) }
    for (other, rect) in zip(lab.companions, layout.companions) {
      drawAside(of: other, into: &grid, at: rect)
    }
    drawStatus(statusSentence(of: lab), hints(for: lab), of: lab, into: &grid, at: layout.footer)
  }

  private func draw(_ place: VAELayout.Place, of lab: VAELab, into grid: inout Grid) {
    switch place.panel {
    case .latents: drawLatents(of: lab, run: 0, into: &grid, at: place.rect)
    case .branchLatents: drawLatents(of: lab, run: 1, into: &grid, at: place.rect)
    case .decoded: drawDecoded(of: lab, into: &grid, at: place.rect)
    case .reconstruction: drawReconstruction(of: lab, into: &grid, at: place.rect)
    case .trace: drawTrace(of: lab, into: &grid, at: place.rect)
    case .aside: drawAside(of: lab, into: &grid, at: place.rect)
    case .settings: drawSettings(of: lab, into: &grid, at: place.rect)
    }
  }

  private func drawAside(of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    switch lab.aside {
    case .units: drawUnits(of: lab, into: &grid, at: rect)
    case .waterTank: drawWaterTank(of: lab, into: &grid, at: rect)
    case .gaps: drawGaps(of: lab, into: &grid, at: rect)
    }
  }

  /// The keys of the hint bar, the most useful first.
  private func hints(for lab: VAELab) -> [Hint] {
    var hints = [
      hint([.togglePlay], lab.run.play == .paused ? "train" : "pause"),
      hint([.iterationBack, .iterationForward], "step"),
    ]
    switch lab.view {
    case .latents: break
    case .lattice: hints.append(hint([.nextPlane], "latents"))
    case .traverse: hints += [hint([.showThetaPlane], "latents"), hint([.previousPlane], "next latent")]
    case .interpolation: hints += [hint([.nextRow, .previousRow], "other row"), hint([.back], "latents")]
    case .samples:
      hints += [hint([.drawSamples], "draw again"), hint([.back], "latents")]
      if lab.shownSampleLabel != nil { hints.append(hint([.previousPlane], "next label")) }
    }
    if lab.settings.isLinear, lab.latents > 1 { hints.append(hint([.turnLatents], "turn")) }
    if lab.view == .latents { hints.append(hint([.nextPlane], "grid")) }
    if lab.view == .latents, lab.latents > 2 { hints.append(hint([.previousPlane], "axes")) }
    if lab.view != .traverse { hints.append(hint([.showThetaPlane], "traverse")) }
    if lab.hasRunningStudy { hints.insert(hint([.cancelStudy], "cancel"), at: 2) }
    let account = [
      hint([.beginStudy], "gaps"), hint([.refineLaw], lab.isRefined ? "encoder's q" : "refine q"),
    ]
    // First where it is looked at.
    if lab.isRefined || lab.aside == .gaps { hints += account }
    hints += [
      hint([.nextBeta], "beta"), hint([.scrubBack, .scrubForward], "scrub"),
      hint([.nextRow, .previousRow], "row"), hint([.interpolate], "interpolate"),
      hint([.drawSamples], "samples"),
    ]
    if lab.latents <= 2, !lab.isRefined, lab.aside != .gaps { hints += account }
    hints += [
      hint([.branch], lab.runs.count > 1 ? "close \(lab.runs[1 - lab.activeRun].name)" : "branch"),
      hint([.openSettings], "set"), hint([.toggleLinear], "linear"), hint([.maximize], "max"),
    ]
    return hints
  }

  /// The newest thing that is known of the bound, in nats per row, with its mark.
  func boundText(of run: LabRun<AutoencoderPortrait>) -> String {
    guard let portrait = run.portrait else { return "" }
    if let tank = portrait.waterTank, let bound = tank.bound {
      return "\(look.ornaments.atLeast) \(perRow(bound / Double(max(portrait.trainingRows, 1)), nil))"
    }
    guard let record = portrait.records.last else {
      return run.lastEvent.map { text(ofRows: portrait.trainingRows, $0.objective) } ?? ""
    }
    let terms = record.heldOut ?? record.training
    let rows = Double(max(terms.rows, 1))
    let value = terms.bound / rows - portrait.logScale
    guard portrait.hasLikelihood else { return "objective \(perRow(value, nil))" }
    guard !portrait.settings.isClosedForm else { return "\(look.ornaments.atLeast) \(perRow(value, nil))" }
    let error = terms.deviation / rows.squareRoot()
    return
      "\(look.ornaments.atLeast)~ \(perRow(value, error)) \(look.ornaments.plusMinus) \(NumberFormat.significant(2).text(error))"
  }

  /// A total over `rows` rows as nats per row, with its mark.
  private func text(ofRows rows: Int, _ objective: Objective) -> String {
    let count = Double(max(rows, 1))
    let value = objective.nats / count
    switch objective.kind {
    case .exact: return "= \(perRow(value, nil))"
    case .bound: return "\(look.ornaments.atLeast) \(perRow(value, nil))"
    case .estimate(let error), .estimatedBound(let error):
      var mark = "~"
      if case .estimatedBound = objective.kind { mark = "\(look.ornaments.atLeast)~" }
      let error = error / count
      return
        "\(mark) \(perRow(value, error)) \(look.ornaments.plusMinus) \(NumberFormat.significant(2).text(error))"
    case .offScale: return "objective \(perRow(value, nil))"
    }
  }

  /// Nats per row to as many decimals as its standard error, or its size, allows.
  func perRow(_ nats: Double, _ error: Double?) -> String {
    let decimals = (error ?? 0) >= 0.1 || abs(nats) >= 1000 ? 1 : abs(nats) >= 100 ? 2 : 3
    return NumberFormat.decimals(decimals).text(nats)
  }
}

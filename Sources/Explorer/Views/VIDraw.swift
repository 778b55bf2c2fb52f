import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The variational lab.
  func draw(_ lab: VILab, into grid: inout Grid) {
    let layout = layout(of: lab)
    if let bare = layout.bare {
      drawBare(lab, main: objectiveText(of: lab.run), into: &grid, at: bare)
      return
    }
    let header = Header(
      method: nil, main: layout.panels.count == 1 ? objectiveText(of: lab.run) : nil,
      data: lab.plan.bringsData
        ? lab.plan.summary.name : "\(lab.data.name) \(lab.data.rows)x\(lab.data.dimensions)")
    draw(header, of: lab, into: &grid, at: layout.header)
    for place in layout.panels { draw(place, of: lab, into: &grid) }
    for (other, rect) in zip(lab.companions, layout.companions) {
      drawAside(of: other, into: &grid, at: rect)
    }
    drawStatus(statusSentence(of: lab), hints(for: lab), of: lab, into: &grid, at: layout.footer)
  }

  private func draw(_ place: VILayout.Place, of lab: VILab, into grid: inout Grid) {
    switch place.panel {
    case .laws: drawLaws(of: lab, run: 0, into: &grid, at: place.rect)
    case .branchLaws: drawLaws(of: lab, run: 1, into: &grid, at: place.rect)
    case .trace: drawTrace(of: lab, into: &grid, at: place.rect)
    case .account: drawAccount(of: lab, into: &grid, at: place.rect)
    case .aside: drawAside(of: lab, into: &grid, at: place.rect)
    case .settings: drawSettings(of: lab, into: &grid, at: place.rect)
    }
  }

  private func drawAside(of lab: VILab, into grid: inout Grid, at rect: Rect) {
    switch lab.aside {
    case .lost: drawLost(of: lab, into: &grid, at: rect)
    case .thetaPlane: drawThetaPlane(of: lab, into: &grid, at: rect)
    case .importance: drawImportance(of: lab, into: &grid, at: rect)
    case .errors: drawErrors(of: lab, into: &grid, at: rect)
    case .coverage: drawCoverage(of: lab, into: &grid, at: rect)
    case .starts: drawStarts(of: lab, into: &grid, at: rect)
    }
  }

  /// The keys of the hint bar, the most useful first.
  private func hints(for lab: VILab) -> [Hint] {
    let isScalar = lab.run.portrait?.scalar != nil
    let running = [
      hint([.togglePlay], lab.run.play == .paused ? "run" : "pause"),
      hint([.iterationBack, .iterationForward], "step"),
    ]
    if lab.focus == .aside, lab.aside != .lost {
      return running + [hint([.beginStudy], "compute")]
        + (lab.runningStudy != nil ? [hint([.cancelStudy], "cancel")] : [])
        + (lab.aside == .thetaPlane ? [hint([.nextPlane], "axes"), hint([.zoomIn, .zoomOut], "zoom")] : [])
        + (lab.aside == .errors ? [hint([.nextErrors], "coverage")] : [])
        + [hint([.nextAside], "view"), hint([.back], "back"), hint([.maximize], "max")]
    }
    if lab.run.portrait?.dial != nil {
      return running + [hint([.moveLeft, .moveRight], "dial")]
        + (lab.hasFactors ? [hint([.nextUpdate], "factors")] : [])
        + [
          hint([.scrubBack, .scrubForward], "scrub"), hint([.openSettings], "set"), hint([.maximize], "max"),
        ]
    }
    return running + [hint([.scrubBack, .scrubForward], "scrub"), hint([.nextRow, .previousRow], "row")]
      + (lab.plan.familyName != nil ? [hint([.nextLaw], "family")] : [])
      + (lab.plan.settings != nil ? [hint([.nextUpdate], "update")] : [])
      + (isScalar ? [hint([.showThetaPlane], "theta-plane")] : [])
      + [hint([.branch], "branch"), hint([.nextAside], "view"), hint([.openSettings], "set")]
      + (isScalar
        ? [hint([.selectRow], lab.accountsForAll ? "one" : "all"), hint([.nextErrors], "errors")] : [])
      + [hint([.maximize], "max")]
  }

  /// What values are in: of a target without rows they are totals.
  func natsUnit(of lab: VILab) -> String { lab.run.portrait?.observations == 1 ? "nats" : "nats per row" }

  /// Nats per row, to as many decimals as tell rows apart.
  var natsFormat: NumberFormat { .decimals(4) }

  /// Nats per row, in so few digits that they stand in a sentence, without a zero before the point.
  func perRow(_ nats: Double) -> String {
    if abs(nats) < 1e-10 { return "0" }
    return abs(nats) >= 5e-5 ? NumberFormat.decimals(4).text(nats) : NumberFormat.significant(1).text(nats)
  }
}

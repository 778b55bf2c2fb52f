import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// A panel of an account below the rows, with how far its study is, or else `value`.
  func accountPanel(
    _ title: String, value: String, of lab: DiffusionLab, into grid: inout Grid, at rect: Rect
  ) -> Rect {
    let study = lab.aside.study.flatMap { lab.studies[$0] }
    var (text, style): (String, Style?) = (value, nil)
    if let study, study.isRunning {
      (text, style) = (
        study.report.map { "\(100 * $0.done / max($0.planned, 1)) %  \(key(.cancelStudy)) cancels" } ?? "",
        nil
      )
    } else if let study, study.report != nil, lab.isStale(study) {
      (text, style) = ("stale: \(key(.beginStudy)) anew", look.theme.warning)
    } else if study?.isCancelled == true {
      text = "cancelled: \(key(.beginStudy)) anew"
    }
    return Panel(title, value: text, isFocused: lab.focus == .aside, valueStyle: style)
      .draw(into: &grid, at: rect, look: look)
  }

  /// What is said where a study has not found anything.
  func drawMissingAccount(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let study = lab.aside.study.flatMap { lab.studies[$0] }
    let text =
      if lab.aside == .route, lab.isReferenceSettled, lab.reference == nil {
        "EM could fit no mixture to these rows, so there is no exact score to follow"
      } else if let failure = study?.failure {
        failure.capitalizedFirst
      } else if study?.isRunning == true {
        "computing"
      } else if !lab.isReferenceSettled {
        "waits for EM to fit its mixture"
      } else {
        "\(key(.beginStudy)) computes"
      }
    drawCentred(text, into: &grid, at: rect)
  }

  /// The sign of what a number is: exact, a bound, an estimate.
  func likelihoodMark(_ kind: Objective.Kind) -> String {
    switch kind {
    case .exact: "="
    case .bound: look.ornaments.atLeast
    case .estimatedBound: "\(look.ornaments.atLeast)~"
    case .estimate: "~"
    case .offScale: ""
    }
  }

  /// A number with its mark and, where draws leave something open, its standard error.
  func markedText(_ objective: Objective) -> String {
    let error = objective.standardError ?? 0
    // As many decimals as the error lets stand.
    let decimals = error == 0 ? 4 : error >= 10 ? 0 : error >= 1 ? 1 : error >= 0.1 ? 2 : 3
    let format = NumberFormat.decimals(decimals)
    let open = error == 0 ? "" : " \(look.ornaments.plusMinus)\(format.text(error))"
    return "\(likelihoodMark(objective.kind)) \(format.text(objective.nats))\(open)"
  }

  /// Over how many rows a total is; one of weight 3 counts as three.
  func rowsText(_ rows: Int, of all: Int, _ lab: DiffusionLab) -> String {
    let unit = lab.data.weights == nil ? "rows, nats" : "rows by weight, nats"
    return rows == all
      ? "total of \(grouped(rows)) \(unit)" : "total of \(grouped(rows)) of \(grouped(all)) \(unit)"
  }
}

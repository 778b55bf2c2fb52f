import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// One likelihood, two routes: rows flow to noise by the mixture's exact score, and what adds up on the way arrives at the number
  /// that EM climbed to.
  func drawRoute(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let choice = lab.accountChoice.route
    let found = lab.route
    let inner = accountPanel(
      "One likelihood, two routes", value: "i: \(choice.solver.title), \(choice.steps) steps",
      of: lab,
      into: &grid, at: rect)
    guard let found else { return drawMissingAccount(of: lab, into: &grid, at: inner) }
    let rows = inner.rows([.share(1), .cells(inner.height >= 5 ? 1 : 0)])
    let hasFrames = rows[0].width >= 64 && lab.imageShape == nil && lab.plane.x != lab.plane.y
    let columns = rows[0].columns([.share(1), .cells(hasFrames ? rows[0].width * 2 / 5 : 0)])
    routePlot(found).draw(into: &grid, at: columns[0], look: look)
    if hasFrames { drawRouteFrames(found, of: lab, into: &grid, at: columns[1].inset(left: 1)) }
    drawNotes([routeText(found)], into: &grid, at: rows[1])
  }

  private func routePlot(_ found: LikelihoodRoute) -> Plot {
    let points = zip(found.times, found.totals).filter { $1.isFinite }.map { DataPoint($0, $1) }
    let isAscii = look.glyphs == .ascii
    return Plot(
      x: Axis(Scale(from: 0, to: 1), title: "time"),
      y: Axis(
        Scale(fitting: points.map(\.y) + [found.exact], margin: 0.06),
        title: "nats, total of \(grouped(found.rows)) rows"),
      marks: [
        ReferenceLine(.horizontal(found.exact), style: look.theme.success),
        LineSeries(points, style: look.theme.series(0), glyph: "*"),
      ],
      legend: Legend([
        Legend.Item(
          isAscii ? "*" : look.ornaments.line, "added up so far", style: look.theme.series(0)),
        Legend.Item(look.ornaments.dotted, "EM", style: look.theme.success),
      ]))
  }

  /// The rows at some times side by side.
  private func drawRouteFrames(
    _ found: LikelihoodRoute, of lab: DiffusionLab, into grid: inout Grid, at rect: Rect
  ) {
    let all = found.frames
    let count = min(all.count, max(1, rect.width / 11))
    guard count > 0, rect.height >= 3 else { return }
    let width = rect.width / count
    let window = lab.window
    for index in 0..<count {
      let frame = all[count > 1 ? index * (all.count - 1) / (count - 1) : all.count - 1]
      let place = Rect(
        x: rect.minX + index * width, y: rect.minY, width: width - 1, height: rect.height)
      let parts = place.rows([.share(1), .cells(1)])
      Plot(
        x: Axis(Scale(from: window.x.lowerBound, to: window.x.upperBound), isShown: false),
        y: Axis(Scale(from: window.y.lowerBound, to: window.y.upperBound), isShown: false),
        marks: [
          Scatter(
            x: frame.rows.column(lab.plane.x), y: frame.rows.column(lab.plane.y),
            styles: [look.theme.series(0)], glyphs: ["."], rendering: .dots)
        ]
      ).draw(into: &grid, at: parts[0], look: look)
      let label = "t \(NumberFormat.decimals(2).text(frame.time))"
      grid.write(
        label, at: Point(place.minX + max(0, (place.width - label.count) / 2), parts[1].minY),
        style: look.theme.dimText, width: place.width)
    }
  }

  /// How far the second route ends from the first.
  private func routeText(_ found: LikelihoodRoute) -> [String] {
    let exact = markedText(Objective(.exact, nats: found.exact))
    guard let own = found.ownTotal, let total = found.totals.last else {
      return ["EM, K=\(found.components): \(exact)", "EM \(exact)"]
    }
    let format = NumberFormat.significant(3, showsPlus: true)
    let both = "EM \(exact)  flow ~ \(NumberFormat.decimals(4).text(total))"
    let bySolver = format.text(own - found.exact)
    return [
      "\(both): \(bySolver) by \(found.request.solver.title) in \(found.request.steps), \(format.text(total - own)) by N(0,I)",
      "\(both): \(bySolver) by \(found.request.solver.title)", both,
    ]
  }
}

extension FlowSolver {
  /// As the lab shows it.
  var title: String {
    switch self {
    case .euler: "Euler"
    case .heun: "Heun"
    case .rungeKutta: "RK4"
    }
  }
}

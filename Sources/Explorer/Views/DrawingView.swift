import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The plane that data are drawn on.
  func draw(_ drawing: Drawing, into grid: inout Grid, at rect: Rect) {
    let count = drawing.points.count
    let inner = Panel(
      "Draw your own data", value: count == 1 ? "1 point" : "\(grouped(count)) points", isFocused: true
    ).draw(into: &grid, at: rect, look: look)
    plot(of: drawing).draw(into: &grid, at: inner, look: look)
    let format = NumberFormat.significant(4)
    let place =
      " \(drawing.names[0]) \(format.text(drawing.cursor.x))  \(drawing.names[1]) \(format.text(drawing.cursor.y)) "
    guard rect.height >= 3, place.count + 4 <= rect.width else { return }
    grid.write(place, at: Point(rect.minX + 2, rect.maxY - 1), style: look.theme.cursor)
  }

  /// The points and the cursor.
  func plot(of drawing: Drawing) -> Plot {
    Plot(
      x: Axis(
        Scale(from: drawing.across.lowerBound, to: drawing.across.upperBound), title: drawing.names[0]),
      y: Axis(
        Scale(from: drawing.upwards.lowerBound, to: drawing.upwards.upperBound), title: drawing.names[1]),
      marks: [
        Scatter(
          x: drawing.points.map(\.x), y: drawing.points.map(\.y), styles: [look.theme.series(0)],
          glyphs: [look.glyphs == .ascii ? "o" : "•"], rendering: .dots),
        Crosshair(at: DataPoint(drawing.cursor.x, drawing.cursor.y)),
      ])
  }

  /// The keys that draw.
  var drawingHints: [Hint] {
    [
      hint([.selectRow], "point"), hint([.beginStudy], "spray"), hint([.placeMean], "delete"),
      hint([.undo], "undo"), hint([.drawSamples], "copy the data"), hint([.restart], "clear"),
      hint([.back], "train on it"), hint([.cancelStudy], "give up"),
    ]
  }

  /// What drawing is, in a sentence.
  func sentence(of drawing: Drawing) -> String {
    drawing.points.isEmpty
      ? "Arrows or the mouse move; \(key(.selectRow)) or a click puts a point, \(key(.beginStudy)) a spray of \(Drawing.spray), a drag a line."
      : "\(grouped(drawing.points.count)) points so far: \(key(.back)) trains on them, \(key(.cancelStudy)) keeps the data as they were."
  }
}

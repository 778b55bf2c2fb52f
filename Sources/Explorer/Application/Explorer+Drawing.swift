import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Whether a person draws data, so that keys and clicks put points.
  var isDrawing: Bool { shown == .diffusion && diffusion?.drawing != nil }

  /// Does what an action says while data are drawn.
  mutating func draw(_ action: Action) -> [Effect] {
    guard var lab = diffusion, var drawing = lab.drawing else { return [] }
    switch action {
    case .back: return finishDrawing()
    case .cancelStudy:
      lab.drawing = nil
      diffusion = lab
      say("the drawing is given up: the data are as they were")
      return []
    case .moveLeft: drawing.moveCursor(right: -1, up: 0)
    case .moveRight: drawing.moveCursor(right: 1, up: 0)
    case .moveUp: drawing.moveCursor(right: 0, up: 1)
    case .moveDown: drawing.moveCursor(right: 0, up: -1)
    case .selectRow: put([drawing.cursor], into: &drawing)
    case .beginStudy:
      let points = drawing.sprayed()
      put(points, into: &drawing)
    case .placeMean: if !drawing.deleteNearest() { say("there is no point to delete") }
    case .undo: if !drawing.undo() { say("nothing to undo") }
    case .restart: drawing.clear()
    case .drawSamples:
      let rows = lab.rowsToDraw
      if rows.isEmpty { say("these data have no plane to copy from") } else { put(rows, into: &drawing) }
    default:
      say(
        "this draws data: \(key(.selectRow)) puts a point, \(key(.back)) trains on them, \(key(.cancelStudy)) gives them up"
      )
    }
    lab.drawing = drawing
    diffusion = lab
    return []
  }

  private mutating func put(_ points: [PlanePoint], into drawing: inout Drawing) {
    drawing.note()
    drawing.put(points)
    if drawing.points.count == Drawing.mostPoints {
      say("\(grouped(Drawing.mostPoints)) points are as many as can be drawn", .problem)
    }
  }

  /// Opens the lab on what was drawn; nothing was drawn, and all is as it was.
  private mutating func finishDrawing() -> [Effect] {
    guard let drawing = diffusion?.drawing else { return [] }
    guard !drawing.points.isEmpty else {
      diffusion?.drawing = nil
      say("nothing was drawn: the data are as they were")
      return []
    }
    guard let table = drawing.table else {
      say(
        drawing.points.count == 1
          ? "one point is no law to learn: put others, or \(key(.cancelStudy)) gives the drawing up"
          : "all points agree in a column: put others, or \(key(.cancelStudy)) gives the drawing up", .problem
      )
      return []
    }
    return openDrawn(table)
  }

  /// A click puts a point, a drag draws a line of them.
  mutating func draw(_ event: MouseEvent) -> [Effect] {
    guard var lab = diffusion, var drawing = lab.drawing,
      let place = layout(of: lab).panels.first(where: { $0.panel == .rows }),
      place.rect.width >= 3, place.rect.height >= 3
    else { return [] }
    defer {
      lab.drawing = drawing
      diffusion = lab
    }
    let area = plot(of: drawing).area(in: place.rect.inset(by: 1), look: look)
    guard event.action != .release, area.canvasRect.contains(event.position) else {
      drawing.lastOfDrag = nil
      return []
    }
    let here = area.data(at: event.position)
    let target = PlanePoint(x: here.x, y: here.y)
    let width = (drawing.across.upperBound - drawing.across.lowerBound) / Double(area.canvasRect.width)
    let height = (drawing.upwards.upperBound - drawing.upwards.lowerBound) / Double(area.canvasRect.height)
    switch event.action {
    case .press:
      drawing.cursor = target
      put([target], into: &drawing)
      drawing.lastOfDrag = target
    case .drag:
      guard let last = drawing.lastOfDrag else {
        drawing.lastOfDrag = target
        return []
      }
      let cells = max(abs(target.x - last.x) / width, abs(target.y - last.y) / height)
      let steps = min(400, max(1, Int(cells.rounded())))
      for step in 1...steps {
        let share = Double(step) / Double(steps)
        drawing.cursor = PlanePoint(
          x: last.x + share * (target.x - last.x), y: last.y + share * (target.y - last.y))
        drawing.put(drawing.scattered(3, width: width, height: height))
      }
      drawing.lastOfDrag = target
    case .wheelUp, .wheelDown, .release: break
    }
    return []
  }
}

import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Some levels of the film side by side, and below them where it stands.
  func drawStrip(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let isPicture = lab.imageShape != nil
    let title = isPicture ? "Film strip of row \(lab.row + 1)" : "Film strip"
    let inner = Panel(title, value: stripValue(of: lab), isFocused: lab.focus == .aside)
      .draw(into: &grid, at: rect, look: look)
    guard let film = lab.film, lab.view != .data else {
      return drawCentred(noFilmText(width: inner.width), into: &grid, at: inner)
    }
    let rows = inner.rows([.share(1), .cells(inner.height >= 4 ? 1 : 0)])
    let places = strip(of: film, in: rows[0])
    for place in places { drawFrame(place.position, of: film, lab, into: &grid, at: place.rect) }
    if rows[1].height > 0 { drawTimeBar(of: film, lab, into: &grid, at: rows[1]) }
  }

  /// How a film comes to be, where there is none.
  func noFilmText(width: Int) -> String {
    let (from, into, back) = (
      "\(keyName(.beginStudy)) draws rows from noise", "\(keyName(.showThetaPlane)) adds noise to the data",
      "\(keyName(.interpolate)) leads them into noise and back"
    )
    return ["\(from), \(into), \(back)", "\(from), \(into)", from, ""].fitting(width)
  }

  private func keyName(_ action: Action) -> String { hint([action], "").keys }

  private func stripValue(of lab: DiffusionLab) -> String {
    guard let film = lab.film, lab.view != .data else { return "" }
    let (done, planned) = (film.frames.count - 1, film.levels.count - 1)
    return done < planned
      ? "level \(done) of \(planned) computed" : "\(shortNumber(lab.player.rate)) frames/s"
  }

  /// Which frames are shown where.
  private func strip(of film: DiffusionFilm, in rect: Rect) -> [(position: Int, rect: Rect)] {
    let planned = film.levels.count - 1
    let count = min(planned + 1, max(2, rect.width / 14))
    guard count > 1, rect.height >= 2 else { return [] }
    let width = rect.width / count
    return (0..<count).map { index in
      (
        index * planned / (count - 1),
        Rect(x: rect.minX + index * width, y: rect.minY, width: width - 1, height: rect.height)
      )
    }
  }

  /// The frame of the strip at a place of the screen.
  func stripPosition(at point: Point, in rect: Rect, of lab: DiffusionLab) -> Int? {
    guard let film = lab.film, lab.view != .data, lab.aside == .strip else { return nil }
    let inner = rect.inset(by: 1)
    let rows = inner.rows([.share(1), .cells(inner.height >= 4 ? 1 : 0)])
    return strip(of: film, in: rows[0]).last { $0.rect.minX <= point.x }?.position
  }

  private func drawFrame(
    _ position: Int, of film: DiffusionFilm, _ lab: DiffusionLab, into grid: inout Grid, at rect: Rect
  ) {
    let parts = rect.rows([.share(1), .cells(1)])
    let isHere = position == lab.player.position
    let label = isHere ? ">t \(film.numbers[position])<" : "t \(film.numbers[position])"
    grid.write(
      label, at: Point(rect.minX + max(0, (rect.width - label.count) / 2), parts[1].minY),
      style: isHere ? look.theme.accent : look.theme.dimText, width: rect.width)
    guard film.frames.indices.contains(position) else { return }
    let rows = film.frames[position]
    if let shape = lab.imageShape {
      if lab.row < rows.rows { drawPicture(rows, lab.row, shape, of: lab, into: &grid, at: parts[0]) }
      return
    }
    let window = lab.window
    let x = Axis(Scale(from: window.x.lowerBound, to: window.x.upperBound), isShown: false)
    guard lab.plane.x != lab.plane.y else {
      let histogram = Histogram(
        of: rows.column(0), bins: max(4, rect.width),
        over: Scale(from: window.x.lowerBound, to: window.x.upperBound))
      Plot(
        x: x, y: Axis(Scale(from: 0, to: max(histogram.heights.max() ?? 1, 1e-12)), isShown: false),
        marks: [histogram]
      ).draw(into: &grid, at: parts[0], look: look)
      return
    }
    let most = 400
    let some = rows.rows > most ? (0..<most).map { $0 * rows.rows / most } : Array(0..<rows.rows)
    Plot(
      x: x, y: Axis(Scale(from: window.y.lowerBound, to: window.y.upperBound), isShown: false),
      marks: [
        Scatter(
          x: some.map { rows[$0, lab.plane.x] }, y: some.map { rows[$0, lab.plane.y] },
          styles: [isHere ? look.theme.series(0) : look.theme.dimText], glyphs: ["."], rendering: .dots)
      ]
    ).draw(into: &grid, at: parts[0], look: look)
  }

  /// Where the film stands between pure noise and the data.
  private func drawTimeBar(
    of film: DiffusionFilm, _ lab: DiffusionLab, into grid: inout Grid, at rect: Rect
  ) {
    let position = min(lab.player.position, film.levels.count - 1)
    let planned = max(film.levels.count - 1, 1)
    let left = "t \(film.numbers[0]) "
    let right = " \(film.numbers[film.numbers.count - 1])"
    let room = rect.width - left.count - right.count
    guard room > 4 else { return }
    let x = rect.minX + grid.write(left, at: rect.origin, style: look.theme.dimText)
    let place = position * (room - 1) / planned
    let known = (film.frames.count - 1) * (room - 1) / planned
    // A round trip turns half way.
    let turn = film.request.direction == .roundTrip ? (room - 1) / 2 : nil
    for cell in 0..<room {
      let glyph: Unicode.Scalar =
        cell == turn && cell != place
        ? "+" : cell == place ? (look.glyphs == .ascii ? "O" : "●") : cell < place ? look.ornaments.line : "-"
      let style = cell == place ? look.theme.cursor : cell <= known ? look.theme.accent : look.theme.dimText
      grid[x + cell, rect.minY] = Cell(cell <= known ? glyph : ".", style: style)
    }
    grid.write(right, at: Point(x + room, rect.minY), style: look.theme.dimText)
  }
}

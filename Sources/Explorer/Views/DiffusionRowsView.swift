import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Rows at a level of noise: points of the plane, or pictures.
  func drawRows(of lab: DiffusionLab, run index: Int, into grid: inout Grid, at rect: Rect) {
    guard lab.runs.indices.contains(index) else { return }
    let run = lab.runs[index]
    let panel: DiffusionPanel = index == 0 ? .rows : .branchRows
    let isActive = index == lab.activeRun
    let arrow = lab.runs.count > 1 && isActive ? "\(look.ornaments.right) " : ""
    let title = lab.runs.count > 1 ? "\(arrow)Run \(run.name)" : sceneTitle(of: lab) ?? rowsTitle(of: lab)
    // What the border leaves beside the title.
    let value = (sceneValues(of: lab, run: index) ?? rowsValues(of: lab))
      .fitting(rect.width - 9 - title.count)
    let inner = Panel(title, value: value, isFocused: lab.focus == panel)
      .draw(into: &grid, at: rect, look: look)
    guard run.portrait != nil else {
      return drawCentred(run.failure ?? "the net is being made", into: &grid, at: inner)
    }
    guard isActive, let (rows, codes) = lab.shownRows else {
      if let portrait = run.portrait {
        drawPlane(portrait.points, portrait.codes, of: lab, run: index, into: &grid, at: inner)
      }
      return
    }
    if let failure = lab.studies[.film]?.failure, lab.view != .data {
      return drawCentred(failure.capitalizedFirst, into: &grid, at: inner)
    }
    if let halves = filmHalves(of: inner, lab) {
      drawFilms(rows, codes, of: lab, run: index, into: &grid, in: halves)
      if lab.imageShape == nil { drawPlaceOfCursor(of: lab, into: &grid, at: rect) }
      return
    }
    if lab.imageShape != nil {
      drawPictures(rows, of: lab, into: &grid, at: inner)
    } else {
      drawPlane(rows, codes, of: lab, run: index, into: &grid, at: inner)
      drawPlaceOfCursor(of: lab, into: &grid, at: rect)
    }
  }

  /// Where the plot of a panel lies, of two the one at `point`; nil for panels without one.
  func rowsArea(for place: DiffusionLayout.Place, at point: Point, in lab: DiffusionLab) -> PlotArea? {
    guard place.panel == .rows || place.panel == .branchRows, lab.imageShape == nil, place.rect.width >= 3,
      place.rect.height >= 3, let (rows, codes) = lab.shownRows
    else { return nil }
    let inner = place.rect.inset(by: 1)
    let parts = filmHalves(of: inner, lab)
    let rect = parts.map { $0.first { $0.contains(point) } ?? $0[1] } ?? inner
    return planePlot(rows, codes, of: lab, run: place.panel == .rows ? 0 : 1).area(in: rect, look: look)
  }

  /// The rectangles of the two films that are shown side by side, their captions left out; nil for one.
  private func filmHalves(of inner: Rect, _ lab: DiffusionLab) -> [Rect]? {
    guard lab.besideFilm != nil, inner.width >= 30, inner.height >= 6 else { return nil }
    return inner.inset(top: 1).columns([.share(1), .share(1)])
  }

  /// The pinned film at the left, and the present one at the right, each under its caption.
  private func drawFilms(
    _ rows: Matrix<Double>, _ codes: [Int32], of lab: DiffusionLab, run index: Int, into grid: inout Grid,
    in halves: [Rect]
  ) {
    guard let beside = lab.besideFilm, let film = lab.film else { return }
    let films = [(beside.film, beside.film.frames[beside.position]), (film, rows)]
    for (half, (film, rows)) in zip(halves, films) {
      let caption = Rect(x: half.minX, y: half.minY - 1, width: half.width, height: 1)
      line(film.request.brief, at: caption.minY, in: caption, style: look.theme.title, into: &grid)
      if lab.imageShape != nil {
        drawPictures(rows, of: lab, into: &grid, at: half)
      } else {
        planePlot(rows, codes, of: lab, run: index, isPinned: half == halves[0])
          .draw(into: &grid, at: half, look: look)
      }
    }
  }

  private func drawPlane(
    _ rows: Matrix<Double>, _ codes: [Int32], of lab: DiffusionLab, run: Int, into grid: inout Grid,
    at rect: Rect
  ) {
    planePlot(rows, codes, of: lab, run: run).draw(into: &grid, at: rect, look: look)
  }

  private func planePlot(
    _ rows: Matrix<Double>, _ codes: [Int32], of lab: DiffusionLab, run: Int, isPinned: Bool = false
  ) -> Plot {
    let window = lab.window
    let beside = lab.sceneShown(ofRun: run).map { sceneMarks(of: $0, lab) }
    let names = lab.data.columnNames
    let across = Axis(
      Scale(from: window.x.lowerBound, to: window.x.upperBound), title: names[lab.plane.x])
    guard lab.plane.x != lab.plane.y else {
      let bins = max(8, min(60, Int(2 * Double(max(rows.rows, 1)).squareRoot())))
      let histogram = Histogram(
        of: rows.column(0), bins: bins, over: Scale(from: window.x.lowerBound, to: window.x.upperBound))
      return Plot(
        x: across, y: Axis(Scale(from: 0, to: max(histogram.heights.max() ?? 1, 1e-12)), title: "density"),
        marks: [histogram] + (beside?.marks ?? []), legend: Legend(beside?.legend ?? []))
    }
    var marks: [any Mark] = []
    if lab.hasGuides {
      let present = lab.shownLevel.flatMap { shown in lab.film.map { (film: $0, position: shown.position) } }
      marks += trails(of: lab, along: isPinned ? lab.besideFilm : present)
    }
    marks.append(scatter(rows, codes, of: lab))
    marks += beside?.marks ?? []
    if lab.view != .data, rows.rows > lab.row {
      marks.append(
        GlyphMark(
          look.glyphs == .ascii ? "@" : "◉",
          at: DataPoint(rows[lab.row, lab.plane.x], rows[lab.row, lab.plane.y]),
          style: look.theme.cursor))
    }
    if let given = lab.givenColumn, [lab.plane.x, lab.plane.y].contains(given.column) {
      let line: ReferenceLine.Position =
        given.column == lab.plane.x ? .vertical(given.value) : .horizontal(given.value)
      marks.append(ReferenceLine(line, style: look.theme.warning))
    }
    if let cursor = lab.cursor { marks.append(Crosshair(at: DataPoint(cursor.x, cursor.y))) }
    return Plot(
      x: across,
      y: Axis(Scale(from: window.y.lowerBound, to: window.y.upperBound), title: names[lab.plane.y]),
      marks: marks, legend: Legend(beside?.legend ?? []))
  }

  private func scatter(_ rows: Matrix<Double>, _ codes: [Int32], of lab: DiffusionLab) -> Scatter {
    if lab.scene.isOn {
      // Beside arrows and contours some rows are enough.
      let some = (0..<min(rows.rows, 150)).map { $0 * rows.rows / min(rows.rows, 150) }
      return Scatter(
        x: some.map { rows[$0, lab.plane.x] }, y: some.map { rows[$0, lab.plane.y] },
        styles: [look.theme.dimText], glyphs: [look.glyphs == .ascii ? "," : "•"], rendering: .dots)
    }
    let hasClasses = codes.contains { $0 >= 0 } && lab.classesAreShown
    return Scatter(
      x: rows.column(lab.plane.x), y: rows.column(lab.plane.y),
      classes: hasClasses ? codes.map { max(0, Int($0)) } : [],
      styles: hasClasses ? nil : [look.theme.series(0)],
      glyphs: hasClasses ? nil : [look.glyphs == .ascii ? "o" : "•"],
      rendering: hasClasses || rows.rows > 2500 ? .automatic : .dots)
  }

  /// Where some rows came from since the first frame, the row that is followed among them.
  private func trails(
    of lab: DiffusionLab, along shown: (film: DiffusionFilm, position: Int)?
  ) -> [any Mark] {
    guard let (film, position) = shown, position > 0, !lab.showsPrediction else { return [] }
    let count = film.frames[0].rows
    // Where something is given, rows go to one line, and trails would hide them.
    let some = lab.givenColumn == nil ? min(count, 40) : 0
    var chosen = (0..<some).map { $0 * count / some }
    if lab.row < count { chosen.append(lab.row) }
    return chosen.map { row in
      let isFollowed = row == lab.row
      return LineSeries(
        film.frames[0...position].map { DataPoint($0[row, lab.plane.x], $0[row, lab.plane.y]) },
        style: isFollowed ? look.theme.accent : look.theme.guide, glyph: ".", every: isFollowed ? 1 : 2,
        layer: isFollowed ? Layer.lines : 0)
    }
  }

  /// The cursor's place in the lower border.
  private func drawPlaceOfCursor(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    guard let cursor = lab.cursor, rect.height >= 3 else { return }
    let format = NumberFormat.significant(4)
    let names = lab.data.columnNames
    let texts =
      previewTexts(of: lab) + [
        "\(names[lab.plane.x]) \(format.text(cursor.x))  \(names[lab.plane.y]) \(format.text(cursor.y))   \(key(.selectRow)): follow",
        "\(format.text(cursor.x)), \(format.text(cursor.y))",
      ]
    guard let text = texts.first(where: { $0.count + 6 <= rect.width }) else { return }
    grid.write(" \(text) ", at: Point(rect.minX + 2, rect.maxY - 1), style: look.theme.cursor)
  }

  /// Rows as pictures side by side, as many as fit.
  private func drawPictures(
    _ rows: Matrix<Double>, of lab: DiffusionLab, into grid: inout Grid, at rect: Rect
  ) {
    guard let shape = lab.imageShape, shape.pixels == rows.columns, !rect.isEmpty else { return }
    let tile = pictureTile(shape, in: rect)
    let across = max(1, (rect.width + 1) / (tile.width + 1))
    let down = max(1, (rect.height + 1) / (tile.height + 1))
    let left = max(0, (rect.width - across * (tile.width + 1) + 1) / 2)
    for index in 0..<min(rows.rows, across * down) {
      let place = Rect(
        x: rect.minX + left + index % across * (tile.width + 1),
        y: rect.minY + index / across * (tile.height + 1),
        width: tile.width, height: tile.height
      ).intersection(rect)
      drawPicture(rows, index, shape, of: lab, into: &grid, at: place)
    }
  }

  /// The cells of one picture among many.
  private func pictureTile(_ shape: ImageShape, in rect: Rect) -> Size {
    let width = min(max(shape.width, 6), 14, max(rect.width, 1))
    let ratio = Double(shape.height) / Double(shape.width)
    return Size(width, max(1, Int((Double(width) * min(ratio, 4) / 2).rounded(.up))))
  }

  /// One row as a picture, in grey from the least to the greatest value of the data.
  func drawPicture(
    _ rows: Matrix<Double>, _ row: Int, _ shape: ImageShape, of lab: DiffusionLab, into grid: inout Grid,
    at rect: Rect
  ) {
    guard !rect.isEmpty else { return }
    let values = rows.row(row).map { min(max($0, lab.greys.lowerBound), lab.greys.upperBound) }
    GreyPicture(values, rows: shape.height, columns: shape.width, range: lab.greys)
      .draw(into: &grid, at: rect, look: look)
  }
}

extension DiffusionLab {
  /// Whether classes are told apart in the plane: not in films of many classes that the network was not told.
  var classesAreShown: Bool { data.labels != nil }
}

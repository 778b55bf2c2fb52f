import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// To which component of EM's mixture rows of the film belong at each level, a line for each row: when does a sample choose?
  func drawCommitment(of lab: DiffusionLab, into grid: inout Grid, at rect: Rect) {
    let film = lab.view == .data ? nil : lab.film
    let inner = Panel(
      ["Commitment: r of EM's mixture along the path", "Commitment"].fitting(rect.width - 36),
      value: film.flatMap { commitmentText($0) } ?? "",
      isFocused: lab.focus == .aside
    ).draw(into: &grid, at: rect, look: look)
    guard let film else {
      return drawCentred(noFilmText(width: inner.width), into: &grid, at: inner)
    }
    guard let last = film.responsibilities.last, last.rows > 0 else {
      let reason =
        if let reference = lab.reference {
          reference.parameters.components < 2
            ? "EM's mixture has one component: there is nothing to choose"
            : "the film is older than EM's mixture: make another"
        } else {
          lab.isReferenceSettled ? "no mixture could be fitted" : "waits for EM to fit its mixture"
        }
      return drawCentred(reason, into: &grid, at: inner)
    }
    let hasAxis = inner.height >= 3
    let rows = inner.rows([.share(1), .cells(hasAxis ? 1 : 0)])
    let picture = rows[0].inset(left: min(2, rows[0].width))
    guard !picture.isEmpty else { return }
    let order = commitmentOrder(of: film, lines: picture.height, followed: lab.row)
    for (line, row) in order.enumerated() {
      let y = picture.minY + line
      if row == lab.row {
        grid[rows[0].minX, y] = Cell(look.glyphs == .ascii ? ">" : "▸", style: look.theme.accent)
      }
      for column in 0..<picture.width {
        let frame = self.frame(at: column, of: film, width: picture.width)
        guard film.responsibilities.indices.contains(frame) else { break }
        grid[picture.minX + column, y] = commitmentCell(
          film.responsibilities[frame], row, isHere: frame == lab.player.position)
      }
    }
    if hasAxis { drawCommitmentAxis(of: film, lab, into: &grid, at: rows[1].inset(left: 2)) }
  }

  private func frame(at column: Int, of film: DiffusionFilm, width: Int) -> Int {
    let planned = film.levels.count - 1
    return width > 1 ? (column * planned + (width - 1) / 2) / (width - 1) : 0
  }

  /// From here on a row counts as committed.
  private var commitment: Double { 0.9 }

  /// The number of the component that leads, told by colour and glyph; small where nothing is decided.
  private func commitmentCell(_ responsibilities: Matrix<Double>, _ row: Int, isHere: Bool) -> Cell {
    let (leader, share) = leader(responsibilities, row)
    var style = look.theme.component(leader)
    if isHere { style = style.adding(.reverse) }
    if share >= commitment { return Cell(Theme.componentGlyph(leader), style: style) }
    // Between an even share and commitment.
    let even = 1 / Double(responsibilities.columns)
    let level = (share - even) / (commitment - even)
    return Cell(
      level > 0.5 ? ":" : ".",
      style: isHere ? style : look.theme.tellsComponentsByColor ? style : look.theme.dimText)
  }

  private func leader(_ responsibilities: Matrix<Double>, _ row: Int) -> (
    component: Int, share: Double
  ) {
    var best = (0, responsibilities[row, 0])
    for k in 1..<max(responsibilities.columns, 1) where responsibilities[row, k] > best.1 {
      best = (k, responsibilities[row, k])
    }
    return best
  }

  /// Since when a row has belonged to the component that it belongs to at the end nearest to the data; a frame.
  private func commitmentFrame(of row: Int, _ film: DiffusionFilm) -> Int {
    let isReverse = film.request.direction != .forward
    let frames = film.responsibilities.indices
    let end = isReverse ? frames.count - 1 : 0
    let (component, _) = leader(film.responsibilities[end], row)
    var frame = end
    while frames.contains(frame), film.responsibilities[frame][row, component] >= commitment {
      frame += isReverse ? -1 : 1
    }
    return isReverse ? frame + 1 : frame - 1
  }

  /// As many rows as there are lines, by component and then by when they chose it, the one that is followed among them.
  private func commitmentOrder(of film: DiffusionFilm, lines: Int, followed: Int) -> [Int] {
    guard
      let end = film.request.direction != .forward
        ? film.responsibilities.last : film.responsibilities.first
    else { return [] }
    let count = min(lines, end.rows)
    var chosen = (0..<count).map { $0 * end.rows / max(count, 1) }
    if followed < end.rows, !chosen.contains(followed),
      let nearest = chosen.indices.min(by: {
        abs(chosen[$0] - followed) < abs(chosen[$1] - followed)
      })
    {
      chosen[nearest] = followed
    }
    return chosen.map {
      (row: $0, component: leader(end, $0).component, frame: commitmentFrame(of: $0, film))
    }
    .sorted { ($0.component, $0.frame, $0.row) < ($1.component, $1.frame, $1.row) }.map(\.row)
  }

  /// When half of the rows have chosen.
  private func commitmentText(_ film: DiffusionFilm) -> String? {
    guard film.responsibilities.count == film.levels.count,
      let count = film.responsibilities.first?.rows, count > 0
    else { return nil }
    let frames = (0..<count).map { commitmentFrame(of: $0, film) }.sorted()
    let middle = frames[count / 2]
    guard film.numbers.indices.contains(middle) else { return "most rows never choose" }
    return film.request.direction != .forward
      ? "half have chosen by t \(film.numbers[middle])"
      : "half have lost it by t \(film.numbers[middle])"
  }

  private func drawCommitmentAxis(
    of film: DiffusionFilm, _ lab: DiffusionLab, into grid: inout Grid, at rect: Rect
  ) {
    guard rect.width >= 8 else { return }
    let k = film.responsibilities.first?.columns ?? 0
    grid.write("t \(film.numbers[0])", at: rect.origin, style: look.theme.axis)
    let end = "t \(film.numbers[film.numbers.count - 1])"
    grid.write(end, endingAt: rect.maxX, y: rect.minY, style: look.theme.axis)
    let key = "r of 1\(k > 1 ? " to \(k)" : "") at least \(shortNumber(commitment)); : . undecided"
    if key.count + 24 <= rect.width {
      grid.write(
        key, at: Point(rect.minX + (rect.width - key.count) / 2, rect.minY),
        style: look.theme.dimText)
    }
  }
}

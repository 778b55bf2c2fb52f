import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Decoded rows side by side: a lattice, a film strip, or draws.
  func drawTiles(_ portrait: AutoencoderPortrait, of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    let tiles = lab.tiles
    // An answer to an earlier question has another number of them.
    guard portrait.pictures.count == tiles.count, !rect.isEmpty else { return }
    let left = max(0, (rect.width - tiles.columns * (tiles.tile.width + 1) + 1) / 2)
    let height = tiles.tile.height + (tiles.isLabelled ? 1 : 0)
    let above = max(0, (rect.height - tiles.rows * height - (tiles.rows - 1) * tiles.gap) / 2)
    for (index, values) in portrait.pictures.enumerated() {
      let place = Rect(
        x: rect.minX + left + index % tiles.columns * (tiles.tile.width + 1),
        y: rect.minY + above + index / tiles.columns * (height + tiles.gap), width: tiles.tile.width,
        height: tiles.tile.height
      ).intersection(rect)
      guard !place.isEmpty else { continue }
      drawValues(values, of: lab, into: &grid, at: place)
      let y = place.maxY
      guard tiles.isLabelled, y < rect.maxY else { continue }
      let label = label(of: index, tiles, lab)
      grid.write(
        label, at: Point(place.minX + max(0, (place.width - label.count) / 2), y),
        style: look.theme.dimText, width: place.width)
    }
  }

  private func label(of index: Int, _ tiles: Tiles, _ lab: VAELab) -> String {
    let share = tiles.count > 1 ? Double(index) / Double(tiles.count - 1) : 0
    switch lab.view {
    case .traverse: return NumberFormat.decimals(1, showsPlus: true).text(3 * (2 * share - 1))
    case .interpolation:
      if index == 0 { return "row \(lab.data.number(ofRow: lab.row))" }
      if index == tiles.count - 1 { return "row \(lab.data.number(ofRow: lab.markedRow ?? lab.row))" }
      return NumberFormat.decimals(2).text(share)
    case .latents, .lattice, .samples: return ""
    }
  }

  /// The values of a row, in the units of the fit: a picture, or a bar for each column between its least and greatest value.
  func drawValues(_ values: [Double], of lab: VAELab, into grid: inout Grid, at rect: Rect) {
    if let shape = lab.imageShape, shape.pixels == values.count {
      GreyPicture(values, rows: shape.height, columns: shape.width).draw(into: &grid, at: rect, look: look)
      return
    }
    // Two cells to a column where there is room.
    let width = values.count * 2 <= rect.width ? 2 : 1
    for (column, value) in values.enumerated() where (column + 1) * width <= rect.width {
      let range = lab.ranges[column]
      let span = range.upperBound - range.lowerBound
      let share = span > 0 ? min(max((value - range.lowerBound) / span, 0), 1) : 0.5
      drawUpright(
        share.isNaN ? 0 : share, into: &grid,
        at: Rect(x: rect.minX + column * width, y: rect.minY, width: width, height: rect.height),
        style: look.theme.series(column % 2))
    }
  }

  /// A bar upwards, to an eighth of a cell (in ASCII, to a half).
  private func drawUpright(_ share: Double, into grid: inout Grid, at rect: Rect, style: Style) {
    let parts: [Unicode.Scalar] =
      look.glyphs == .ascii ? [" ", ".", "#"] : [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let most = parts.count - 1
    let level = Int((share * Double(rect.height * most)).rounded())
    for row in 0..<rect.height {
      let filled = min(max(0, level - row * most), most)
      let glyph = row == 0 && filled == 0 ? parts[1] : parts[filled]
      for x in rect.minX..<rect.maxX { grid[x, rect.maxY - 1 - row] = Cell(glyph, style: style) }
    }
  }
}

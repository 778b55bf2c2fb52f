import CellGrid

extension Canvas {
  /// Puts the picture into `grid`, its top left cell at the top left of `rect`, and at most so much of it as `rect` holds.
  ///
  /// Cells without dots keep what is there; a space becomes the blank of the glyph set. A cell with dots keeps its
  /// background, and a full block behind it becomes its background, so that a curve can be seen on bars.
  public func draw(into grid: inout Grid, at rect: Rect) {
    let columns = min(size.width, rect.width)
    for y in 0..<min(size.height, rect.height) {
      for x in 0..<columns {
        let index = y * size.width + x
        let place = Point(rect.minX + x, rect.minY + y)
        if patterns[index] == 0, marks[index] == 0 {
          let behind = grid[place.x, place.y]
          if glyphs == .braille, behind.glyph == " " {
            grid[place.x, place.y] = Cell(glyphs.blank, style: behind.style)
          }
        } else {
          let (glyph, ink) = appearance(of: index)
          grid[place.x, place.y] = Cell(glyph, style: Canvas.style(ink, over: grid[place.x, place.y]))
        }
      }
    }
  }

  /// The glyph and the ink of a cell that has a mark or a dot.
  private func appearance(of cell: Int) -> (Unicode.Scalar, Ink) {
    let mark = marks[cell]
    guard patterns[cell] != 0 else { return (inks[Int(mark)].glyph, inks[Int(mark)]) }
    let ink = inks[dominant(in: cell)]
    if mark != 0, inks[Int(mark)].layer >= ink.layer { return (inks[Int(mark)].glyph, inks[Int(mark)]) }
    return (glyphs == .ascii ? ink.glyph : glyphs.glyph(for: patterns[cell]), ink)
  }

  /// The ink that gives a cell its colour: topmost layer, then most dots, then the ink known first.
  private func dominant(in cell: Int) -> Int {
    let perCell = dots.count / patterns.count
    var best = 0
    var bestCount = 0
    var previous = 0
    for index in cell * perCell..<(cell + 1) * perCell {
      let candidate = Int(dots[index])
      // Neighbours are mostly of one ink, which needs to be counted once.
      guard candidate != 0, candidate != best, candidate != previous else { continue }
      previous = candidate
      let isAbove = best == 0 || inks[candidate].layer > inks[best].layer
      guard isAbove || inks[candidate].layer == inks[best].layer else { continue }
      var count = 0
      for other in cell * perCell..<(cell + 1) * perCell where dots[other] == dots[index] { count += 1 }
      if isAbove || count > bestCount || count == bestCount && candidate < best {
        best = candidate
        bestCount = count
      }
    }
    return best
  }

  private static func style(_ ink: Ink, over behind: Cell) -> Style {
    var style = ink.style
    guard style.background == .terminal else { return style }
    guard behind.glyph == "█" else {
      style.background = behind.style.background
      return style
    }
    if behind.style.foreground == .terminal {
      // The terminal's own foreground cannot be named as a background: exchange the two instead.
      style.foreground = .terminal
      style.attributes.formSymmetricDifference(.reverse)
    } else {
      style.background = behind.style.foreground
    }
    return style
  }
}

import CellGrid

/// The glyphs of `grid` as one text, one line per row, trailing spaces cut: what a drawing test compares with a literal
/// picture.
public func picture(_ grid: Grid) -> String {
  grid.lines
    .map { line in
      var kept = Substring(line)
      while kept.last == " " { kept.removeLast() }
      return String(kept)
    }
    .joined(separator: "\n")
}

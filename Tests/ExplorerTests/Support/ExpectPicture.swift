import CellGrid
import Testing
import TestSupport

/// Compares what is on the grid with a literal picture, empty rows at its end left out, and shows the whole of it where
/// the two differ.
func expect(
  _ grid: Grid, shows expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  var actual = picture(grid)
  while actual.hasSuffix("\n") { actual.removeLast() }
  guard actual != expected else { return }
  let differing = zip(lines(actual), lines(expected)).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
  Issue.record(
    "lines \(differing.map { $0 + 1 }) differ; the picture is now\n\(actual)\n",
    sourceLocation: sourceLocation)
}

/// The rows `range` of the grid, as lines without trailing blanks.
func rows(_ range: Range<Int>, of grid: Grid) -> String {
  lines(picture(grid))[range.clamped(to: 0..<grid.size.height)].joined(separator: "\n")
}

/// The cells of `rect` as lines without trailing blanks.
func part(_ rect: Rect, of grid: Grid) -> Grid {
  var part = Grid(rect.size)
  for y in 0..<rect.height {
    for x in 0..<rect.width { part[x, y] = grid[rect.minX + x, rect.minY + y] }
  }
  return part
}

private func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

import CellGrid
import Testing
import TestSupport

/// Compares what is on the grid with a literal picture, empty rows at its end left out, and shows the whole of it where
/// the two differ.
/// - Parameter edges: how many cells may differ, where a curve runs along the edge between two of them and the last bits
///   of a number, which are not the same on all processors, decide.
func expect(
  _ grid: Grid, shows expected: String, edges: Int = 0, sourceLocation: SourceLocation = #_sourceLocation
) {
  var actual = picture(grid)
  while actual.hasSuffix("\n") { actual.removeLast() }
  guard actual != expected, differingCells(actual, expected) > edges else { return }
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

private func differingCells(_ actual: String, _ expected: String) -> Int {
  let (ours, theirs) = (lines(actual), lines(expected))
  guard ours.count == theirs.count else { return .max }
  return zip(ours, theirs).reduce(0) { sum, pair in
    let width = max(pair.0.count, pair.1.count)
    let padded = [pair.0, pair.1].map { Array($0) + Array(repeating: " ", count: width - $0.count) }
    return sum + zip(padded[0], padded[1]).count { $0 != $1 }
  }
}

private func lines(_ text: String) -> [String] {
  text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

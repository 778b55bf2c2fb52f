import CellGrid
import Testing

@Suite("Difference and screen")
struct DifferenceTests {
  @Test("only changed cells are sent, in runs of neighbours")
  func runs() {
    var old = Grid(Size(6, 2))
    old.write("abcdef", at: Point(0, 0))
    var new = old
    new.write("XY", at: Point(1, 0))
    new.write("Z", at: Point(5, 0))
    new.write("!", at: Point(0, 1))
    let difference = Difference(from: old, to: new)
    #expect(
      difference.runs == [
        run(1, 0, "XY"), run(5, 0, "Z"), run(0, 1, "!"),
      ])
  }

  @Test("applied to the old picture, the runs give the new one")
  func application() {
    var old = Grid(Size(5, 3))
    old.fill(Rect(x: 1, y: 0, width: 3, height: 3), with: Cell("#"))
    var new = Grid(Size(5, 3))
    new.fill(Rect(x: 0, y: 1, width: 4, height: 2), with: Cell("#", style: Style(attributes: .bold)))
    var patched = old
    for run in Difference(from: old, to: new).runs {
      for (offset, cell) in run.cells.enumerated() { patched[run.start.x + offset, run.start.y] = cell }
    }
    #expect(patched == new)
  }

  @Test("a change of style alone is a change")
  func styles() {
    let old = Grid(Size(3, 1))
    var new = old
    new.restyle(Rect(x: 1, y: 0, width: 1, height: 1)) { $0.foreground = .named(3) }
    #expect(Difference(from: old, to: new).runs.map(\.start) == [Point(1, 0)])
    #expect(Difference(from: old, to: old).isEmpty)
  }

  @Test("without an old picture, or with one of another size, every row is sent whole")
  func everything() {
    let new = Grid(Size(3, 2))
    for old in [nil, Grid(Size(2, 3)), Grid(.zero)] {
      let runs = Difference(from: old, to: new).runs
      #expect(runs.map(\.start) == [Point(0, 0), Point(0, 1)])
      #expect(runs.map(\.cells.count) == [3, 3])
    }
    #expect(Difference(from: nil, to: Grid(.zero)).isEmpty)
  }

  @Test("a screen in memory keeps the newest picture and counts the frames that changed something")
  func memoryScreen() {
    var screen = MemoryScreen(size: Size(2, 1))
    var grid = Grid(screen.size)
    screen.present(grid)
    screen.present(grid)
    #expect(screen.framesSent == 1)
    grid.write("a", at: Point(0, 0))
    screen.present(grid)
    #expect(screen.framesSent == 2)
    #expect(screen.shown == grid)
  }

  private func run(_ x: Int, _ y: Int, _ text: String) -> CellRun {
    var grid = Grid(Size(text.count, 1))
    grid.write(text, at: Point(0, 0))
    var old = Grid(Size(x + text.count, y + 1))
    var new = old
    old.fill(old.bounds, with: Cell("\u{2800}"))
    new = old
    new.write(text, at: Point(x, y))
    return Difference(from: old, to: new).runs[0]
  }
}

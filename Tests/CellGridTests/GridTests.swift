import CellGrid
import TestSupport
import Testing

@Suite("Grid")
struct GridTests {
  @Test("text is clipped at every edge, and says how many columns it took")
  func clipping() {
    var grid = Grid(Size(4, 2))
    #expect(grid.write("abcdef", at: Point(-2, 0)) == 6)
    #expect(grid.write("xyz", at: Point(2, 1)) == 3)
    grid.write("above", at: Point(0, -1))
    grid.write("below", at: Point(0, 2))
    #expect(grid.lines == ["cdef", "  xy"])
  }

  @Test("a width limits the text")
  func width() {
    var grid = Grid(Size(6, 1))
    #expect(grid.write("abcdef", at: Point(0, 0), width: 3) == 3)
    #expect(grid.write("z", at: Point(5, 0), width: 0) == 0)
    #expect(picture(grid) == "abc")
  }

  @Test("text that ends at a column is cut at the left")
  func endingAt() {
    var grid = Grid(Size(6, 2))
    grid.write("12", endingAt: 6, y: 0)
    grid.write("12345", endingAt: 4, y: 1, width: 3)
    #expect(grid.lines == ["    12", " 345  "])
  }

  @Test("a character takes one column, however many scalars it has")
  func characters() {
    var grid = Grid(Size(4, 1))
    #expect(grid.write("e\u{301}漢x", at: Point(0, 0)) == 3)
    #expect(grid.lines == ["e?x "])
  }

  @Test("reading outside gives a blank, writing outside does nothing")
  func outside() {
    var grid = Grid(Size(2, 2))
    let before = grid
    for (x, y) in [(-1, 0), (0, -1), (2, 0), (0, 2)] {
      grid[x, y] = Cell("x")
      #expect(grid[x, y] == .blank)
    }
    #expect(grid == before)
  }

  @Test("filling and restyling reach only the cells inside")
  func fill() {
    var grid = Grid(Size(3, 2))
    grid.fill(Rect(x: 1, y: -5, width: 9, height: 6), with: Cell("#"))
    #expect(grid.lines == [" ##", "   "])
    grid.restyle(Rect(x: 2, y: 0, width: 5, height: 5)) { $0.attributes.insert(.reverse) }
    #expect(grid[2, 0] == Cell("#", style: Style(attributes: .reverse)))
    #expect(grid[1, 0].style == .plain)
    #expect(grid[2, 1].style.attributes == .reverse)
  }

  @Test(
    "a grid without cells takes everything and shows nothing",
    arguments: [Size(0, 0), Size(0, 3), Size(3, 0)])
  func empty(size: Size) {
    var grid = Grid(size)
    grid.write("abc", at: Point(0, 0))
    grid.write("abc", endingAt: 0, y: 0)
    grid.fill(Rect(x: -1, y: -1, width: 9, height: 9), with: Cell("#"))
    #expect(grid.cells.isEmpty)
  }
}

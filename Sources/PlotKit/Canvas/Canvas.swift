import CellGrid

/// A place on a canvas in dots, right and down from the top left dot, whose centre is (0, 0).
public struct DotPoint: Hashable, Sendable {
  /// Dots to the right.
  public var x: Double
  /// Dots down.
  public var y: Double

  /// The place `x` dots right and `y` dots down of the top left dot's centre.
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A picture in dots, several to a cell. A value; dots outside are clipped, and so is whatever is not a number.
///
/// A cell has one colour. The rule: the topmost layer that has a dot in the cell decides, and within that layer the ink
/// with most dots, and of those the one given to the canvas first. All dots of the cell are shown, in that colour. A mark,
/// a glyph that takes the whole cell, hides the dots unless they lie on a layer above it.
public struct Canvas: Sendable {
  /// Columns and rows of cells.
  public let size: Size
  /// How fine the dots are.
  public let glyphs: GlyphSet
  /// Columns of dots.
  public let width: Int
  /// Rows of dots.
  public let height: Int

  /// The inks by pen; entry 0 stands for no dot.
  private(set) var inks: [Ink] = [Ink()]
  /// The layers of the inks, side by side for speed.
  private var layers: [UInt8] = [0]
  private var pens: [Ink: Pen] = [:]
  /// One bit per dot of each cell.
  private(set) var patterns: [UInt8]
  /// The pen of each dot, the dots of one cell side by side; 0 where there is none.
  private(set) var dots: [UInt16]
  /// The pen of each cell's mark; 0 where there is none.
  private(set) var marks: [UInt16]
  private let shifts: (x: Int, y: Int)

  /// An empty canvas of `size` cells.
  public init(_ size: Size, glyphs: GlyphSet) {
    self.size = size
    self.glyphs = glyphs
    let perCell = glyphs.dotsPerCell
    width = size.width * perCell.width
    height = size.height * perCell.height
    shifts = glyphs.dotShifts
    let cells = size.width * size.height
    patterns = Array(repeating: 0, count: cells)
    dots = Array(repeating: 0, count: cells * perCell.width * perCell.height)
    marks = Array(repeating: 0, count: cells)
  }

  /// The pen for `ink`: the same ink always gives the same pen. A canvas holds 65,535 inks; beyond those, the last one
  /// is used.
  public mutating func pen(_ ink: Ink) -> Pen {
    if let pen = pens[ink] { return pen }
    if inks.count <= Int(UInt16.max) {
      inks.append(ink)
      layers.append(ink.layer)
    }
    let index = UInt16(inks.count - 1)
    let pen = Pen(index: index, layer: inks[Int(index)].layer)
    pens[ink] = pen
    return pen
  }

  /// Half a dot, and a little more: a place in the middle between two dots belongs to the second one, also where rounding errors, which
  /// differ from one kind of processor to another, put it before the middle.
  @usableFromInline static let half = 0.5 + 1e-9

  /// Sets the dot nearest to (`x`, `y`), in dots.
  @inline(__always)
  public mutating func dot(_ x: Double, _ y: Double, _ pen: Pen) {
    let column = x + Canvas.half
    let row = y + Canvas.half
    guard column >= 0, row >= 0, column < Double(width), row < Double(height) else { return }
    set(Int(column), Int(row), pen)
  }

  /// Puts the pen's glyph over the cell of the dot nearest to (`x`, `y`), in dots.
  public mutating func mark(_ x: Double, _ y: Double, _ pen: Pen) {
    let column = x + Canvas.half
    let row = y + Canvas.half
    guard column >= 0, row >= 0, column < Double(width), row < Double(height) else { return }
    mark(cell: Point(Int(column) >> shifts.x, Int(row) >> shifts.y), pen)
  }

  /// Puts the pen's glyph over `cell`, unless a mark of a higher layer is there.
  public mutating func mark(cell: Point, _ pen: Pen) {
    guard let index = index(of: cell), pen.index < inks.count else { return }
    let covered = Int(marks[index])
    if layers[covered] <= pen.layer || covered == 0 { marks[index] = pen.index }
  }

  /// Writes `text` into the cells from `cell` to the right.
  public mutating func text(_ text: String, at cell: Point, style: Style, layer: UInt8) {
    for (offset, glyph) in text.unicodeScalars.prefix(size.width).enumerated() {
      mark(cell: Point(cell.x + offset, cell.y), pen(Ink(style, glyph: glyph, layer: layer)))
    }
  }

  /// Fills the cell with dots up to `level` of 0...1, spread evenly; at least one dot for any level above 0.
  /// In ASCII the cell shows a character of that density instead.
  public mutating func shade(cell: Point, level: Double, _ pen: Pen) {
    guard let index = index(of: cell), level > 0, pen.index < inks.count else { return }
    let perCell = 1 << (shifts.x + shifts.y)
    if perCell == 1 {
      var ink = inks[Int(pen.index)]
      // The lowest visible character stands for "at least one".
      ink.glyph = glyphs.shade(max(level, 1 / Double(glyphs.shades.count - 1)))
      return mark(cell: cell, self.pen(ink))
    }
    let count = max(1, Int(min(level, 1) * Double(perCell) + 0.5))
    for place in Canvas.spread(perCell).prefix(count) { set(place, of: index, pen) }
  }

  /// Sets the dot in that column and row of dots, which are inside: no sum or shift here can overflow.
  @inline(__always)
  private mutating func set(_ column: Int, _ row: Int, _ pen: Pen) {
    let cell = (row &>> shifts.y) &* size.width &+ (column &>> shifts.x)
    let columnInCell = column & (1 &<< shifts.x &- 1)
    let rowInCell = row & (1 &<< shifts.y &- 1)
    set(rowInCell &<< shifts.x | columnInCell, of: cell, pen)
  }

  @inline(__always)
  private mutating func set(_ place: Int, of cell: Int, _ pen: Pen) {
    let index = cell &<< (shifts.x &+ shifts.y) | place
    let covered = Int(dots[index])
    guard layers[covered] <= pen.layer || covered == 0, pen.index < layers.count else { return }
    dots[index] = pen.index
    patterns[cell] |= 1 &<< UInt8(truncatingIfNeeded: place)
  }

  /// The cell of that number, counted row by row.
  func place(of cell: Int) -> Point { Point(cell % size.width, cell / size.width) }

  private func index(of cell: Point) -> Int? {
    guard cell.x >= 0, cell.y >= 0, cell.x < size.width, cell.y < size.height else { return nil }
    return cell.y * size.width + cell.x
  }

  /// The order in which a cell fills with dots.
  private static func spread(_ perCell: Int) -> [Int] {
    perCell == 8 ? [2, 5, 7, 0, 1, 6, 3, 4] : [0, 3, 1, 2]
  }
}

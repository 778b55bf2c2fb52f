/// A position in cells: `x` columns from the left, `y` rows from the top.
public struct Point: Hashable, Sendable {
  /// Columns from the left edge.
  public var x: Int
  /// Rows from the top edge.
  public var y: Int

  /// The cell `x` columns from the left and `y` rows from the top.
  public init(_ x: Int, _ y: Int) {
    self.x = x
    self.y = y
  }
}

/// An extent in cells; never negative.
public struct Size: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// An extent of `width` columns and `height` rows; negative values become zero.
  public init(_ width: Int, _ height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// No cells at all.
  public static let zero = Size(0, 0)

  /// Whether there is no cell inside.
  public var isEmpty: Bool { width == 0 || height == 0 }
}

/// A rectangle of cells, half open: `minX ..< maxX` by `minY ..< maxY`.
public struct Rect: Hashable, Sendable {
  /// The top left cell.
  public var origin: Point
  /// Columns and rows.
  public var size: Size

  /// The rectangle of `size` whose top left cell is `origin`.
  public init(origin: Point, size: Size) {
    self.origin = origin
    self.size = size
  }

  /// The rectangle at column `x`, row `y`, of the given width and height in cells.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.init(origin: Point(x, y), size: Size(width, height))
  }

  /// First column inside.
  public var minX: Int { origin.x }
  /// First row inside.
  public var minY: Int { origin.y }
  /// First column beyond the right edge.
  public var maxX: Int { origin.x + size.width }
  /// First row beyond the bottom edge.
  public var maxY: Int { origin.y + size.height }
  /// Columns.
  public var width: Int { size.width }
  /// Rows.
  public var height: Int { size.height }
  /// Whether there is no cell inside.
  public var isEmpty: Bool { size.isEmpty }

  /// Whether the cell at `point` lies inside.
  public func contains(_ point: Point) -> Bool {
    point.x >= minX && point.x < maxX && point.y >= minY && point.y < maxY
  }

  /// The cells that lie in both rectangles; empty where they do not meet.
  public func intersection(_ other: Rect) -> Rect {
    let x0 = max(minX, other.minX)
    let y0 = max(minY, other.minY)
    return Rect(x: x0, y: y0, width: min(maxX, other.maxX) - x0, height: min(maxY, other.maxY) - y0)
  }

  /// The rectangle left when every side moves inwards; empty when nothing is left.
  public func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
    Rect(x: minX + left, y: minY + top, width: width - left - right, height: height - top - bottom)
  }

  /// The rectangle left when every side moves inwards by `amount` cells.
  public func inset(by amount: Int) -> Rect {
    inset(left: amount, top: amount, right: amount, bottom: amount)
  }
}

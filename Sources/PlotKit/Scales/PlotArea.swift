import CellGrid

/// A point in the units of the data.
public struct DataPoint: Hashable, Sendable {
  /// Along the horizontal axis.
  public var x: Double
  /// Along the vertical axis, upwards.
  public var y: Double

  /// The point (`x`, `y`).
  public init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A scale with what is written beside it.
public struct Axis: Hashable, Sendable {
  /// Which values, and how they are laid out.
  public var scale: Scale
  /// What is measured, with its unit; empty for no title.
  public var title: String
  /// Whether ticks and title are drawn where there is room.
  public var isShown: Bool

  /// An axis along `scale`.
  public init(_ scale: Scale, title: String = "", isShown: Bool = true) {
    self.scale = scale
    self.title = title
    self.isShown = isShown
  }
}

/// Where a plot lies on the screen: the cells for its dots and its axes, and the ways between data, dots and cells.
///
/// The limits of the scales fall on the centres of the outermost dots.
public struct PlotArea: Hashable, Sendable {
  /// The cells that dots are drawn in.
  public let canvasRect: Rect
  /// The cells that the axes may use besides: the whole.
  public let rect: Rect
  /// The axes, with the scales as they are drawn.
  public let x, y: Axis
  /// How fine the dots are.
  public let glyphs: GlyphSet

  /// The area for a plot in `rect`, with room for the axes that are shown.
  ///
  /// - Parameter squareUnits: whether a unit takes the same length both ways; one scale is then lengthened about its
  ///   middle. Only linear scales can be.
  public init(in rect: Rect, x: Axis, y: Axis, glyphs: GlyphSet, squareUnits: Bool = false) {
    self.rect = rect
    self.glyphs = glyphs
    var x = x
    var y = y
    let margins = AxisLayout.margins(in: rect, x: x, y: y)
    canvasRect = rect.inset(left: margins.left, top: margins.top, bottom: margins.bottom)
    if squareUnits { PlotArea.squareUnits(&x, &y, canvasRect.size) }
    self.x = x
    self.y = y
    dots = Size(
      canvasRect.width * glyphs.dotsPerCell.width, canvasRect.height * glyphs.dotsPerCell.height)
    // A single dot takes the whole scale, both ends included.
    dotsPerUnit = DotPoint(
      x.scale.inverseLength * (dots.width > 1 ? Double(dots.width - 1) : 0.999),
      y.scale.inverseLength * (dots.height > 1 ? Double(dots.height - 1) : 0.999))
    origin = DotPoint(dots.width > 1 ? 0 : -0.4995, dots.height > 1 ? Double(dots.height - 1) : 0.4995)
  }

  /// Columns and rows of dots.
  private let dots: Size
  /// Where the lower limits lie, and how far a unit of the scales' even coordinates goes, in dots.
  private let origin, dotsPerUnit: DotPoint

  /// An empty canvas of the right size.
  public var canvas: Canvas { Canvas(canvasRect.size, glyphs: glyphs) }

  /// Where a data point lies on the canvas, inside or not; not a number where it has no place.
  @inline(__always)
  public func dot(_ x: Double, _ y: Double) -> DotPoint {
    DotPoint(
      origin.x + (self.x.scale.coordinate(of: x) - self.x.scale.start) * dotsPerUnit.x,
      origin.y - (self.y.scale.coordinate(of: y) - self.y.scale.start) * dotsPerUnit.y)
  }

  /// Where a data point lies on the canvas, inside or not; not a number where it has no place.
  public func dot(_ point: DataPoint) -> DotPoint { dot(point.x, point.y) }

  /// The cell of the screen in which a data point lies; nil if it is not on the canvas.
  public func cell(of point: DataPoint) -> Point? {
    let place = dot(point)
    let column = place.x + 0.5
    let row = place.y + 0.5
    guard column >= 0, row >= 0, column < Double(dots.width), row < Double(dots.height) else { return nil }
    let perCell = glyphs.dotsPerCell
    return Point(canvasRect.minX + Int(column) / perCell.width, canvasRect.minY + Int(row) / perCell.height)
  }

  /// The data point at the middle of a cell of the screen, inside or not.
  public func data(at cell: Point) -> DataPoint {
    DataPoint(x(atColumn: Double(cell.x - canvasRect.minX)), y(atRow: Double(cell.y - canvasRect.minY)))
  }

  /// The data value in the middle of a column of canvas cells, counted from 0; fractions are places between.
  public func x(atColumn column: Double) -> Double {
    let perCell = Double(glyphs.dotsPerCell.width)
    return x.scale.value(at: PlotArea.fraction(column * perCell + (perCell - 1) / 2, dots.width))
  }

  /// The data value in the middle of a row of canvas cells, counted from 0 at the top; fractions are places between.
  public func y(atRow row: Double) -> Double {
    let perCell = Double(glyphs.dotsPerCell.height)
    return y.scale.value(at: 1 - PlotArea.fraction(row * perCell + (perCell - 1) / 2, dots.height))
  }

  private static func fraction(_ place: Double, _ count: Int) -> Double {
    count > 1 ? place / Double(count - 1) : place + 0.5
  }

  /// A cell is about twice as high as wide.
  private static func squareUnits(_ x: inout Axis, _ y: inout Axis, _ cells: Size) {
    guard x.scale.kind == .linear, y.scale.kind == .linear, !cells.isEmpty else { return }
    let perColumn = (x.scale.upper - x.scale.lower) / Double(cells.width)
    let perRow = (y.scale.upper - y.scale.lower) / Double(2 * cells.height)
    let ratio = perColumn / perRow
    guard ratio.isFinite, ratio > 0 else { return }
    if ratio > 1 { y.scale = y.scale.expanded(by: (ratio - 1) / 2) }
    if ratio < 1 { x.scale = x.scale.expanded(by: (1 / ratio - 1) / 2) }
  }
}

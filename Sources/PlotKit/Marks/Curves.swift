import CellGrid

/// A curve through points in order; a point that is not a number leaves a gap.
public struct LineSeries: Mark {
  /// The points, in the order in which they are joined.
  public var points: [DataPoint]
  /// What the legend calls it.
  public var name: String
  /// The look of the line.
  public var style: Style
  /// The glyph of the line where a cell holds one dot, and in the legend.
  public var glyph: Unicode.Scalar
  /// Every how many dots one is drawn: 1 for a full line. What tells curves apart without colour.
  public var every: Int
  /// The layer of the ink.
  public var layer: UInt8

  /// A curve through `points`.
  public init(
    _ points: [DataPoint], name: String = "", style: Style = .plain, glyph: Unicode.Scalar = "*",
    every: Int = 1, layer: UInt8 = Layer.lines
  ) {
    self.points = points
    self.name = name
    self.style = style
    self.glyph = glyph
    self.every = every
    self.layer = layer
  }

  /// A curve through `values` at `first`, `first` + 1, …
  public init(
    values: [Double], startingAt first: Double = 0, name: String = "", style: Style = .plain,
    glyph: Unicode.Scalar = "*"
  ) {
    self.init(
      values.enumerated().map { DataPoint(first + Double($0.offset), $0.element) }, name: name, style: style,
      glyph: glyph)
  }

  /// Draws the curve.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let pen = canvas.pen(Ink(style, glyph: glyph, layer: layer))
    canvas.polyline(points.lazy.map { area.dot($0) }, pen, every: every)
  }
}

/// A function of x, evaluated in the middle of every column of dots.
public struct FunctionCurve: Mark {
  /// The function; where it is not finite there is a gap.
  public var function: @Sendable (Double) -> Double
  /// The ink of the curve.
  public var ink: Ink

  /// The curve of `function`.
  public init(_ ink: Ink, _ function: @escaping @Sendable (Double) -> Double) {
    self.function = function
    self.ink = ink
  }

  /// Draws the curve.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let perCell = Double(area.glyphs.dotsPerCell.width)
    let places = (0..<canvas.width).map { column in
      let x = area.x(atColumn: (Double(column) - (perCell - 1) / 2) / perCell)
      return DotPoint(Double(column), area.dot(x, function(x)).y)
    }
    canvas.polyline(places, canvas.pen(ink))
  }
}

/// A dotted line across the plot at one value: a target, a bound, the place of a cursor.
public struct ReferenceLine: Mark {
  /// Which value it stands at.
  public enum Position: Hashable, Sendable {
    /// All along the plot at this y.
    case horizontal(Double)
    /// From bottom to top at this x.
    case vertical(Double)
  }

  /// Which value it stands at.
  public var position: Position
  /// Written at its right end, or at its top; empty for nothing.
  public var label: String
  /// The look of the line; nil for the theme's guides.
  public var style: Style?

  /// A line at `position`.
  public init(_ position: Position, label: String = "", style: Style? = nil) {
    self.position = position
    self.label = label
    self.style = style
  }

  /// Draws the line, below everything but the background.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let style = style ?? look.theme.guide
    let perCell = area.glyphs.dotsPerCell
    let right = Double(canvas.width - 1)
    let bottom = Double(canvas.height - 1)
    switch position {
    case .horizontal(let value):
      let y = area.dot(area.x.scale.lower, value).y
      guard y >= -0.5, y < bottom + 0.5 else { return }
      let pen = canvas.pen(Ink(style, glyph: look.ornaments.dotted, layer: Layer.guide))
      canvas.line(from: DotPoint(0, y), to: DotPoint(right, y), pen, every: 2)
      let start = canvas.size.width - label.count
      let row = Int(y + 0.5) / perCell.height
      if start >= 0 { canvas.text(label, at: Point(start, row), style: style, layer: Layer.guide) }
    case .vertical(let value):
      let x = area.dot(value, area.y.scale.lower).x
      guard x >= -0.5, x < right + 0.5 else { return }
      let pen = canvas.pen(Ink(style, glyph: look.glyphs == .ascii ? ":" : "┊", layer: Layer.guide))
      canvas.line(from: DotPoint(x, 0), to: DotPoint(x, bottom), pen, every: perCell.height > 1 ? 2 : 1)
      let column = Int(x + 0.5) / perCell.width
      let start = min(max(column - label.count / 2, 0), canvas.size.width - label.count)
      if start >= 0 { canvas.text(label, at: Point(start, 0), style: style, layer: Layer.guide) }
    }
  }
}

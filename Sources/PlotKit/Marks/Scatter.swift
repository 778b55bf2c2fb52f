import CellGrid

/// Points, each of a class and of some certainty and weight.
public struct Scatter: Mark {
  /// How points become dots.
  public enum Rendering: Hashable, Sendable {
    /// Dots; glyphs where dots cannot tell several classes apart (ASCII, no colours); density where half of the points lie in cells
    /// that hold more points than dots, so that dots would hide how many there are.
    case automatic
    /// One dot a point. Points on the same dot look like one.
    case dots
    /// The glyph of the class that most points of the cell have. Where some cell holds ten points or more, the fullest
    /// third of the cells, by the logarithm of their weight, is bold.
    case glyphs
    /// Each cell is filled the more, the more points it holds, by the logarithm of their weight; its colour is that of the
    /// class with most weight.
    case density
  }

  /// Coordinates of the points, of equal count.
  public let x, y: [Double]
  /// The class of each point, from 0; empty if all are of class 0.
  public let classes: [Int]
  /// How sure the class of each point is, 0 ... 1; empty if all are certain.
  public let certainties: [Double]
  /// How much each point counts; points that do not weigh anything are not drawn. Empty if all count 1.
  public let weights: [Double]
  /// The looks of the classes, cycled through; nil for the theme's components.
  public var styles: [Style]?
  /// The glyphs of the classes, cycled through; nil for 1, 2, 3 …
  public var glyphs: [Unicode.Scalar]?
  /// How points become dots.
  public var rendering: Rendering
  /// The layer of the ink.
  public var layer: UInt8

  /// Points at (`x`, `y`). All arrays that are not empty have one entry a point.
  public init(
    x: [Double], y: [Double], classes: [Int] = [], certainties: [Double] = [], weights: [Double] = [],
    styles: [Style]? = nil, glyphs: [Unicode.Scalar]? = nil, rendering: Rendering = .automatic,
    layer: UInt8 = Layer.points
  ) {
    precondition(x.count == y.count, "\(x.count) x coordinates for \(y.count) y coordinates")
    for (count, name) in [
      (classes.count, "classes"), (certainties.count, "certainties"), (weights.count, "weights"),
    ] {
      precondition(count == 0 || count == x.count, "\(count) \(name) for \(x.count) points")
    }
    self.x = x
    self.y = y
    self.classes = classes
    self.certainties = certainties
    self.weights = weights
    self.styles = styles
    self.glyphs = glyphs
    self.rendering = rendering
    self.layer = layer
  }

  /// Draws the points that lie on the canvas.
  public func draw(on canvas: inout Canvas, in area: PlotArea, look: Look) {
    let inks = ClassInks(self, look: look)
    switch rendering {
    case .dots: drawDots(on: &canvas, in: area, inks)
    case .glyphs: drawGlyphs(CellCounts(self, canvas, area, inks), on: &canvas, inks)
    case .density: drawDensity(CellCounts(self, canvas, area, inks), on: &canvas, inks)
    case .automatic:
      let needsGlyphs =
        inks.count > 1 && !look.theme.tellsComponentsByColor
        || look.glyphs == .ascii && (inks.count > 1 || glyphs != nil)
      // Few points cannot hide each other, unless a cell holds but one dot.
      guard needsGlyphs || look.glyphs == .ascii || x.count > 1000 else {
        return drawDots(on: &canvas, in: area, inks)
      }
      let counts = CellCounts(self, canvas, area, inks)
      if needsGlyphs {
        drawGlyphs(counts, on: &canvas, inks)
      } else if counts.areCrowded {
        drawDensity(counts, on: &canvas, inks)
      } else {
        drawDots(on: &canvas, in: area, inks)
      }
    }
  }

  private func drawDots(on canvas: inout Canvas, in area: PlotArea, _ inks: ClassInks) {
    let pens = inks.pens(on: &canvas)
    for row in x.indices where weights.isEmpty || weights[row] > 0 {
      let place = area.dot(x[row], y[row])
      canvas.dot(place.x, place.y, pens[inks.index(classes, certainties, row)])
    }
  }

  private func drawGlyphs(_ counts: CellCounts, on canvas: inout Canvas, _ inks: ClassInks) {
    let pens = inks.pens(on: &canvas)
    let bold = inks.pens(on: &canvas, adding: .bold)
    let fullness = counts.fullness
    for cell in counts.total.indices where counts.total[cell] > 0 {
      let isFull = fullness.upper > 10 && fullness.fraction(of: 1 + counts.total[cell]) > 2.0 / 3
      let ink = counts.dominant(cell)
      canvas.mark(cell: canvas.place(of: cell), isFull ? bold[ink] : pens[ink])
    }
  }

  private func drawDensity(_ counts: CellCounts, on canvas: inout Canvas, _ inks: ClassInks) {
    let pens = inks.pens(on: &canvas)
    let fullness = counts.fullness
    for cell in counts.total.indices where counts.total[cell] > 0 {
      let level = fullness.fraction(of: 1 + counts.total[cell])
      canvas.shade(cell: canvas.place(of: cell), level: level, pens[counts.dominant(cell)])
    }
  }

  /// The most weight that any cell holds: what a full cell stands for when density is drawn.
  public func mostInOneCell(in area: PlotArea, look: Look) -> Double {
    let inks = ClassInks(self, look: look)
    return CellCounts(self, area.canvas, area, inks).total.max() ?? 0
  }
}

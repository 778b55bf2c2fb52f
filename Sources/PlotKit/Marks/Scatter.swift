import CellGrid

/// Points, each of a class and of some certainty and weight.
public struct Scatter: Mark {
  /// How points become dots.
  public enum Rendering: Hashable, Sendable {
    /// Dots; glyphs where dots cannot tell several classes apart (ASCII); density where dots would hide how many points
    /// there are.
    case automatic
    /// One dot a point. Points on the same dot look like one.
    case dots
    /// The glyph of the class that most points of the cell have.
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
    case .glyphs: drawGlyphs(on: &canvas, in: area, inks)
    case .density: drawDensity(on: &canvas, in: area, inks)
    case .automatic:
      if look.glyphs == .ascii, inks.count > 1 || glyphs != nil {
        drawGlyphs(on: &canvas, in: area, inks)
      } else if isCrowded(canvas, area) {
        drawDensity(on: &canvas, in: area, inks)
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

  private func drawGlyphs(on canvas: inout Canvas, in area: PlotArea, _ inks: ClassInks) {
    let pens = inks.pens(on: &canvas)
    let counts = CellCounts(self, canvas, area, inks)
    for cell in counts.total.indices where counts.total[cell] > 0 {
      let place = Point(cell % canvas.size.width, cell / canvas.size.width)
      canvas.mark(cell: place, pens[counts.dominant(cell)])
    }
  }

  private func drawDensity(on canvas: inout Canvas, in area: PlotArea, _ inks: ClassInks) {
    let pens = inks.pens(on: &canvas)
    let counts = CellCounts(self, canvas, area, inks)
    let most = counts.total.max() ?? 0
    for cell in counts.total.indices where counts.total[cell] > 0 {
      let place = Point(cell % canvas.size.width, cell / canvas.size.width)
      let level = Scatter.level(counts.total[cell], of: most)
      canvas.shade(cell: place, level: level, pens[counts.dominant(cell)])
    }
  }

  /// The most weight that any cell holds: what a full cell stands for when density is drawn.
  public func mostInOneCell(in area: PlotArea, look: Look) -> Double {
    let inks = ClassInks(self, look: look)
    return CellCounts(self, area.canvas, area, inks).total.max() ?? 0
  }

  /// Whether dots would hide much: the points are many, and of the dots that have a point half have another one.
  private func isCrowded(_ canvas: Canvas, _ area: PlotArea) -> Bool {
    guard x.count > 1000 || canvas.glyphs == .ascii else { return false }
    var trial = area.canvas
    let pen = trial.pen(Ink())
    var inside = 0
    for row in x.indices {
      let place = area.dot(x[row], y[row])
      trial.dot(place.x, place.y, pen)
      if place.x > -0.5, place.y > -0.5, place.x < Double(trial.width), place.y < Double(trial.height) {
        inside += 1
      }
    }
    let taken = trial.patterns.reduce(0) { $0 + $1.nonzeroBitCount }
    return inside > 2 * taken
  }

  /// log(1 + weight) / log(1 + most) without a logarithm's trouble at the ends.
  private static func level(_ weight: Double, of most: Double) -> Double {
    guard weight < most else { return 1 }
    return Scale(from: 1, to: 1 + most, kind: .logarithmic).fraction(of: 1 + weight)
  }
}

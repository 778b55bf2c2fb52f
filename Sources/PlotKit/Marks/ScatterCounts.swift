import CellGrid

/// The inks of the classes of a scatter plot, in a few steps from uncertain to certain.
struct ClassInks {
  /// Steps from uncertain to certain.
  static let steps = 4
  /// A class index beyond this many shares the last ink.
  static let mostClasses = 64

  /// How many classes have an ink.
  let count: Int
  private let inks: [Ink]

  init(_ scatter: Scatter, look: Look) {
    let highest = scatter.classes.reduce(0) { max($0, $1) }
    count = min(highest, ClassInks.mostClasses - 1) + 1
    let isGraded = !scatter.certainties.isEmpty
    var inks: [Ink] = []
    for index in 0..<count {
      let style =
        scatter.styles.flatMap { $0.isEmpty ? nil : $0[index % $0.count] } ?? look.theme.component(index)
      let glyph =
        scatter.glyphs.flatMap { $0.isEmpty ? nil : $0[index % $0.count] } ?? Theme.componentGlyph(index)
      for step in 0..<ClassInks.steps {
        let certainty = isGraded ? Double(step) / Double(ClassInks.steps - 1) : 1
        inks.append(
          Ink(ClassInks.faded(style, look.theme.uncertain, certainty), glyph: glyph, layer: scatter.layer))
      }
    }
    self.inks = inks
  }

  /// The pens of the inks on `canvas`.
  func pens(on canvas: inout Canvas, adding attributes: Style.Attributes = []) -> [Pen] {
    inks.map { ink in
      canvas.pen(Ink(ink.style.adding(attributes), glyph: ink.glyph, layer: ink.layer))
    }
  }

  /// The index of the ink of point `row`.
  @inline(__always)
  func index(_ classes: [Int], _ certainties: [Double], _ row: Int) -> Int {
    let chosen = classes.isEmpty ? 0 : min(max(classes[row], 0), count - 1)
    guard !certainties.isEmpty else { return chosen * ClassInks.steps + ClassInks.steps - 1 }
    let certainty = certainties[row]
    let step = certainty > 0 ? Int(min(certainty, 1) * Double(ClassInks.steps - 1) + 0.5) : 0
    return chosen * ClassInks.steps + step
  }

  private static func faded(_ style: Style, _ uncertain: Style, _ certainty: Double) -> Style {
    guard certainty < 1 else { return style }
    var faded = style
    faded.foreground = uncertain.foreground.mixed(with: style.foreground, share: certainty)
    if certainty < 0.5 { faded.attributes.formUnion(uncertain.attributes) }
    return faded
  }
}

/// How much weight of each class the cells of a canvas hold.
struct CellCounts {
  /// The weight in each cell, row by row.
  private(set) var total: [Double]
  private var weights: [Double]
  private var certain: [Double]
  private let classes: Int
  private let dotsPerCell: Int

  init(_ scatter: Scatter, _ canvas: Canvas, _ area: PlotArea, _ inks: ClassInks) {
    let cells = canvas.size.width * canvas.size.height
    classes = inks.count
    total = Array(repeating: 0, count: cells)
    weights = Array(repeating: 0, count: cells * classes)
    certain = Array(repeating: 0, count: cells * classes)
    let shifts = canvas.glyphs.dotShifts
    dotsPerCell = 1 << (shifts.x + shifts.y)
    for row in scatter.x.indices {
      let weight = scatter.weights.isEmpty ? 1 : min(scatter.weights[row], 1e12)
      let place = area.dot(scatter.x[row], scatter.y[row])
      let x = place.x + 0.5
      let y = place.y + 0.5
      guard weight > 0, x >= 0, y >= 0, x < Double(canvas.width), y < Double(canvas.height) else { continue }
      let cell = (Int(y) &>> shifts.y) &* canvas.size.width &+ (Int(x) &>> shifts.x)
      let ink = inks.index(scatter.classes, scatter.certainties, row)
      let entry = cell * classes + ink / ClassInks.steps
      total[cell] += weight
      weights[entry] += weight
      certain[entry] += weight * Double(ink % ClassInks.steps)
    }
  }

  /// How full a cell is, from 1 + its weight: 0 for none, 1 for the fullest, by the logarithm.
  var fullness: Scale { Scale(from: 1, to: 1 + (total.max() ?? 1), kind: .logarithmic) }

  /// Whether half of the weight lies in cells that hold more than a weight of 1 for every dot.
  var areCrowded: Bool {
    var crowded = 0.0
    var all = 0.0
    for weight in total {
      all += weight
      if weight > Double(dotsPerCell) { crowded += weight }
    }
    return crowded * 2 > all
  }

  /// The index of the ink that stands for a cell: the class with most weight there (the lower one of two equals), in its
  /// mean certainty.
  func dominant(_ cell: Int) -> Int {
    var best = 0
    for index in 1..<max(classes, 1) where weights[cell * classes + index] > weights[cell * classes + best] {
      best = index
    }
    let weight = weights[cell * classes + best]
    let step = weight > 0 ? Int(certain[cell * classes + best] / weight + 0.5) : 0
    return best * ClassInks.steps + min(step, ClassInks.steps - 1)
  }
}

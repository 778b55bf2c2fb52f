/// The shapes of a drawing, gathered by their ink: a path of all dots and a path of all rectangles for each.
struct ShapeLayers: Sendable {
  /// A colour, as `#rrggbb`, and how much of it is drawn.
  struct Ink: Hashable, Sendable {
    var color: String
    var opacity: Double
  }

  /// A little wider than the gap between two dots.
  private static let dotWidth = 2.6

  private var order: [Ink] = []
  private var dots: [Ink: String] = [:]
  private var rectangles: [Ink: String] = [:]

  /// Adds a shape that lies on the cell whose upper left corner is `corner`.
  mutating func add(_ shape: GlyphShape, at corner: GlyphShape.Place, _ ink: Ink) {
    switch shape {
    case .dots(let places):
      note(ink)
      // A line of no length with round ends is a round dot.
      dots[ink, default: ""] += places.reduce(into: "") {
        $0 += "M\(short(corner.x + $1.x)) \(short(corner.y + $1.y))h0"
      }
    case .rectangles(let boxes, let opacity):
      let ink = Ink(color: ink.color, opacity: ink.opacity * opacity)
      note(ink)
      rectangles[ink, default: ""] += boxes.reduce(into: "") {
        $0 += "M\(short(corner.x + $1.x)) \(short(corner.y + $1.y))"
        $0 += "h\(short($1.width))v\(short($1.height))h\(short(-$1.width))z"
      }
    }
  }

  /// The paths, those of an ink that came first before those of one that came later.
  var text: String {
    order.reduce(into: "") { text, ink in
      let opacity = ink.opacity == 1 ? "" : " opacity=\"\(short(ink.opacity))\""
      if let path = rectangles[ink] {
        text += "<path fill=\"\(ink.color)\" shape-rendering=\"crispEdges\"\(opacity) d=\"\(path)\"/>\n"
      }
      if let path = dots[ink] {
        text +=
          "<path stroke=\"\(ink.color)\" stroke-width=\"\(ShapeLayers.dotWidth)\" stroke-linecap=\"round\""
        text += "\(opacity) d=\"\(path)\"/>\n"
      }
    }
  }

  private mutating func note(_ ink: Ink) {
    if dots[ink] == nil, rectangles[ink] == nil { order.append(ink) }
  }

  /// A number without needless decimals; all that occur have at most three.
  private func short(_ number: Double) -> String {
    number == number.rounded() ? String(Int(number)) : String(number)
  }
}

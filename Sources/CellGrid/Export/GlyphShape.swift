/// A glyph that is geometry and no letter, as it lies on its cell: the dots of a braille pattern, the rectangles of a block or of a
/// line (The Unicode Standard, blocks Braille Patterns, Box Drawing and Block Elements).
///
/// Fonts draw these in sizes of their own, if they have them at all; drawn as shapes they meet from cell to cell.
enum GlyphShape: Hashable, Sendable {
  /// The middles of round dots.
  case dots([Place])
  /// Rectangles, filled with so much of the ink.
  case rectangles([Box], opacity: Double)

  /// Columns and lines of a cell, in units of a drawing.
  static let width = 9.0
  static let height = 18.0

  /// A place on a cell, from its upper left corner.
  struct Place: Hashable, Sendable {
    var x: Double
    var y: Double
  }

  /// A rectangle on a cell.
  struct Box: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double
  }

  /// The shape of `glyph`; nil for what is left to a font.
  init?(_ glyph: Unicode.Scalar) {
    switch glyph.value {
    case 0x2801...0x28FF: self = .dots(GlyphShape.places(ofBraille: Int(glyph.value) - 0x2800))
    case 0x2580...0x259F: self = GlyphShape.block(glyph)
    default:
      guard let boxes = GlyphShape.lines(glyph) else { return nil }
      self = .rectangles(boxes, opacity: 1)
    }
  }

  /// Bits 0, 1, 2 and 6 are the left dots from above, 3, 4, 5 and 7 the right ones.
  private static func places(ofBraille pattern: Int) -> [Place] {
    [0, 1, 2, 6, 3, 4, 5, 7].enumerated().compactMap { index, bit in
      guard pattern & (1 << bit) != 0 else { return nil }
      let (column, row) = (Double(index / 4), Double(index % 4))
      return Place(x: (column + 0.5) * width / 2, y: (row + 0.5) * height / 4)
    }
  }
}

extension GlyphShape {
  private static func block(_ glyph: Unicode.Scalar) -> GlyphShape {
    let (half, middle) = (width / 2, height / 2)
    switch glyph.value {
    case 0x2580: return .rectangles([Box(x: 0, y: 0, width: width, height: middle)], opacity: 1)
    case 0x2581...0x2588:
      let filled = Double(glyph.value - 0x2580) / 8 * height
      return .rectangles([Box(x: 0, y: height - filled, width: width, height: filled)], opacity: 1)
    case 0x2589...0x258F:
      let filled = Double(0x2590 - glyph.value) / 8 * width
      return .rectangles([Box(x: 0, y: 0, width: filled, height: height)], opacity: 1)
    case 0x2590: return .rectangles([Box(x: half, y: 0, width: half, height: height)], opacity: 1)
    case 0x2591...0x2593:
      let ink = Double(glyph.value - 0x2590) / 4
      return .rectangles([Box(x: 0, y: 0, width: width, height: height)], opacity: ink)
    case 0x2594: return .rectangles([Box(x: 0, y: 0, width: width, height: height / 8)], opacity: 1)
    case 0x2595:
      return .rectangles([Box(x: width * 7 / 8, y: 0, width: width / 8, height: height)], opacity: 1)
    default:
      // ▖▗▘▙▚▛▜▝▞▟ as quarters: bit 0 upper left, 1 upper right, 2 lower left, 3 lower right.
      let patterns: [Int] = [
        0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110,
      ]
      let pattern = patterns[Int(glyph.value) - 0x2596]
      let corners = [(0, 0), (half, 0), (0, middle), (half, middle)]
      let boxes = corners.enumerated().filter { pattern & (1 << $0.offset) != 0 }
        .map { Box(x: $0.element.0, y: $0.element.1, width: half, height: middle) }
      return .rectangles(boxes, opacity: 1)
    }
  }

  /// How an arm of a line is drawn.
  private enum Stroke {
    case light, heavy, double
  }

  /// The arms of a glyph that draws lines: to the left, to the right, upwards, downwards.
  private struct Arms {
    var stroke = Stroke.light
    var left = false
    var right = false
    var up = false
    var down = false

    /// The arms named in `directions`: l, r, u, d.
    init(_ directions: String, _ stroke: Stroke = .light) {
      self.stroke = stroke
      (left, right) = (directions.contains("l"), directions.contains("r"))
      (up, down) = (directions.contains("u"), directions.contains("d"))
    }
  }

  private static let arms: [Unicode.Scalar: Arms] = [
    "─": Arms("lr"), "│": Arms("ud"), "┌": Arms("rd"), "┐": Arms("ld"), "└": Arms("ru"), "┘": Arms("lu"),
    "├": Arms("rud"), "┤": Arms("lud"), "┬": Arms("lrd"), "┴": Arms("lru"), "┼": Arms("lrud"),
    "╴": Arms("l"), "╵": Arms("u"), "╶": Arms("r"), "╷": Arms("d"),
    "━": Arms("lr", .heavy), "┃": Arms("ud", .heavy), "┏": Arms("rd", .heavy), "┓": Arms("ld", .heavy),
    "┗": Arms("ru", .heavy), "┛": Arms("lu", .heavy),
    "═": Arms("lr", .double), "║": Arms("ud", .double), "╔": Arms("rd", .double), "╗": Arms("ld", .double),
    "╚": Arms("ru", .double), "╝": Arms("lu", .double),
  ]

  private static func lines(_ glyph: Unicode.Scalar) -> [Box]? {
    switch glyph {
    case "┄": return (0..<3).map { Box(x: Double($0) * 3 + 0.5, y: 8.5, width: 2, height: 1) }
    case "┊": return (0..<4).map { Box(x: 4, y: Double($0) * 4.5 + 1, width: 1, height: 2.5) }
    default: break
    }
    guard let arms = arms[glyph] else { return nil }
    switch arms.stroke {
    case .light: return boxes(arms, thickness: 1)
    case .heavy: return boxes(arms, thickness: 2.5)
    case .double: return doubled(arms)
    }
  }

  private static func boxes(_ arms: Arms, thickness: Double) -> [Box] {
    let (left, top) = ((width - thickness) / 2, (height - thickness) / 2)
    var boxes: [Box] = []
    if arms.left || arms.right {
      let start = arms.left ? 0 : left
      boxes.append(
        Box(x: start, y: top, width: (arms.right ? width : left + thickness) - start, height: thickness))
    }
    if arms.up || arms.down {
      let start = arms.up ? 0 : top
      boxes.append(
        Box(x: left, y: start, width: thickness, height: (arms.down ? height : top + thickness) - start))
    }
    return boxes
  }

  private static func doubled(_ arms: Arms) -> [Box] {
    [-1.5, 1.5].flatMap { offset -> [Box] in
      // At a corner, the line that is outside across is outside along too.
      let isCorner = arms.left != arms.right
      let x = width / 2 + (isCorner && arms.left != arms.up ? -offset : offset)
      let y = height / 2 + offset
      var boxes: [Box] = []
      if arms.left || arms.right {
        let start = arms.left ? 0 : x - 0.5
        boxes.append(Box(x: start, y: y - 0.5, width: (arms.right ? width : x + 0.5) - start, height: 1))
      }
      if arms.up || arms.down {
        let start = arms.up ? 0 : y - 0.5
        boxes.append(Box(x: x - 0.5, y: start, width: 1, height: (arms.down ? height : y + 0.5) - start))
      }
      return boxes
    }
  }
}

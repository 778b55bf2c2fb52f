import CellGrid
import TestSupport
import Testing

@Suite("Glyphs drawn as shapes")
struct ShapeTests {
  /// A rectangle of a drawing, on the cell that it begins on.
  private struct Box {
    var (x, y, width, height) = (0.0, 0.0, 0.0, 0.0)
  }

  /// The numbers of a path, each run of them behind its letter.
  private func numbers(_ path: String) -> [Double] {
    path.split { !$0.isNumber && $0 != "-" && $0 != "." }.map { Double($0) ?? .nan }
  }

  /// The rectangles of one glyph, from the corner of its cell.
  private func boxes(_ glyph: Unicode.Scalar) throws -> [Box] {
    var grid = Grid(Size(1, 1))
    grid[0, 0] = Cell(glyph)
    let drawing = try XMLDrawing(grid.svg(on: .dark))
    #expect(drawing.texts.isEmpty && drawing.strokedPaths.isEmpty && drawing.filledPaths.count == 1)
    let values = numbers(drawing.filledPaths.first ?? "")
    return stride(from: 0, to: values.count, by: 5).map { at in
      #expect(values[at + 2] == -values[at + 4])
      return Box(x: values[at] - 9, y: values[at + 1] - 9, width: values[at + 2], height: values[at + 3])
    }
  }

  @Test("Every braille pattern has the dots of its bits, each in its place")
  func braille() throws {
    for pattern in 1..<256 {
      var grid = Grid(Size(3, 2))
      grid[2, 1] = Cell(try #require(Unicode.Scalar(UInt32(0x2800 + pattern))))
      let drawing = try XMLDrawing(grid.svg(on: .dark))
      let values = numbers(try #require(drawing.strokedPaths.first))
      var read = 0
      for at in stride(from: 0, to: values.count, by: 3) {
        let (column, row) = ((values[at] - 9 - 18 - 2.25) / 4.5, (values[at + 1] - 9 - 18 - 2.25) / 4.5)
        #expect((0...1).contains(column) && (0...3).contains(row) && row == row.rounded())
        // ISO 11548: dots 1 2 3 on the left and 4 5 6 on the right, 7 and 8 below them.
        read |= row == 3 ? 1 << (6 + Int(column)) : 1 << (Int(row) + 3 * Int(column))
      }
      #expect(read == pattern && drawing.filledPaths.isEmpty)
    }
  }

  @Test(
    "A line glyph reaches the sides of its cell that its arms lead to, in the middle, and no other",
    arguments: [
      ("─━═", "lr"), ("│┃║", "ud"), ("┌┏╔", "rd"), ("┐┓╗", "ld"), ("└┗╚", "ru"), ("┘┛╝", "lu"), ("├", "rud"),
      ("┤", "lud"), ("┬", "lrd"), ("┴", "lru"), ("┼", "lrud"), ("╴", "l"), ("╵", "u"), ("╶", "r"), ("╷", "d"),
    ])
  func lines(_ glyphs: String, _ arms: String) throws {
    for glyph in glyphs.unicodeScalars {
      let boxes = try boxes(glyph)
      var sides: Set<Character> = []
      for box in boxes {
        if box.x == 0 { sides.insert("l") }
        if box.y == 0 { sides.insert("u") }
        if box.x + box.width == 9 { sides.insert("r") }
        if box.y + box.height == 18 { sides.insert("d") }
      }
      #expect(sides == Set(arms), "\(glyph)")
      // What reaches a side lies as far on one side of its middle as on the other.
      let across = boxes.filter { $0.width > $0.height }.map { $0.y + $0.height / 2 }
      let along = boxes.filter { $0.height > $0.width }.map { $0.x + $0.width / 2 }
      #expect(across.reduce(0, +) == 9 * Double(across.count), "\(glyph)")
      #expect(along.reduce(0, +) == 4.5 * Double(along.count), "\(glyph)")
    }
  }

  @Test("Both lines of a double corner meet, the outer with the outer")
  func doubleCorners() throws {
    for glyph in "╔╗╚╝".unicodeScalars {
      let boxes = try boxes(glyph)
      #expect(boxes.count == 4)
      for pair in [(boxes[0], boxes[1]), (boxes[2], boxes[3])] {
        let (across, along) = pair
        #expect(across.x <= along.x && along.x + 1 <= across.x + across.width)
        #expect(along.y <= across.y && across.y + 1 <= along.y + along.height)
      }
      // The outer pair is the longer one.
      let lengths = [boxes[0].width + boxes[1].height, boxes[2].width + boxes[3].height]
      #expect(abs(lengths[0] - lengths[1]) == 6)
    }
  }

  @Test("A block covers its share of the cell")
  func blocks() throws {
    var shares: [Unicode.Scalar: Double] = ["▀": 1 / 2, "▐": 1 / 2, "▔": 1 / 8, "▕": 1 / 8]
    for (index, glyph) in "▁▂▃▄▅▆▇█".unicodeScalars.enumerated() { shares[glyph] = Double(index + 1) / 8 }
    for (index, glyph) in "▏▎▍▌▋▊▉".unicodeScalars.enumerated() { shares[glyph] = Double(index + 1) / 8 }
    for glyph in "▖▗▘▝".unicodeScalars { shares[glyph] = 1 / 4 }
    for glyph in "▚▞".unicodeScalars { shares[glyph] = 1 / 2 }
    for glyph in "▙▛▜▟".unicodeScalars { shares[glyph] = 3 / 4 }
    for glyph in "░▒▓".unicodeScalars { shares[glyph] = 1 }
    #expect(shares.count == 32)
    for (glyph, share) in shares {
      let area = try boxes(glyph).map { $0.width * $0.height }.reduce(0, +)
      #expect(abs(area - 162 * share) < 1e-9, "\(glyph)")
    }
  }

  @Test("A quarter lies where it is named for")
  func quarters() throws {
    for (glyph, column, row) in [("▘", 0.0, 0.0), ("▝", 4.5, 0), ("▖", 0, 9), ("▗", 4.5, 9)] {
      let box = try #require(try boxes(glyph.unicodeScalars.first ?? " ").first)
      #expect(box.x == column && box.y == row)
    }
    #expect(try boxes("▚").map(\.x) == [0, 4.5] && boxes("▞").map(\.x) == [4.5, 0])
    #expect(try boxes("▌").first?.x == 0 && boxes("▐").first?.x == 4.5 && boxes("▄").first?.y == 9)
  }

  @Test("Shapes of one ink are one path, and a dim one is drawn with less of it")
  func inks() throws {
    var grid = Grid(Size(4, 2))
    grid.write("─⣿─⣿", at: Point(0, 0), style: Style(foreground: .named(1)))
    grid.write("─a▒", at: Point(0, 1), style: Style(foreground: .named(1), attributes: .dim))
    let lines = grid.svg(on: .dark).split(separator: "\n").filter { $0.hasPrefix("<path") }
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("<path fill=\"#cd0000\" shape-rendering=\"crispEdges\" d="))
    #expect(lines[1].contains("stroke-linecap=\"round\"") && !lines[1].contains("opacity"))
    #expect(lines[2].contains("opacity=\"0.6\"") && lines[3].contains("opacity=\"0.3\""))
  }
}

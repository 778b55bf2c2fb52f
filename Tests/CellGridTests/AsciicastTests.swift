import CellGrid
import TestSupport
import Testing

@Suite("Recordings of a terminal")
struct AsciicastTests {
  /// The events of a recording, with what a terminal shows after each.
  private func play(_ text: String, _ size: Size) throws -> [(time: String, kind: String, grid: Grid)] {
    var terminal = TerminalEmulator(size: size)
    return try text.split(separator: "\n").dropFirst().map { line in
      let parts = line.dropFirst().dropLast().split(separator: ", ", maxSplits: 2)
      try #require(line.hasPrefix("[") && line.hasSuffix("]") && parts.count == 3)
      let data = try #require(JSONText.unescaped(parts[2]))
      if parts[1] == "\"r\"" {
        terminal.resize(to: try #require(Size.read(data)))
      } else {
        terminal.feed(data.utf8)
      }
      return (String(parts[0]), String(parts[1]), terminal.grid)
    }
  }

  @Test("The header says the version, the size and the colours, and nothing of the day or the machine")
  func header() {
    let cast = Asciicast(size: Size(80, 24), paper: .light)
    #expect(
      cast.text.hasPrefix(
        "{\"version\": 2, \"width\": 80, \"height\": 24, \"theme\": {\"fg\": \"#1d1d1d\", \"bg\": \"#ffffff\","
      ))
    #expect(cast.text.hasSuffix("}}\n") && cast.text.split(separator: "\n").count == 1)
    #expect(cast.text.split(separator: ":").count == 8 + 15)
  }

  @Test("The first picture is sent whole, then the cells that changed, and nothing where none did")
  func events() {
    var grid = Grid(Size(10, 2))
    grid.write("one \"two\"", at: Point(0, 0), style: Style(foreground: .named(2)))
    var cast = Asciicast(size: grid.size, paper: .dark)
    cast.show(grid, at: 0)
    cast.show(grid, at: 1)
    grid.write("x", at: Point(9, 1))
    cast.show(grid, at: 1.5)
    let lines = cast.text.split(separator: "\n").dropFirst().map(String.init)
    let escape = "\\u001b["
    #expect(
      lines == [
        "[0.000, \"o\", \"\(escape)?25l\(escape)2J\(escape)1;1H\(escape)32mone \\\"two\\\"\(escape)0m\"]",
        "[1.500, \"o\", \"\(escape)2;10Hx\"]",
      ])
  }

  @Test("Played back, every event leads to the picture that was shown, at any size", arguments: 1...8)
  func playback(seed: UInt64) throws {
    var pictures: [Grid] = []
    for step in 0..<6 {
      let size = step < 4 ? Size(20 + Int(seed), 6) : Size(9, 4 + Int(seed))
      var grid = step % 2 == 0 ? ExportTests.noise(seed &+ UInt64(step), size) : pictures[step - 1]
      grid.write("\(step)", at: Point(step, 1))
      pictures.append(grid)
    }
    var cast = Asciicast(size: pictures[0].size, paper: .dark)
    for (step, grid) in pictures.enumerated() { cast.show(grid, at: Double(step) / 3) }
    var again = Asciicast(size: pictures[0].size, paper: .dark)
    for (step, grid) in pictures.enumerated() { again.show(grid, at: Double(step) / 3) }
    #expect(again == cast)

    let played = try play(cast.text, pictures[0].size)
    #expect(played.filter { $0.kind == "\"o\"" }.map(\.grid) == pictures)
    #expect(played.filter { $0.kind == "\"r\"" }.map(\.time) == ["1.333"])
    #expect(played.last?.time == "1.667")
  }

  @Test("Time does not go back, and what is no time is the beginning")
  func times() {
    var cast = Asciicast(size: Size(3, 1), paper: .dark)
    var grid = Grid(Size(3, 1))
    for (glyph, time) in [("a", -1.0), ("b", 2.0004), ("c", 1), ("d", 61.25)] {
      grid.write(glyph, at: Point(0, 0))
      cast.show(grid, at: time)
    }
    let times = cast.text.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    #expect(times == ["[0.000", "[2.000", "[2.000", "[61.250"])
  }

  @Test("A string of JSON escapes what must be and keeps the rest")
  func strings() {
    #expect(jsonString("a\"b\\c\n\u{1B}[m é⣿\u{7F}") == "\"a\\\"b\\\\c\\n\\u001b[m é⣿\\u007f\"")
    #expect(JSONText.unescaped("\"a\\\"b\\\\c\\n\\u001b\"") == "a\"b\\c\n\u{1B}")
  }
}

/// A string of JSON read back.
enum JSONText {
  static func unescaped(_ text: Substring) -> String? {
    guard text.first == "\"", text.last == "\"", text.count >= 2 else { return nil }
    var rest = text.dropFirst().dropLast()
    var result = String.UnicodeScalarView()
    while let next = rest.popFirst() {
      guard next == "\\" else {
        result.append(contentsOf: next.unicodeScalars)
        continue
      }
      switch rest.popFirst() {
      case "n": result.append("\n")
      case "r": result.append("\r")
      case "t": result.append("\t")
      case "\"": result.append("\"")
      case "\\": result.append("\\")
      case "u":
        guard let code = UInt32(rest.prefix(4), radix: 16), let scalar = Unicode.Scalar(code) else {
          return nil
        }
        result.append(scalar)
        rest = rest.dropFirst(4)
      default: return nil
      }
    }
    return String(result)
  }
}

extension Size {
  fileprivate static func read(_ text: String) -> Size? {
    let parts = text.split(separator: "x").compactMap { Int($0) }
    return parts.count == 2 ? Size(parts[0], parts[1]) : nil
  }
}

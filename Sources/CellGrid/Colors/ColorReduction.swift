/// The colours of the 256-colour palette of xterm, and the nearest of them to a given colour.
package enum Palette {
  /// Red, green and blue, 0 to 255 each.
  package struct RGB: Hashable, Sendable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// The square of a distance that follows the eye better than the plain one: "redmean", T. Riemersma, "Colour
    /// metric", compuphase.com. With r the mean of both reds, (2 + r/256) R² + 4 G² + (2 + (255 − r)/256) B², here
    /// times 512 in whole numbers.
    package func distance(to other: RGB) -> Int {
      let redSum = Int(red) + Int(other.red)
      let (r, g, b) = (
        Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
      )
      return (1024 + redSum) * r * r + 2048 * g * g + (1024 + 510 - redSum) * b * b
    }
  }

  /// The sixteen named colours as xterm shows them; a terminal may show them otherwise.
  package static let named: [RGB] = [
    RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0),
    RGB(0, 0, 238), RGB(205, 0, 205), RGB(0, 205, 205), RGB(229, 229, 229),
    RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0), RGB(255, 255, 0),
    RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
  ]

  /// The six levels of each side of the cube.
  static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]

  /// What colour `index` of the palette looks like.
  package static func color(at index: UInt8) -> RGB {
    let i = Int(index)
    if i < 16 { return named[i] }
    if i < 232 {
      let cube = i - 16
      return RGB(levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    }
    let grey = UInt8(8 + 10 * (i - 232))
    return RGB(grey, grey, grey)
  }

  /// The colour of the cube or the grey ramp, 16 to 255, that is nearest to `color`. The named colours are left
  /// out, since people change them.
  package static func nearest256(to color: RGB) -> UInt8 {
    func level(_ value: UInt8) -> Int {
      levels.indices.min { abs(Int(levels[$0]) - Int(value)) < abs(Int(levels[$1]) - Int(value)) } ?? 0
    }
    let cube = 16 + 36 * level(color.red) + 6 * level(color.green) + level(color.blue)
    let mean = (Int(color.red) + Int(color.green) + Int(color.blue)) / 3
    let grey = 232 + min(23, max(0, (mean - 3) / 10))
    let candidates = [UInt8(cube), UInt8(grey)]
    return candidates.min { self.color(at: $0).distance(to: color) < self.color(at: $1).distance(to: color) }
      ?? candidates[0]
  }

  /// The named colour, 0 to 15, for `color`: where it has a hue, the one of that hue, bright or dark as the colour is;
  /// else the nearest grey.
  ///
  /// The nearest in distance would be wrong: pastel colours, which tell things apart by hue, would all become white.
  package static func nearest16(to color: RGB) -> UInt8 {
    let (r, g, b) = (Int(color.red), Int(color.green), Int(color.blue))
    let (most, least) = (max(r, g, b), min(r, g, b))
    if let exact = named.firstIndex(of: color) { return UInt8(exact) }
    guard most - least > 48 else {
      let greys: [UInt8] = [0, 8, 7, 15]
      return greys.min { named[Int($0)].distance(to: color) < named[Int($1)].distance(to: color) } ?? 7
    }
    // A channel is in the hue if it lies in the upper half of the range that the colour spans.
    let middle = (most + least) / 2
    let hue = UInt8((r > middle ? 1 : 0) + (g > middle ? 2 : 0) + (b > middle ? 4 : 0))
    return most > 230 ? hue + 8 : hue
  }
}

extension Color {
  /// The number of the colour that a terminal of `depth` shows for this one; −1 is the terminal's own.
  ///
  /// With 24 bits the numbers 0 to 15 are the named colours and the rest are red, green and blue; black and the
  /// fifteen darkest blues get a red of 1 in 255, which nobody sees, to stay clear of the named ones.
  package func number(at depth: ColorDepth) -> Int32 {
    switch (self, depth) {
    case (.terminal, _), (_, .none): -1
    case (.named(let index), _): Int32(index & 15)
    case (.rgb(let red, let green, let blue), .sixteen):
      Int32(Palette.nearest16(to: Palette.RGB(red, green, blue)))
    case (.rgb(let red, let green, let blue), .palette256):
      Int32(Palette.nearest256(to: Palette.RGB(red, green, blue)))
    case (.rgb(let red, let green, let blue), .trueColor):
      Int32(red == 0 && green == 0 && blue < 16 ? 1 : red) << 16 | Int32(green) << 8 | Int32(blue)
    }
  }
}

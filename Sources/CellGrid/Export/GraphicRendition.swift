/// The look that a terminal has been told to write in, and the shortest sequence that leads from it to another: Select Graphic
/// Rendition, ECMA-48, section 8.3.117, with the colours of ISO 8613-6 as terminals write them.
struct GraphicRendition: Sendable {
  private let depth: ColorDepth
  private var now = Look()

  /// A style as numbers of the sequence.
  private struct Look: Hashable {
    var foreground = [39]
    var background = [49]
    var attributes: Style.Attributes = []
  }

  /// The terminal's own look, on a terminal of `depth`.
  init(depth: ColorDepth) { self.depth = depth }

  /// Adds `cell` to `text`, after what changes the look to that of the cell.
  mutating func write(_ cell: Cell, to text: inout String) {
    change(
      to: Look(
        foreground: codes(of: cell.style.foreground, base: 30),
        background: codes(of: cell.style.background, base: 40), attributes: cell.style.attributes),
      &text)
    text.unicodeScalars.append(cell.glyph)
  }

  /// Adds what leads back to the terminal's own look, where it is another.
  mutating func reset(_ text: inout String) { change(to: Look(), &text) }

  private mutating func change(to look: Look, _ text: inout String) {
    guard look != now else { return }
    let anew = [0] + GraphicRendition.turnedOn(look.attributes) + colors(of: look, from: Look())
    let onwards =
      GraphicRendition.changes(from: now.attributes, to: look.attributes) + colors(of: look, from: now)
    now = look
    let candidates = [anew, onwards].map { $0.map(String.init).joined(separator: ";") }
    text += "\u{1B}[\(candidates[0].utf8.count <= candidates[1].utf8.count ? candidates[0] : candidates[1])m"
  }

  private func colors(of look: Look, from old: Look) -> [Int] {
    (look.foreground == old.foreground ? [] : look.foreground)
      + (look.background == old.background ? [] : look.background)
  }

  /// The numbers of a colour; `base` is 30 for the glyph and 40 for what is behind it.
  private func codes(of color: Color, base: Int) -> [Int] {
    switch (color, depth) {
    case (.terminal, _), (_, .none): return [base + 9]
    case (.named(let index), _): return [named(index, base)]
    case (.rgb(let red, let green, let blue), .sixteen):
      return [named(Palette.nearest16(to: Palette.RGB(red, green, blue)), base)]
    case (.rgb(let red, let green, let blue), .palette256):
      return [base + 8, 5, Int(Palette.nearest256(to: Palette.RGB(red, green, blue)))]
    case (.rgb(let red, let green, let blue), .trueColor):
      return [base + 8, 2, Int(red), Int(green), Int(blue)]
    }
  }

  /// The eight dark colours follow the base, the eight bright ones stand 60 further on.
  private func named(_ index: UInt8, _ base: Int) -> Int {
    let index = Int(index & 15)
    return index < 8 ? base + index : base + 60 + index - 8
  }

  private static func turnedOn(_ attributes: Style.Attributes) -> [Int] {
    let numbers: [(Style.Attributes, Int)] = [(.bold, 1), (.dim, 2), (.underline, 4), (.reverse, 7)]
    return numbers.filter { attributes.contains($0.0) }.map(\.1)
  }

  private static func changes(from old: Style.Attributes, to new: Style.Attributes) -> [Int] {
    let lost = old.subtracting(new)
    // One number ends both bold and dim, so the one that stays is said again.
    let endsWeight = !lost.isDisjoint(with: [.bold, .dim])
    let kept = endsWeight ? old.subtracting([.bold, .dim]) : old
    return (endsWeight ? [22] : []) + (lost.contains(.underline) ? [24] : [])
      + (lost.contains(.reverse) ? [27] : []) + turnedOn(new.subtracting(kept))
  }
}

extension Style {
  /// The look that a person writes as `#ffffff on #1f4e79 bold`: the colour of the glyph, the one behind it, and bold, dim,
  /// underline, reverse, each of them once or left out, which leaves it to the terminal. Nil where a word is none of these.
  public init?(words text: String) {
    self = .plain
    var words = text.split(separator: " ")[...]
    var wasSaid = (foreground: false, background: false)
    while let word = words.popFirst() {
      if let attribute = Style.attributeNames.first(where: { $0.name == word })?.attribute {
        guard attributes.insert(attribute).inserted else { return nil }
      } else if word == "on" {
        guard !wasSaid.background, let color = words.popFirst().flatMap({ Color(hexadecimal: $0) }) else {
          return nil
        }
        (background, wasSaid.background) = (color, true)
      } else {
        guard !wasSaid.foreground, let color = Color(hexadecimal: word) else { return nil }
        (foreground, wasSaid.foreground) = (color, true)
      }
    }
  }

  /// The words that give it; empty for the terminal's own look.
  public var words: String {
    let colors = [
      foreground == .terminal ? nil : foreground.hexadecimal,
      background == .terminal ? nil : "on \(background.hexadecimal)",
    ]
    let names = Style.attributeNames.filter { attributes.contains($0.attribute) }.map(\.name)
    return (colors.compactMap { $0 } + names).joined(separator: " ")
  }

  private static let attributeNames: [(name: String, attribute: Attributes)] = [
    ("bold", .bold), ("dim", .dim), ("underline", .underline), ("reverse", .reverse),
  ]
}

extension Color {
  /// The colour of `#rrggbb`; nil where the text is none.
  public init?(hexadecimal text: some StringProtocol) {
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
      !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
      let number = UInt32(String(text.dropFirst()), radix: 16)
    else { return nil }
    self = .rgb(UInt8(number >> 16), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF))
  }
}

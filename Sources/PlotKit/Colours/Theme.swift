import CellGrid

/// What everything looks like, by what it means. A value that is passed into drawing; nothing else decides a colour.
public struct Theme: Hashable, Sendable {
  /// What a person calls it.
  public var name: String
  /// What it lies on.
  public var ground: Ground
  /// What is read first, and what is read after it.
  public var text, dimText: Style
  /// Frames and titles of panels, and of the one that has the keys.
  public var border, focusedBorder, title, focusedTitle: Style
  /// The live value in a panel's border.
  public var value: Style
  /// Names of keys in hints; whatever is chosen or switched on.
  public var accent: Style
  /// Went well, needs a look, went wrong.
  public var success, warning, error: Style
  /// The row or item that is selected.
  public var selection: Style
  /// The axes of plots, and dotted guides in them.
  public var axis, guide: Style
  /// Bars and filled areas, which a curve has to stand out from.
  public var bar: Style
  /// The cursor in a plot.
  public var cursor: Style
  /// Components and classes, cycled through. The order keeps neighbours apart for every kind of colour vision.
  public var components: [Style]
  /// What the outlines of components lean towards, so that they stand out from points of the same colour.
  public var strong: Color
  /// What the colour of a point fades to as its class gets uncertain.
  public var uncertain: Style
  /// Curves of a chart, cycled through.
  public var series: [Style]
  /// Heat maps and fields.
  public var ramp: ColorRamp

  /// Whether components differ by colour; if not, they have to differ by glyph.
  public var tellsComponentsByColor: Bool { Set(components.map(\.foreground)).count > 1 }

  /// The look of component or class `index`, counted from 0; colours repeat when there are more components.
  public func component(_ index: Int) -> Style {
    Theme.cycle(components, index)
  }

  /// The look of the outline of component `index`: its colour, stronger than its points.
  public func outline(_ index: Int) -> Style {
    var style = component(index)
    if style.foreground != .terminal { style.foreground = style.foreground.mixed(with: strong, share: 0.45) }
    style.attributes.formUnion(.bold)
    return style
  }

  /// The look of curve `index` of a chart, counted from 0.
  public func series(_ index: Int) -> Style {
    Theme.cycle(series, index)
  }

  private static func cycle(_ styles: [Style], _ index: Int) -> Style {
    guard !styles.isEmpty, index >= 0 else { return .plain }
    return styles[index % styles.count]
  }

  /// The glyph of component or class `index`, counted from 0: 1 ... 9, then the letters, then `*`.
  public static func componentGlyph(_ index: Int) -> Unicode.Scalar {
    let glyphs = Array("123456789abcdefghijklmnopqrstuvwxyz".unicodeScalars)
    return glyphs.indices.contains(index) ? glyphs[index] : "*"
  }

  /// The glyph of curve `index` of a chart, counted from 0, where it has to be told by glyph.
  public static func seriesGlyph(_ index: Int) -> Unicode.Scalar {
    let glyphs: [Unicode.Scalar] = ["*", "o", "+", "x", "#", "%", "=", "&"]
    return glyphs[(index % glyphs.count + glyphs.count) % glyphs.count]
  }
}

/// All that drawing has to know about the terminal and the user's taste: the colours and the glyphs.
public struct Look: Hashable, Sendable {
  /// The colours.
  public var theme: Theme
  /// The dots, and with them the borders and ornaments.
  public var glyphs: GlyphSet

  /// That theme in those glyphs.
  public init(theme: Theme = .dark, glyphs: GlyphSet = .braille) {
    self.theme = theme
    self.glyphs = glyphs
  }

  /// The signs that go with the glyphs.
  public var ornaments: Ornaments { glyphs.ornaments }
}

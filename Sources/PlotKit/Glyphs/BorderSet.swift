/// The six glyphs of a frame.
public struct BorderSet: Hashable, Sendable {
  /// Corners.
  public var topLeft, topRight, bottomLeft, bottomRight: Unicode.Scalar
  /// Upper and lower edge.
  public var horizontal: Unicode.Scalar
  /// Left and right edge.
  public var vertical: Unicode.Scalar

  /// A frame from its corners, clockwise from the top left, and its edges.
  public init(
    corners: (Unicode.Scalar, Unicode.Scalar, Unicode.Scalar, Unicode.Scalar),
    horizontal: Unicode.Scalar, vertical: Unicode.Scalar
  ) {
    (topLeft, topRight, bottomRight, bottomLeft) = corners
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// `+--+` and `|`.
  public static let asciiSingle = BorderSet(
    corners: ("+", "+", "+", "+"), horizontal: "-", vertical: "|")
  /// `+==+` and `|`.
  public static let asciiDouble = BorderSet(
    corners: ("+", "+", "+", "+"), horizontal: "=", vertical: "|")
  /// Thin lines.
  public static let light = BorderSet(corners: ("┌", "┐", "┘", "└"), horizontal: "─", vertical: "│")
  /// Thick lines.
  public static let heavy = BorderSet(corners: ("┏", "┓", "┛", "┗"), horizontal: "━", vertical: "┃")
  /// Doubled lines.
  public static let double = BorderSet(corners: ("╔", "╗", "╝", "╚"), horizontal: "═", vertical: "║")
}

extension GlyphSet {
  /// The frame of a panel: a stronger one where the keys go.
  public func border(focused: Bool) -> BorderSet {
    switch (self, focused) {
    case (.ascii, false): .asciiSingle
    case (.ascii, true): .asciiDouble
    case (_, false): .light
    case (_, true): .heavy
    }
  }
}

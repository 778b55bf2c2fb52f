/// Glyphs and short signs beside the dots, each with a 7-bit stand-in. Glyphs take one column in both sets; the two
/// texts may not (`≥` takes one, `>=` two).
public struct Ornaments: Hashable, Sendable {
  /// In front of the items of a list.
  public var bullet: Unicode.Scalar
  /// The mean of a component.
  public var mean: Unicode.Scalar
  /// Where the cursor stands.
  public var cursor: Unicode.Scalar
  /// A line in a legend.
  public var line: Unicode.Scalar
  /// A dotted line.
  public var dotted: Unicode.Scalar
  /// Arrows.
  public var up, down, left, right: Unicode.Scalar
  /// Something was cut here.
  public var ellipsis: Unicode.Scalar
  /// Greater than or equal: the mark of a bound from below; and of one from above.
  public var atLeast, atMost: String
  /// Plus or minus.
  public var plusMinus: String
  /// Done, and failed.
  public var tick, cross: Unicode.Scalar
  /// The axis lines: along x, along y, a tick of x, a tick of y, and the corner.
  public var axisX, axisY, tickX, tickY, axisCorner: Unicode.Scalar

  /// 7-bit characters.
  public static let ascii = Ornaments(
    bullet: "*", mean: "@", cursor: "+", line: "-", dotted: ".", up: "^", down: "v", left: "<",
    right: ">", ellipsis: "~", atLeast: ">=", atMost: "<=", plusMinus: "+-", tick: "v", cross: "x",
    axisX: "-", axisY: "|", tickX: "+", tickY: "+", axisCorner: "+")

  /// Glyphs that every terminal font of today has.
  public static let unicode = Ornaments(
    bullet: "•", mean: "◆", cursor: "┼", line: "─", dotted: "┄", up: "↑", down: "↓", left: "←",
    right: "→", ellipsis: "…", atLeast: "≥", atMost: "≤", plusMinus: "±", tick: "✓", cross: "✗", axisX: "─",
    axisY: "│", tickX: "┬", tickY: "┤", axisCorner: "└")
}

extension GlyphSet {
  /// The ornaments that go with these dots.
  public var ornaments: Ornaments { self == .ascii ? .ascii : .unicode }
}

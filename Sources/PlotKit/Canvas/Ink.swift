import CellGrid

/// What a dot is drawn with.
public struct Ink: Hashable, Sendable {
  /// Colours and attributes. A background of `.terminal` leaves what is behind the canvas as it is.
  public var style: Style
  /// The glyph of a dot where a cell holds only one (ASCII), and of a mark in every glyph set.
  public var glyph: Unicode.Scalar
  /// Where the ink lies: a dot covers dots of its own layer and below, and the topmost layer in a cell decides the
  /// colour of the cell.
  public var layer: UInt8

  /// Ink of that look, on that layer.
  public init(_ style: Style = .plain, glyph: Unicode.Scalar = "*", layer: UInt8 = 0) {
    self.style = style
    self.glyph = glyph
    self.layer = layer
  }
}

/// The layers that the marks of this module use. Others may lie between them.
public enum Layer {
  /// Guides that everything may cover: reference lines, crosshairs.
  public static let guide: UInt8 = 10
  /// Points.
  public static let points: UInt8 = 20
  /// Lines and outlines, which keep their colour over points.
  public static let lines: UInt8 = 30
  /// Glyphs that nothing may hide: means, the cursor.
  public static let emphasis: UInt8 = 40
}

/// An ink that a canvas has been given: what its drawing calls take. Only good on that canvas and its copies.
public struct Pen: Hashable, Sendable {
  let index: UInt16
  let layer: UInt8
}

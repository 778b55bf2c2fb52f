import CellGrid

/// A share of a whole as a bar to the right, to an eighth of a cell (in ASCII, to a cell).
public struct HorizontalBar: Hashable, Sendable {
  /// The share, 0 ... 1; held to that range, and 0 if not a number.
  public var share: Double

  /// The bar of `share`.
  public init(_ share: Double) {
    self.share = share > 0 ? min(share, 1) : 0
  }

  /// The bar of `value` where `whole` is the full width.
  public init(_ value: Double, of whole: Double) {
    self.init(whole > 0 ? value / whole : 0)
  }

  /// The glyphs of the bar where `width` columns are the whole, without the empty rest.
  public func text(width: Int, glyphs: GlyphSet) -> String {
    guard width > 0 else { return "" }
    if glyphs == .ascii { return String(repeating: "#", count: Int(share * Double(width) + 0.5)) }
    let parts: [String] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let eighths = Int(share * Double(width * 8) + 0.5)
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  /// Draws the bar in the first row of `rect`, whose width is the whole.
  public func draw(into grid: inout Grid, at rect: Rect, style: Style, look: Look) {
    guard !rect.isEmpty else { return }
    grid.write(text(width: rect.width, glyphs: look.glyphs), at: rect.origin, style: style)
  }
}

import CellGrid
import PlotKit

/// A card on which a person sees which glyphs the terminal's font has, and chooses among them.
struct GlyphCard: Hashable, Sendable {
  /// The glyph sets that the terminal can show, one a line.
  let sets: [GlyphSet]
  /// The one that keys act on.
  var chosen: GlyphSet

  /// Takes a key.
  /// - Returns: whether the card stays.
  mutating func take(_ key: Key) -> Bool {
    switch key {
    case .up, .character("k"): chosen = sets.neighbour(of: chosen, by: -1)
    case .down, .character("j"), .tab: chosen = sets.neighbour(of: chosen, by: 1)
    case .character(let digit):
      guard let number = digit.wholeNumberValue, sets.indices.contains(number - 1) else {
        return digit != "q"
      }
      chosen = sets[number - 1]
    case .enter, .escape: return false
    default: break
    }
    return true
  }
}

extension GlyphSet {
  /// What one should see of it.
  var wanted: String {
    switch self {
    case .octant: "a solid curve, no boxes; newer than most fonts"
    case .braille: "a curve of round dots, evenly spaced"
    case .block: "a curve of quarter blocks"
    case .ascii: "a curve of asterisks, in any font"
    }
  }
}

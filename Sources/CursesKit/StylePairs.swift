import CCurses
import CellGrid

/// A style as ncurses takes it.
struct DrawnStyle {
  /// Bits of `ccurses_attribute`.
  var attributes: UInt32
  /// A colour pair; 0 is the terminal's own look.
  var pair: Int32
}

/// The colour pairs in use: ncurses draws pairs of colours that were defined beforehand, and a style gets its pair
/// when it first appears.
struct StylePairs {
  private struct Colors: Hashable {
    var foreground: Int32
    var background: Int32
  }

  private let depth: ColorDepth
  /// How many colours ncurses draws; with eight, the bright ones are the plain ones in bold.
  private let colors: Int
  private let capacity: Int
  private var pairs: [Colors: Int32] = [:]

  /// No pair yet, for a terminal of `depth`, on which ncurses draws `colors` colours and knows `capacity` pairs.
  init(depth: ColorDepth, colors: Int, capacity: Int) {
    self.depth = depth
    self.colors = colors
    self.capacity = capacity
  }

  /// How `style` is drawn; nil if it needs a pair and there is none left.
  mutating func drawn(_ style: Style) -> DrawnStyle? {
    // The bits of Style.Attributes and of ccurses_attribute are the same.
    var drawn = DrawnStyle(attributes: UInt32(style.attributes.rawValue), pair: 0)
    var wanted = Colors(
      foreground: style.foreground.number(at: depth), background: style.background.number(at: depth))
    if colors == 8 {
      if wanted.foreground >= 8 { drawn.attributes |= UInt32(CCURSES_BOLD.rawValue) }
      wanted = Colors(foreground: plain(wanted.foreground), background: plain(wanted.background))
    }
    if wanted.foreground < 0, wanted.background < 0 { return drawn }
    if let pair = pairs[wanted] {
      drawn.pair = pair
    } else {
      let pair = Int32(pairs.count + 1)
      guard pair < capacity else { return nil }
      ccurses_define_pair(pair, wanted.foreground, wanted.background)
      pairs[wanted] = pair
      drawn.pair = pair
    }
    return drawn
  }

  /// Forgets every pair. What is on the screen has to be drawn again.
  mutating func removeAll() { pairs.removeAll(keepingCapacity: true) }

  private func plain(_ color: Int32) -> Int32 { color < 0 ? color : color & 7 }
}

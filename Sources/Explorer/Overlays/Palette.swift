import CellGrid

/// The commands by name: type some letters of one, in order, and Enter does it.
struct Palette: Sendable {
  /// The keys, whose actions it offers.
  let keys: KeyTable
  /// What was typed.
  var search = TextField()
  /// Which of the matches is chosen.
  var selection = 0

  /// What a key led to.
  enum Outcome: Hashable, Sendable {
    case stay
    case close
    case choose(Action)
  }

  /// The bindings whose help contains the letters typed, in order; those where they stand closest together first.
  var matches: [KeyBinding] {
    let wanted = Array(search.text.lowercased())
    return keys.bindings.enumerated()
      .compactMap { index, binding -> (Int, Int, KeyBinding)? in
        guard let spread = Palette.spread(of: wanted, in: Array(binding.help.lowercased())) else {
          return nil
        }
        return (spread, index, binding)
      }
      .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
      .map(\.2)
  }

  mutating func take(_ key: Key) -> Outcome {
    switch key {
    case .escape: return .close
    case .down: selection = min(selection + 1, max(0, matches.count - 1))
    case .up: selection = max(0, selection - 1)
    case .enter:
      let matches = matches
      return matches.indices.contains(selection) ? .choose(matches[selection].action) : .close
    default: if search.take(key) { selection = 0 }
    }
    return .stay
  }

  /// How many characters lie between the first and the last of `letters`, found one after another in `text`; nil if they
  /// are not all there.
  private static func spread(of letters: [Character], in text: [Character]) -> Int? {
    guard let first = letters.first else { return 0 }
    var best: Int?
    for start in text.indices where text[start] == first {
      var position = start
      var found = 0
      while position < text.count, found < letters.count {
        if text[position] == letters[found] { found += 1 }
        position += 1
      }
      guard found == letters.count else { break }
      best = min(best ?? .max, position - start)
    }
    return best
  }
}

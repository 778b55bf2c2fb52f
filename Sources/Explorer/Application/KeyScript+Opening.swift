extension KeyScript {
  /// What the comments at the top of a script may say, as `# data: faithful`: how the explorer is to be opened. Each is named like
  /// the option of the command line that says the same.
  public enum OpeningWord: String, Hashable, Sendable, CaseIterable {
    /// Whether it is the tour: `yes`.
    case tour
    /// A file, a built-in name or a saved run.
    case data
    /// Where the data of a saved run are now.
    case moved
    /// The columns used, and those that hold labels and weights.
    case columns, label, labels, weights
    /// Whether columns are standardised: `yes`.
    case standardize
    /// How many rows a generator makes.
    case count
    /// Where it begins, and with what.
    case lab, model, components, seed
    /// What the screen is like.
    case size, theme, glyphs, color
    /// The themes that are not built in, as `Theme.words` writes them.
    case themes
    /// The keys that differ from the usual ones, as `quit: Q scrub-back: Up [`.
    case keys

    /// The word and the value of a comment, without its `#`; nil for a comment that says something else.
    static func read(_ comment: Substring) -> (OpeningWord, String)? {
      guard let colon = comment.firstIndex(of: ":") else { return nil }
      let name = comment[..<colon].drop { $0 == " " }
      let value = comment[comment.index(after: colon)...].drop { $0 == " " }
      guard let word = OpeningWord(rawValue: String(name)), !value.isEmpty else { return nil }
      return (word, String(value))
    }
  }

  /// The comments at the top of a script that say how the explorer is opened, in a fixed order.
  public static func header(_ opening: [OpeningWord: String]) -> String {
    let first = "# What a person did in elbow; elbow replay does it again.\n"
    return OpeningWord.allCases.reduce(into: first) { text, word in
      guard let value = opening[word], !value.contains(where: \.isNewline) else { return }
      text += "# \(word.rawValue): \(value)\n"
    }
  }
}

import CellGrid

extension Theme {
  /// Themes on one line, as a key log keeps those that are not built in: for each its name with a colon, the built-in theme that is
  /// most like it, and what differs, as `mine: dark error=#ff0000+bold ramp=#000000,#ffffff`.
  public static func words(_ themes: [Theme]) -> String {
    themes.map { theme in
      // A ground of one's own is said; one that is the terminal's, only by the base.
      let bases = all.filter { base in
        if case .own = theme.ground { true } else { base.ground == theme.ground }
      }
      let candidates = (bases.isEmpty ? all : bases).map { (base: $0, parts: theme.parts(unlike: $0)) }
      let best = candidates.min { $0.parts.count < $1.parts.count }
      return (["\(theme.name):", best?.base.name ?? dark.name] + (best?.parts ?? [])).joined(separator: " ")
    }.joined(separator: " ")
  }

  /// The themes that such a line says; nil where a word of it makes no sense.
  public static func themes(words text: String) -> [Theme]? {
    var themes: [Theme] = []
    var words = text.split(separator: " ")[...]
    while let word = words.popFirst() {
      if word.last == ":" {
        guard let base = words.popFirst(), var theme = Theme.named(String(base)) else { return nil }
        theme.name = String(word.dropLast())
        themes.append(theme)
      } else {
        guard !themes.isEmpty, themes[themes.count - 1].put(String(word)) else { return nil }
      }
    }
    return themes
  }

  private static func list(_ colors: [Color]) -> String { colors.map(\.hexadecimal).joined(separator: ",") }

  private func parts(unlike base: Theme) -> [String] {
    var parts = Role.allCases.filter { self[$0] != base[$0] }.map { role in
      "\(role.rawValue)=\(self[role].words.replacing(" ", with: "+"))"
    }
    if ground != base.ground, case .own(let paper) = ground {
      parts.append("ground=\(Theme.list([paper.foreground, paper.background]))")
    }
    if components != base.components {
      parts.append("components=\(Theme.list(components.map(\.foreground)))")
    }
    if series != base.series { parts.append("series=\(Theme.list(series.map(\.foreground)))") }
    if strong != base.strong { parts.append("strong=\(strong.hexadecimal)") }
    if ramp != base.ramp { parts.append("ramp=\(Theme.list(ramp.colors))") }
    return parts
  }

  private mutating func put(_ part: String) -> Bool {
    let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2 else { return false }
    if let role = Role(rawValue: String(sides[0])) {
      guard let style = Style(words: String(sides[1]).replacing("+", with: " ")) else { return false }
      self[role] = style
      return true
    }
    let colors = sides[1].split(separator: ",").compactMap { Color(hexadecimal: $0) }
    guard !colors.isEmpty, Theme.list(colors) == sides[1] else { return false }
    switch (sides[0], colors.count) {
    case ("ground", 2): ground = .own(Paper(foreground: colors[0], background: colors[1]))
    case ("components", _): components = colors.map { Style(foreground: $0) }
    case ("series", _): series = colors.map { Style(foreground: $0) }
    case ("strong", 1): strong = colors[0]
    case ("ramp", _): ramp = ColorRamp(colors)
    default: return false
    }
    return true
  }
}

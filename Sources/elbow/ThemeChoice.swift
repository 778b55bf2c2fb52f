import ArgumentParser
import PlotKit
import Preferences

/// The theme that is asked for by its name, or the choice among dark and light by the terminal's background.
struct ThemeChoice: Hashable, RawRepresentable, ExpressibleByArgument {
  /// The name as it was typed.
  let rawValue: String

  /// The choice by the terminal's background.
  static let auto = ThemeChoice(name: "auto")

  static var allValueStrings: [String] { Theme.all.map(\.name) + [auto.rawValue] }

  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

  /// Whether the terminal's background decides.
  var isAutomatic: Bool { self == .auto }

  private init(name: String) { rawValue = name }

  /// A name that a theme may have; whether one has it is known where themes are.
  init?(rawValue: String) {
    guard isThemeName(rawValue) else { return nil }
    self.init(name: rawValue)
  }

  /// The theme among `themes` to begin with; an automatic one is dark until the terminal says that its background is light. Nil
  /// where none of them is called so.
  func theme(among themes: [Theme]) -> Theme? {
    isAutomatic ? .dark : Theme.named(rawValue) ?? themes.first { $0.name == rawValue }
  }

  /// The end of the command where no theme is called so.
  func unknown(among themes: [Theme]) -> any Error {
    let names = (themes.map(\.name) + [ThemeChoice.auto.rawValue]).joined(separator: ", ")
    return failing("no theme is called \(rawValue): --theme takes \(names)", .usage)
  }
}

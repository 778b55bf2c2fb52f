import Explorer
import PlotKit

extension ManualPage {
  /// The command whose own account is the grammar of key scripts.
  static var scripted: String { "elbow replay" }

  /// What a command says of itself, and its examples.
  static func parts(of discussion: String) -> (account: String, examples: String) {
    let lines = discussion.split(separator: "\n", omittingEmptySubsequences: false)
    let place = lines.firstIndex { $0.hasPrefix("Example") } ?? lines.endIndex
    return (lines[..<place].joined(separator: "\n"), lines[place...].joined(separator: "\n"))
  }

  func addScripts(to page: inout RoffPage) {
    page.section("SCRIPTS")
    let replay = commands.first { $0.path == Self.scripted }
    page.discussion(Self.parts(of: replay?.discussion ?? "").account)
    let words = KeyScript.OpeningWord.allCases.map(\.rawValue).joined(separator: ", ")
    page.paragraph(
      .plain(
        "A comment at the top, as in \"# data: faithful\", may name: \(words). \"# standardize: yes\" and \"# tour: yes\" are"
      ),
      .plain(" said with yes. Keys are named as under KEYS."))
  }

  func addSurroundings(to page: inout RoffPage) {
    page.section("EXIT STATUS")
    for status in ExitStatus.allCases {
      page.definition([.typed(String(status.rawValue))], [.plain(status.meaning)])
    }
    page.section("ENVIRONMENT")
    for variable in EnvironmentVariable.allCases {
      page.definition([.typed(variable.rawValue)], [.plain(variable.meaning)])
    }
    page.section("FILES")
    page.definition(
      [
        .typed("$XDG_CONFIG_HOME/elbow/config.toml"), .plain(", else "),
        .typed("~/.config/elbow/config.toml"),
      ],
      [
        .plain(
          "The configuration, in TOML: theme, glyphs, colours, mouse, synchronised output, frames a second, threads, seed and keys. "
            + "elbow --default-config writes one with every setting. Options come before it. What makes no sense in it is named with "
            + "its line and ignored; elbow replay does not read it.")
      ])
    page.definition(
      [.typed("themes/"), .variable("name"), .typed(".toml")],
      [
        .plain(
          "Beside it: a theme of your own, for T and --theme "), .variable("name"),
        .plain(
          ". It says a base, such as base = \"dark\", and what differs: background and foreground for a ground of its own, lists of "
            + "colours for components, series and ramp, and looks such as error = \"#ff8b7b bold\" for "
            + "\(Theme.Role.allCases.map(\.rawValue).joined(separator: ", "))."),
      ])
    page.definition(
      [.variable("name"), .typed(".safetensors")],
      [
        .plain(
          "A saved run: its model, settings, seed, the keyframes of its history, and which data it was fitted to, known again by "
            + "their SHA-256.")
      ])
    page.definition(
      [.variable("name"), .typed(".keys")],
      [.plain("A key script, as --log-keys writes it and replay reads it.")])
    page.definition(
      [.typed("/usr/share/datasets/fashion-mnist")],
      [
        .plain(
          "Where the package dataset-fashion-mnist puts the pictures called fashion-mnist and fashion-mnist-test."
        )
      ])
    page.paragraph(
      .plain(
        "An output file is written whole or not at all; a key log is written as one works."
      ))
  }
}

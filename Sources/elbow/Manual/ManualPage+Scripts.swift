import Explorer

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
        "There is no file of settings. An output file is written whole or not at all; a key log is written as one works."
      ))
  }
}

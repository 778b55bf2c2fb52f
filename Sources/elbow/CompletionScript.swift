import ArgumentParser
import DataFiles

/// What a shell completes the command line by: ArgumentParser's script, in which the first word may be data as well as a command.
///
/// ArgumentParser completes no word of a default command, and a shell that has a script completes no files by itself: without this,
/// `elbow my` would no longer lead to `elbow my.csv`.
struct CompletionScript {
  /// The script.
  let text: String

  /// The script that `arguments`, those of the program, ask for; nil if they ask for none.
  init?(askedForBy arguments: [String]) {
    let words = arguments.flatMap { $0.split(separator: "=", maxSplits: 1) }
    guard words.count == 2, words[0] == "--generate-completion-script",
      let shell = CompletionShell(rawValue: String(words[1]))
    else { return nil }
    let script = ElbowCommand.completionScript(for: shell)
    let names = DataCatalog.list.map(\.name).joined(separator: " ")
    switch shell {
    case .bash:
      text = script.adding(
        "__elbow_add_completions -W $'\(names.replacing(" ", with: "\\n"))'\n        __elbow_add_completions -f",
        belowFirst: "Offer subcommand completions\n")
    case .zsh:
      text = script.adding(
        "compadd -- \(names) && ret=0\n        _files && ret=0",
        belowFirst: "        _describe -V subcommand subcommands && ret=0\n")
    default:
      text = script + "\ncomplete -c elbow -n 'test (count (commandline -opc)) -eq 1' -F -a '\(names)'"
    }
  }
}

extension String {
  /// The text with `lines` below the first place where it has `mark`; as it is, where there is none.
  fileprivate func adding(_ lines: String, belowFirst mark: String) -> String {
    guard let place = firstRange(of: mark) else { return self }
    return self[..<place.upperBound] + "        \(lines)\n" + self[place.upperBound...]
  }
}

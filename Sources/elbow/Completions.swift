import ArgumentParser
import DataFiles
import Explorer

extension CompletionKind {
  /// A data set: its name in the catalogue, or a file.
  static var data: CompletionKind { .nameOrFile(DataCatalog.list.map(\.name)) }

  /// A generator, by name.
  static var generator: CompletionKind {
    .list(DataCatalog.list.filter { $0.kind == .generator }.map(\.name))
  }

  /// A run that was saved.
  static var run: CompletionKind { .file(extensions: ["safetensors"]) }

  /// A model of the explorer, by name.
  static var model: CompletionKind { .list(LabName.allCases.flatMap(\.modelNames)) }

  /// One of `names`, or the path of a file.
  static func nameOrFile(_ names: [String]) -> CompletionKind {
    .custom { _, _, begun in
      let shell = CompletionShell.requesting
      return (names.filter { $0.hasPrefix(begun) } + paths(begun, expandingOne: shell == .zsh))
        .map { $0.quoted(for: shell) }
    }
  }

  /// The directories and data files whose paths begin like `begun`; any other files where there are none.
  /// - Parameter expandingOne: whether a directory that is the only one comes with what is in it, for a shell that would go on to
  ///   the next word after it.
  private static func paths(_ begun: String, expandingOne: Bool) -> [String] {
    let found = completions(forPath: begun.isEmpty ? "" : begun.unquoted, limit: 300)
    let wanted = found.contains { $0.kind != .other } ? found.filter { $0.kind != .other } : found
    guard expandingOne, wanted.count == 1, wanted[0].kind == .directory else { return wanted.map(\.path) }
    return wanted.map(\.path) + completions(forPath: wanted[0].path, limit: 300).map(\.path)
  }
}

extension String {
  /// The word as `shell` takes it from a list of words. bash expands such words once more, so that the name of a file could run a
  /// command; zsh takes what follows a colon for a description.
  fileprivate func quoted(for shell: CompletionShell?) -> String {
    switch shell {
    case .bash?: quoting { !($0.isLetter || $0.isNumber || "/._-+".contains($0)) }
    case .zsh?: quoting { $0 == ":" || $0 == "\\" }
    default: self
    }
  }

  private func quoting(_ isSpecial: (Character) -> Bool) -> String {
    reduce(into: "") { result, character in
      if isSpecial(character) { result.append("\\") }
      result.append(character)
    }
  }

  /// What was typed, without the backslashes that keep the shell from reading it.
  fileprivate var unquoted: String {
    var result = ""
    var isKept = false
    for character in self {
      isKept = character == "\\" && !isKept
      if !isKept { result.append(character) }
    }
    return result
  }
}

import FoundationEssentials

/// A command of the real binary, as it describes itself.
struct CommandTree: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let shouldDisplay: Bool
    let names: [Name]?
    let valueName: String?
    let abstract: String?

    /// As it is typed, or the name of the value that stands in its place.
    var typed: [String] {
      names?.map { ($0.kind == "long" ? "--" : "-") + $0.name } ?? [valueName ?? ""]
    }
  }

  let commandName: String
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let shouldDisplay: Bool
  let subcommands: [CommandTree]?
  let arguments: [Argument]?

  /// The words that call it.
  var words: [String] { (superCommands ?? []) + [commandName] }
  var path: String { words.joined(separator: " ") }

  /// Its arguments that help shows.
  var shown: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }

  /// The lines of its examples, each a call of the program or of a pipe that has one.
  var examples: [String] {
    let lines = (discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.firstIndex(where: { $0 == "Example:" || $0 == "Examples:" }) else { return [] }
    return lines[(head + 1)...].prefix { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
  }

  /// The command, and all below it that help shows, but for the one that gives help.
  var all: [CommandTree] {
    [self] + (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }.flatMap(\.all)
  }

  /// That of the program.
  static func program() throws -> CommandTree {
    struct Tool: Decodable {
      let command: CommandTree
    }
    let text = try Program.run(["--experimental-dump-help"]).output
    return try JSONDecoder().decode(Tool.self, from: Data(text.utf8)).command
  }
}

import ArgumentParser
import FoundationEssentials

/// A command with its options and its own commands, as ArgumentParser describes it: what help and completions are made from.
struct CommandDescription: Decodable {
  /// An argument, an option or a flag.
  struct Argument: Decodable, Hashable {
    /// What it is.
    enum Kind: String, Decodable {
      case positional, option, flag
    }

    /// One way to name it.
    struct Name: Decodable, Hashable {
      let kind: String
      let name: String

      /// As it is typed.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }

    let kind: Kind
    let shouldDisplay: Bool
    let isOptional: Bool
    let isRepeating: Bool
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    /// Its names as they are typed, the long ones first; none of an argument without a dash.
    var typedNames: [String] { (names ?? []).map(\.text).sorted { $0.count > $1.count } }

    /// Whether every command has it.
    var isOfEveryCommand: Bool { typedNames.contains("--help") || typedNames.contains("--version") }
  }

  let commandName: String
  let superCommands: [String]?
  let abstract: String?
  let discussion: String?
  let shouldDisplay: Bool
  let defaultSubcommand: String?
  let subcommands: [CommandDescription]?
  let arguments: [Argument]?

  /// The words that call it.
  var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

  /// Its own arguments that help shows, without those that every command has.
  var ownArguments: [Argument] {
    (arguments ?? []).filter { $0.shouldDisplay && !$0.isOfEveryCommand }
  }

  /// The commands below it that help shows, each before its own; without the one that ArgumentParser adds to give help.
  var descendants: [CommandDescription] {
    (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
      .flatMap { [$0] + $0.descendants }
  }

  /// Whether it has commands of its own, and does nothing without one.
  var isGroup: Bool { subcommands?.isEmpty == false }

  /// The program's.
  static func program() throws -> CommandDescription {
    struct Tool: Decodable {
      let command: CommandDescription
    }
    return try JSONDecoder().decode(Tool.self, from: Data(ElbowCommand._dumpHelp().utf8)).command
  }
}

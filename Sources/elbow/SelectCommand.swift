import ArgumentParser

/// `elbow select …`: chooses among models without a screen.
struct SelectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select", abstract: "Choose among models by an information criterion.",
    subcommands: [SelectMixtureCommand.self])
}

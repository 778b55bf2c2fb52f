import ArgumentParser

/// `elbow select …`: chooses among models without a screen.
struct SelectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "select", abstract: "Choose among models by an information criterion.",
    discussion: """
      Example:
        elbow select gmm --data faithful --components 1-6 --covariance full,tied
      """,
    subcommands: [SelectMixtureCommand.self, SelectUnknownCommand.self],
    defaultSubcommand: SelectUnknownCommand.self)
}

/// `elbow select` with anything that it cannot choose among: says what it can.
struct SelectUnknownCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "unknown", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws {
    guard let model = arguments.first, !model.hasPrefix("-") else {
      throw CleanExit.helpRequest(SelectCommand.self)
    }
    let isFitted = FitCommand.configuration.subcommands.contains { $0._commandName == model }
    throw failing(
      "select knows gmm, the number of components and the covariance family of Gaussian mixtures, and not \(model)"
        + (isFitted ? ": compare fits by the AIC and BIC that elbow fit \(model) gives" : ""), .usage)
  }
}

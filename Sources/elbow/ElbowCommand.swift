import ArgumentParser

/// The command line: opens the explorer, or runs headless.
struct ElbowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "elbow",
    abstract: "An explorer of latent-variable models for the terminal.",
    discussion: """
      Without a command it opens the explorer on Old Faithful.

      Examples:
        elbow                                       Old Faithful in the EM lab
        elbow measurements.csv                      your own data
        elbow fit gmm --data iris --components 3    headless, the result as a table
        elbow fit gmm --data my.csv --components 2 --json --save run.safetensors
        elbow fit vae --data digits --likelihood continuous-bernoulli
        elbow score run.safetensors --data new.csv  a saved model's likelihood of other data
        elbow sample run.safetensors --count 100    rows drawn from a saved model
        elbow select gmm --data iris --components 1-6
        elbow ladder --data faithful                every model, from one Gaussian to diffusion, on one axis
        elbow tour                                  nine lessons, from EM to diffusion
        elbow run.safetensors                       that run again, where it was
        elbow data list                             the built-in data
      """,
    version: ElbowVersion.text,
    subcommands: [
      ExploreCommand.self, TourCommand.self, FitCommand.self, SelectCommand.self, LadderCommand.self,
      ScoreCommand.self,
      SampleCommand.self,
      DataCommand.self, ReplayCommand.self, BenchCommand.self, ManualCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)
}

/// The version of the program.
enum ElbowVersion {
  static let text = "0.8.0"
}

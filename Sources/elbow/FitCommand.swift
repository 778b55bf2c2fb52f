import ArgumentParser

/// `elbow fit …`: fits a model without a screen.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fit a model without a screen.",
    discussion: """
      The result is a table, or with --json a document; --save keeps the run, which elbow opens, score scores and sample draws from.

      Examples:
        elbow fit gmm --data faithful --components 2
        elbow fit ppca --data iris --latent 2 --json
        elbow fit vae --data digits --likelihood continuous-bernoulli --save vae.safetensors
      """,
    subcommands: [
      FitMixtureCommand.self, FitNormalCommand.self, FitPPCACommand.self, FitFactorCommand.self,
      FitRandomInterceptCommand.self, FitLinkageCommand.self, FitItemResponseCommand.self,
      FitLogisticInterceptCommand.self, FitCurveCommand.self, FitAutoencoderCommand.self,
      FitDiffusionCommand.self,
    ])
}

import ArgumentParser

/// `elbow fit …`: fits a model without a screen.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fit a model without a screen.",
    subcommands: [
      FitMixtureCommand.self, FitNormalCommand.self, FitPPCACommand.self, FitFactorCommand.self,
      FitRandomInterceptCommand.self, FitLinkageCommand.self, FitItemResponseCommand.self,
      FitLogisticInterceptCommand.self, FitCurveCommand.self, FitAutoencoderCommand.self,
      FitDiffusionCommand.self,
    ])
}

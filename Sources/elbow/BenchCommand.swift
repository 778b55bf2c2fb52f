import ArgumentParser

/// `elbow bench …`: the timed workloads, each the twin of what another library is timed on.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time a workload.",
    subcommands: [
      BenchMixtureCommand.self, BenchVariationalCommand.self, BenchAutoencoderCommand.self,
      BenchDiffusionCommand.self,
    ])
}

import ArgumentParser

/// `elbow bench …`: the timed workloads, each the twin of what another library is timed on.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time a workload.",
    discussion: """
      Examples:
        elbow bench em --rows 1000000 --dimensions 2 --components 8
        elbow bench diffusion --json
      """,
    subcommands: [
      BenchMixtureCommand.self, BenchVariationalCommand.self, BenchAutoencoderCommand.self,
      BenchDiffusionCommand.self, BenchDrawCommand.self, BenchMonkeyCommand.self,
    ])
}

import ArgumentParser
import Explorer

/// `elbow tour`: opens the explorer with the tour.
struct TourCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tour", abstract: "Open the explorer with the guided tour.",
    discussion: """
      Nine short lessons from EM to diffusion, each set up on data that are built in: what to press, and what to see. The labs are
      free to be played with meanwhile. PageDown turns the page, PageUp turns back, F3 leaves the tour.

      Examples:
        elbow tour
        elbow tour --theme light --glyphs ascii
      """)

  @OptionGroup var terminal: LookOptions

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    guard terminal.plain || isTerminal(1) else {
      throw failing(
        "standard output is no terminal, so the tour cannot open. Its texts are in assets/tour; elbow fit and elbow ladder run headless",
        .noTerminal)
    }
    try terminal.open(OpeningScene(isTour: true, seed: compute.seed), compute)
  }
}

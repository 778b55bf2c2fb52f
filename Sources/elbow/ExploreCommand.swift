import ArgumentParser
import CellGrid
import CursesKit
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit

/// `elbow [FILE|NAME|RUN.safetensors]`: opens the explorer.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer (the default).")

  @Argument(
    help:
      "A data file, a built-in name, or a saved run (.safetensors); without it Old Faithful, in the VI lab a parabola."
  )
  var named: String?

  @Option(help: "For a saved run: where its data are now, if they were moved.")
  var data: String?

  @Option(help: "The columns to use, by name, separated by commas.")
  var columns: String?

  @Option(help: "The column that holds the class of each row.")
  var label: String?

  @Option(help: "A file that holds the class of each row: IDX or NPY with one axis, or CSV with one column.")
  var labels: String?

  @Option(help: "The column that says how many times each row counts.")
  var weights: String?

  @Flag(help: "Bring every column to mean 0 and standard deviation 1 for the fit.")
  var standardize = false

  @Option(help: "For a generator: how many rows.")
  var count: Int?

  @Option(help: "The lab to open: \(LabName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var lab = LabName.em

  @Option(
    help:
      "The model: \(LabName.em.modelNames.joined(separator: ", ")); in the VI lab \(LabName.vi.modelNames.joined(separator: ", ")); without it, the one that suits the data."
  )
  var model: String?

  @Option(help: "How many components a mixture begins with.")
  var components: Int?

  @OptionGroup var terminal: LookOptions

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    let scene = OpeningScene(
      source: named, moved: data, columns: columns, label: label, labels: labels, weights: weights,
      standardize: standardize, count: count, lab: lab, model: model, components: components,
      seed: compute.seed)
    guard isTerminal(1) else {
      throw failing(
        "standard output is no terminal, so the explorer cannot open. Run headless instead: "
          + "elbow fit gmm --data \(scene.location) --components \(components ?? 2), elbow data list, or elbow replay SCRIPT",
        .noTerminal)
    }
    try terminal.open(scene, compute)
  }
}

extension ColorChoice: ExpressibleByArgument {}

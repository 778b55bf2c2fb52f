import ArgumentParser
import CellGrid
import CursesKit
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Preferences

/// `elbow [FILE|NAME|RUN.safetensors]`: opens the explorer.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer (the default).",
    discussion: """
      The keys 1 to 5 lead to the labs (EM, VI, VAE, diffusion, the ladder), ? lists the keys, F3 begins the tour.

      Examples:
        elbow                                       Old Faithful in the EM lab
        elbow iris --model ppca                     built-in data, in a model of your choice
        elbow my.csv --columns height,weight --standardize
        elbow digits --lab vae                      another lab
        elbow two-moons --count 2000 --seed 7 --lab diffusion
        elbow run.safetensors                       a saved run again, where it was
        elbow --log-keys session.keys               what is done is written down, for elbow replay
        elbow --plain                               lines of text, for a screen reader
        elbow --default-config                      a configuration file, with every setting and key
      """)

  @Argument(
    help: ArgumentHelp(
      "A data file, a built-in name, or a saved run (.safetensors); without it Old Faithful, in the VI lab a parabola.",
      valueName: "file-or-name"), completion: .data)
  var named: String?

  @Option(help: "For a saved run: where its data are now, if they were moved.", completion: .file())
  var data: String?

  @Option(help: "The columns to use, by name, separated by commas.")
  var columns: String?

  @Option(help: "The column that holds the class of each row.")
  var label: String?

  @Option(
    help: "A file that holds the class of each row: IDX or NPY with one axis, or CSV with one column.",
    completion: .file())
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
      "The model: \(LabName.em.modelNames.joined(separator: ", ")); in the VI lab \(LabName.vi.modelNames.joined(separator: ", ")); without it, the one that suits the data.",
    completion: .model)
  var model: String?

  @Option(help: "How many components a mixture begins with.")
  var components: Int?

  @Flag(help: "Write a configuration file that says what holds without one, to standard output.")
  var defaultConfig = false

  @OptionGroup var terminal: LookOptions

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    guard !defaultConfig else { return try output(String(Configuration().text.dropLast())) }
    let scene = OpeningScene(
      source: named, moved: data, columns: columns, label: label, labels: labels, weights: weights,
      standardize: standardize, count: count, lab: lab, model: model, components: components,
      seed: compute.seed)
    guard terminal.plain || isTerminal(1) else {
      throw failing(
        "standard output is no terminal, so the explorer cannot open. Run headless instead: "
          + "elbow fit gmm --data \(scene.location) --components \(components ?? 2), elbow data list, or elbow replay SCRIPT",
        .noTerminal)
    }
    try terminal.open(scene, compute)
  }
}

extension ColorChoice: ExpressibleByArgument {}

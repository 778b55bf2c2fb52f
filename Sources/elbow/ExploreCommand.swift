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

  /// What is opened.
  private var source: String { named ?? lab.usualData }
  /// How many rows a generator makes; of a parabola that nobody asked for, as many as show it.
  private var rows: Int? { count ?? (named == nil && lab == .vi ? 200 : nil) }

  func run() throws {
    guard isTerminal(1) else {
      throw failing(
        "standard output is no terminal, so the explorer cannot open. Run headless instead: "
          + "elbow fit gmm --data \(source) --components \(components ?? 2), elbow data list, or elbow replay SCRIPT",
        .noTerminal)
    }
    let choice = try chosenModel()
    let opening = try readSource()
    try MainActor.assumeIsolated {
      try terminal.open(lab: lab, choice: choice, compute) { explorer in
        switch opening {
        case .table(let data): explorer.open(data)
        case .run(let archive, let data): explorer.open(archive, on: data)
        }
      }
    }
  }

  /// The model that a person chose, or the one that will suit the data.
  private func chosenModel() throws -> OpeningChoice {
    try refuseModel(model, in: lab)
    guard let components else { return openingChoice(model: model, seed: compute.seed) }
    guard lab == .em, model == nil || model == GaussianMixture.summary.name else {
      throw failing("--components belongs to a mixture: leave it out, or --model \(model ?? "")", .usage)
    }
    guard (1...MixtureSettings.mostComponents).contains(components) else {
      throw failing(
        "--components is \(components): it must be from 1 to \(MixtureSettings.mostComponents)", .usage)
    }
    return .plan(.mixture(MixtureSettings(components: components, seed: compute.seed)))
  }

  /// What the explorer opens on.
  private enum Opening {
    case table(DataTable)
    case run(ModelArchive, DataTable)
  }

  private func readSource() throws -> Opening {
    try refuseCount(count, for: source)
    try refuseTwoLabels(label, labels)
    let isRun = source.hasSuffix(".safetensors")
    guard isRun || data == nil else {
      throw failing(
        "--data says where the data of a saved run are: name the data themselves, elbow \(data ?? "")", .usage
      )
    }
    guard
      !isRun
        || (columns == nil && label == nil && labels == nil && weights == nil && count == nil && !standardize)
    else {
      throw failing(
        "\(source) is a saved run, which brings its data with it: leave out --columns, --label, --labels, --weights, --count "
          + "and --standardize", .usage)
    }
    do {
      if isRun {
        let (file, data) = try RunFile.open(source, data: data)
        return .run(file.history, data)
      }
      return .table(
        try loadTable(
          DataRequest(
            location: source, columns: columns.map(splitColumns), label: label, labelFile: labels,
            weights: weights, standardize: standardize, count: rows, seed: compute.seed)))
    } catch {
      throw failing(error)
    }
  }
}

extension ColorChoice: ExpressibleByArgument {}

/// How the model of the data is chosen, by a name or by the data.
func openingChoice(model: String?, seed: UInt64) -> OpeningChoice {
  model.map { .model(named: $0, seed: seed) } ?? .suited(seed: seed)
}

/// Refuses the name of no model.
func refuseModel(_ name: String?, in lab: LabName) throws {
  guard let name, !lab.modelNames.contains(name) else { return }
  guard lab != .ladder else {
    throw failing("--model is \(name): the ladder has every rung, and needs none", .usage)
  }
  throw failing(
    "--model is \(name): in the \(lab.rawValue) lab it must be one of \(lab.modelNames.joined(separator: ", "))",
    .usage)
}

extension LabName: ExpressibleByArgument {
  /// The names of the models that the lab has.
  var modelNames: [String] {
    switch self {
    case .em: EMPlan.modelNames
    case .vi: AnyVariationalModel.modelNames
    case .vae: [VariationalAutoencoder.summary.name]
    case .diffusion: [DiffusionModel.summary.name]
    // A ladder has them all.
    case .ladder: []
    }
  }

  /// What it opens when nobody names any data.
  var usualData: String {
    switch self {
    case .em: "faithful"
    case .vi: "quadratic"
    case .vae: "digits"
    case .diffusion, .ladder: "two-moons"
    }
  }
}

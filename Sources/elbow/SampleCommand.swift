import ArgumentParser
import DataFiles
import Explorer
import LatentModels
import NumericCore

/// `elbow sample MODEL`: draws from a saved model.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw rows from a saved model.",
    discussion: """
      Rows come in the data's own units, as CSV or, where the name ends so, as NPY.

      Examples:
        elbow sample run.safetensors --count 1000 --out draws.csv
        elbow sample vae.safetensors --count 64 --means --out faces.npy
        elbow sample told.safetensors --count 16 --label 7
        elbow sample diffusion.safetensors --count 1000 --method ddim --steps 50 --eta 0
        elbow sample digits.safetensors --count 64 --label 7 --guidance 2 --out sevens.npy
      """)

  @Argument(help: "A run that was saved: fit --save, or the key s.", completion: .run)
  var model: String

  @Option(parsing: .unconditional, help: "How many rows.")
  var count: Int

  @Option(help: "Of a model that is told labels: the label.")
  var label: String?

  @Flag(help: "Of an autoencoder: the mean of a row given its latent, not a draw.")
  var means = false

  @OptionGroup var path: SamplingOptions

  @Option(
    help: "The file to write, .csv, .tsv or .npy; CSV on standard output without it.", completion: .file())
  var out: String?

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...10_000_000).contains(count) else {
      throw ValidationError("--count is \(count): it must be from 1 to 10000000")
    }
  }

  func run() throws {
    do {
      let table = try table()
      if let out, out.hasSuffix(".npy") {
        try writeArray(table.ownValues, to: out)
      } else {
        try writeTable(table, to: out ?? "-")
      }
    } catch let error as FittingError {
      throw failing(error)
    } catch let error as DataError {
      throw failing(error)
    }
  }

  /// The rows, from the model alone where it says all that they take, or else with the data that it was fitted to.
  private func table() throws -> DataTable {
    let run = try RunFile.readModel(model)
    guard VariationalAutoencoder.standsAlone(run.history) else {
      let (run, fitted) = try RunFile.openModel(model)
      return try draws(from: run.history, fittedTo: fitted)
    }
    try refusePath()
    let model = try VariationalAutoencoder(alone: run.history)
    return DataTable(
      name: model.data.name, values: try samples(of: model), columnNames: model.data.columnNames,
      transform: model.data.transform ?? .identity(model.data.columns))
  }

  /// Refuses a way from noise to the data, of a model that has none.
  private func refusePath() throws {
    guard !path.isAsked else {
      throw failing(
        "--method, --steps, --eta and --guidance are for diffusion models, and this is another model", .usage)
    }
  }

  private func samples(of model: VariationalAutoencoder) throws -> Matrix<Double> {
    model.samples(count: count, seed: compute.seed, label: try code(of: model), areMeans: means)
  }

  private func draws(from archive: ModelArchive, fittedTo data: DataTable) throws -> DataTable {
    if archive.isDiffusion {
      guard !means else { throw failing("--means is for autoencoders, and this is another model", .usage) }
      let model = try DiffusionModel(archive: archive, data: data)
      let pool = compute.pool()
      defer { pool.stop() }
      let values = try path.samples(
        of: model, count: count, seed: compute.seed, label: label, in: Workspace(pool: pool))
      return DataTable(
        name: data.name, values: values, columnNames: data.columnNames, transform: data.transform)
    }
    try refusePath()
    if archive.isAutoencoder {
      let model = try VariationalAutoencoder(archive: archive, data: data)
      return DataTable(
        name: data.name, values: try samples(of: model), columnNames: data.columnNames,
        transform: data.transform)
    }
    guard label == nil, !means else {
      throw failing("--label and --means are for autoencoders, and this is another model", .usage)
    }
    guard !archive.isVariational else {
      throw failing(
        "\(archive.metadata["model"] ?? "this model") draws no rows: its rows belong to groups or items",
        .usage)
    }
    let model = try AnyEMModel(archive: archive, data: data)
    guard model.hasExchangeableRows else {
      throw failing(
        "\(model.plan.summary.name) draws no rows one by one: they belong to groups or cells", .usage)
    }
    let seed = compute.seed
    var rows: [Double] = []
    var replicate: UInt32 = 0
    while rows.count < count * data.dimensions {
      rows += try model.base.simulatedData(seed: seed, replicate: replicate).values.storage
      replicate += 1
    }
    let values = Matrix(
      rows: count, columns: data.dimensions, storage: Array(rows.prefix(count * data.dimensions)))
    return DataTable(
      name: data.name, values: values, columnNames: data.columnNames, transform: data.transform)
  }

  /// The class that `--label` names.
  private func code(of model: VariationalAutoencoder) throws -> Int? {
    let levels = model.settings.isConditional ? model.data.labels?.levels ?? [] : []
    guard let label else {
      guard levels.isEmpty else {
        throw failing(
          "the autoencoder is told labels: name one with --label (\(levels.joined(separator: ", ")))", .usage)
      }
      return nil
    }
    guard let code = levels.firstIndex(of: label) else {
      throw failing(
        levels.isEmpty
          ? "--label \(label): the autoencoder is told none"
          : "--label \(label): it must be one of \(levels.joined(separator: ", "))", .usage)
    }
    return code
  }
}

extension AnyEMModel {
  /// Whether a row may be drawn without the others.
  fileprivate var hasExchangeableRows: Bool {
    switch plan {
    case .mixture, .normal, .ppca, .factor: true
    case .randomIntercept, .linkage: false
    }
  }
}

extension DataTable {
  /// The numbers in the data's own units.
  fileprivate var ownValues: Matrix<Double> {
    var result = values
    for row in 0..<rows {
      for column in 0..<dimensions {
        result[row, column] = transform.own(values[row, column], column: column)
      }
    }
    return result
  }
}

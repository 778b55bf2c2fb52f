import DataFiles
import LatentModels
import NumericCore

/// The rows that an autoencoder is fitted to, and those that it does not see: a table, or pictures that stay bytes until the nets
/// take them as Float.
struct AutoencoderRows {
  /// What they are called.
  let name: String
  /// The rows that are fitted.
  let training: LoadedData
  /// The others.
  private let heldOut: LoadedData?

  /// The rows that the options ask for. Under a Gaussian law, which is fitted about the means of the columns and in their unit,
  /// they are numbers in Double; where it `startsAtData`, σ begins at that unit.
  init(_ options: CommonFitOptions, _ settings: inout AutoencoderSettings, startsAtData: Bool) throws {
    var rows = try options.data.rows(seed: options.compute.seed)
    let holdout = try Holdout(options.holdout)
    var isFile = false
    if case .file = holdout { isFile = true }
    if case .gaussian(_, let isLearned) = settings.law {
      let table = rows.table
      rows = .table(table)
      if isLearned, startsAtData {
        settings.law = .gaussian(deviation: table.pooledDeviation, isLearned: true)
      }
    }
    name = rows.name
    if !isFile, case .pixels(let pixels) = rows {
      let parts = try holdout.split(pixels, seed: options.compute.seed)
      (training, heldOut) = (.pixels(parts.training), parts.heldOut.map(LoadedData.pixels))
    } else {
      let parts = try holdout.split(rows.table, seed: options.compute.seed)
      (training, heldOut) = (.table(parts.training), parts.heldOut.map(LoadedData.table))
    }
  }

  /// An autoencoder of the rows that are fitted, before its first step.
  func model(_ settings: AutoencoderSettings) throws(FittingError) -> VariationalAutoencoder {
    switch training {
    case .table(let table): try VariationalAutoencoder(data: table, settings: settings)
    case .pixels(let pixels):
      try VariationalAutoencoder(rows: AutoencoderData(pixels), settings: settings)
    }
  }

  /// The rows that are not fitted, as `model` takes them.
  func heldOutData(for model: VariationalAutoencoder) throws(FittingError) -> AutoencoderData? {
    switch heldOut {
    case .table(let table):
      try AutoencoderData(table, heldOut: 0, seed: model.settings.seed, frame: model.data.frame)
    case .pixels(let pixels): try AutoencoderData(pixels)
    case nil: nil
    }
  }
}

extension AutoencoderData {
  /// Pictures as Float in [0, 1].
  convenience init(_ pixels: PixelTable) throws(FittingError) {
    try self.init(
      name: pixels.name, rows: pixels, columnNames: pixels.imageShape.columnNames, labels: pixels.labels)
  }
}

extension LoadedData {
  /// What they are called.
  var name: String {
    switch self {
    case .table(let table): table.name
    case .pixels(let pixels): pixels.name
    }
  }

  /// How to read them again.
  var source: DataSource {
    switch self {
    case .table(let table): table.source
    case .pixels(let pixels): pixels.source
    }
  }

  /// What the columns are called.
  var columnNames: [String] {
    switch self {
    case .table(let table): table.columnNames
    case .pixels(let pixels): pixels.imageShape.columnNames
    }
  }
}

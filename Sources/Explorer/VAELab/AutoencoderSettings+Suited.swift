import LatentModels
import NumericCore

extension AutoencoderSettings {
  /// What the autoencoder lab begins with on `data`: pictures by values in [0, 1], other tables by a Gaussian law whose σ is
  /// learned.
  static func suited(to data: DataTable, seed: UInt64) -> AutoencoderSettings {
    var settings = AutoencoderSettings()
    settings.seed = seed
    settings.heldOut = data.rows >= 100 ? 0.1 : 0
    settings.batch = min(128, data.rows)
    settings.latents = max(1, min(2, data.dimensions - 1))
    if data.pictureShape != nil, let isBinary = data.isBinaryInUnitRange {
      settings.law = isBinary ? .bernoulli : .continuousBernoulli
      // Many pictures are soon seen often enough; few take many passes, which are short.
      (settings.rate, settings.epochs) = data.rows > 20_000 ? (1e-3, 20) : (2e-3, 1000)
    } else {
      settings.law = .gaussian(deviation: data.pooledDeviation, isLearned: true)
      (settings.encoder, settings.decoder) = ([32], [32])
      settings.activationName = "tanh"
      settings.rate = 3e-3
      settings.epochs = 1000
    }
    return settings
  }

  /// The same with linear maps for both nets, under which a Gaussian law has an exact answer.
  func linear(for data: DataTable) -> AutoencoderSettings {
    var settings = self
    (settings.encoder, settings.decoder) = ([], [])
    settings.objective = .bound
    settings.isConditional = false
    // Every step is the exact gradient, so larger steps over all rows are safe.
    settings.rate = max(settings.rate, 0.03)
    settings.batch = min(max(data.rows, 1), 1024)
    settings.epochs = max(settings.epochs, 5000)
    if case .gaussian = law { return settings }
    settings.law = .gaussian(deviation: data.pooledDeviation, isLearned: true)
    return settings
  }

  /// The same with nets of one hidden layer each, under the law that suits `data`.
  func hidden(for data: DataTable) -> AutoencoderSettings {
    let usual = AutoencoderSettings.suited(to: data, seed: seed)
    var settings = self
    (settings.encoder, settings.decoder) = (usual.encoder, usual.decoder)
    settings.activationName = usual.activationName
    (settings.rate, settings.batch, settings.epochs) = (usual.rate, usual.batch, usual.epochs)
    settings.law = usual.law
    return settings
  }
}

extension DataTable {
  /// The table as the lab fits it: with columns brought to mean 0 and deviation 1 where they lie so far from that that the
  /// steps of training would take too long to get there, or saturate a net.
  func suitedToNets() -> DataTable {
    guard transform.isIdentity, imageShape == nil, isBinaryInUnitRange == nil, !source.completeRowsOnly,
      values.storage.contains(where: { abs($0) > 20 })
    else { return self }
    var result = standardized()
    result.source.standardized = true
    result.notes.append("columns are standardised for the fit and shown in their own units")
    return result
  }

  /// The shape that rows are drawn in as pictures: the one that the source gives, or a square of at least 4 by 4 where all
  /// values lie in [0, 1]; nil where rows are no pictures.
  var pictureShape: ImageShape? {
    if let imageShape { return imageShape }
    let side = Int(Double(dimensions).squareRoot().rounded())
    guard side >= 4, side * side == dimensions, isBinaryInUnitRange != nil else { return nil }
    return ImageShape(height: side, width: side)
  }

  /// Whether all values are 0 or 1, where all lie in [0, 1]; nil where they do not, or all are missing.
  var isBinaryInUnitRange: Bool? {
    var isBinary = true
    var count = 0
    for value in values.storage where !value.isNaN {
      guard value >= 0, value <= 1 else { return nil }
      count += 1
      if value != 0, value != 1 { isBinary = false }
    }
    return count > 0 ? isBinary : nil
  }
}

import LatentModels
import NumericCore

extension DiffusionSettings {
  /// What the diffusion lab begins with on `data`.
  static func suited(to data: DataTable, seed: UInt64) -> DiffusionSettings {
    var settings = DiffusionSettings()
    settings.seed = seed
    settings.heldOut = data.rows >= 100 ? 0.1 : 0
    settings.levels = 200
    settings.schedule = .cosine
    // Where next to nothing is signal, x̂₀ from ε̂ is a small number divided by a smaller one; v̂ is steady there.
    settings.objective = .velocity
    settings.batch = 256
    settings.steps = 20_000
    settings.recordEvery = 50
    settings.isRateFalling = true
    if data.pictureShape != nil {
      settings.hidden = data.dimensions > 100 ? 512 : 256
      settings.isConditional = data.labels?.levels.count ?? 0 > 1
    }
    return settings
  }

  /// The settings after a person's change.
  func changed(by change: DiffusionChange) -> DiffusionSettings {
    var result = self
    switch change {
    case .rate(let rate): result.rate = rate
    case .decay(let decay): result.decay = decay
    case .clip(let limit): result.clip = limit
    case .steps(let steps): result.steps = steps
    }
    return result
  }
}

import ArgumentParser
import DataFiles
import LatentModels
import NumericCore

/// What a diffusion model is made of and how it is trained, as options.
struct DiffusionOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "How many levels of noise, T.")
  var levels = 1000

  @Option(
    help: "How noise grows: linear, cosine, sigmoid, vp, or a file of beta_1 … beta_T, one a line.",
    completion: .nameOrFile(["linear", "cosine", "sigmoid", "vp"]))
  var schedule = "linear"

  @Option(
    help: "What the network says: eps, the noise; x0, the row; or v.",
    completion: .list(DiffusionSettings.Objective.allCases.map(\.rawValue)))
  var objective = "eps"

  @Option(
    help: "What the error of a level counts: simple, vlb, min-snr (min-snr:GAMMA), or edm.",
    completion: .list(["simple", "vlb", "min-snr:5", "edm"]))
  var weight = "simple"

  @Option(
    parsing: .unconditional,
    help: "Minibatches, each of which is an iteration. (default: 4000, or --iterations where that is given)")
  var steps: Int?

  @Option(parsing: .unconditional, help: "Rows of a minibatch.")
  var batch = 256

  @Option(parsing: .unconditional, help: "The rate of Adam.")
  var rate = 1e-3

  @Flag(help: "Let the rate fall to 0 along half a wave.")
  var cosine = false

  @Option(parsing: .unconditional, help: "How fast weights shrink on their own, per unit of rate.")
  var decay = 0.0

  @Option(parsing: .unconditional, help: "The greatest length of a gradient; none without it.")
  var clip: Double?

  @Option(parsing: .unconditional, help: "Units of a layer.")
  var hidden = 128

  @Option(parsing: .unconditional, help: "Layers with a straight way beside them.")
  var blocks = 3

  @Option(parsing: .unconditional, help: "Numbers that tell the level.")
  var code = 128

  @Option(
    help: "relu, tanh, silu, gelu, softplus or sigmoid.", completion: .list(DiffusionSettings.activationNames)
  )
  var activation = "gelu"

  @Option(
    parsing: .unconditional, help: "How much of the average of the parameters is kept from step to step.")
  var ema = 0.998

  @Flag(help: "Tell the network the label of the row.")
  var conditional = false

  @Option(parsing: .unconditional, help: "How often the label is left out, for guidance.")
  var labelDropout = 0.1

  /// The settings that the options ask for.
  func settings(seed: UInt64, iterations: Int?) throws -> DiffusionSettings {
    var settings = DiffusionSettings()
    (settings.levels, settings.batch, settings.rate) = (levels, batch, rate)
    settings.steps = steps ?? iterations.map { max(1, $0) } ?? 4000
    (settings.isRateFalling, settings.decay, settings.clip) = (cosine, decay, clip)
    (settings.hidden, settings.blocks, settings.codes) = (hidden, blocks, code)
    (settings.averageDecay, settings.isConditional, settings.labelDropout) = (ema, conditional, labelDropout)
    settings.seed = seed
    let names = DiffusionSettings.activationNames
    guard names.contains(activation) else { throw wrong("--activation \(activation)", names) }
    settings.activationName = activation
    guard let objective = DiffusionSettings.Objective(rawValue: objective) else {
      throw wrong("--objective \(objective)", DiffusionSettings.Objective.allCases.map(\.rawValue))
    }
    settings.objective = objective
    settings.weight = try lossWeight()
    try setSchedule(of: &settings)
    return settings
  }

  private func setSchedule(of settings: inout DiffusionSettings) throws {
    switch schedule {
    case "linear": settings.schedule = .linear
    case "cosine": settings.schedule = .cosine
    case "sigmoid": settings.schedule = .sigmoid
    case "vp": settings.schedule = .variancePreserving
    default:
      guard schedule.contains(".") || schedule.contains("/") else {
        throw wrong("--schedule \(schedule)", ["linear", "cosine", "sigmoid", "vp", "a file"])
      }
      do {
        let table = try loadTable(DataRequest(location: schedule))
        guard table.dimensions == 1 else {
          throw failing(
            "--schedule \(schedule) has \(counted(table.dimensions, "column")): it must have one, of beta_1 … beta_T",
            .badData)
        }
        settings.schedule = .given(table.values.storage)
        settings.levels = table.rows
      } catch let error as DataError {
        throw failing(error)
      }
    }
  }

  private func lossWeight() throws -> DiffusionSettings.Weight {
    let parts = weight.split(separator: ":", maxSplits: 1)
    switch parts.first {
    case "simple" where parts.count == 1: return .simple
    case "vlb" where parts.count == 1: return .bound
    case "edm" where parts.count == 1: return .preconditioned
    case "min-snr":
      guard parts.count == 2 else { return .minimumRatio(5) }
      if let gamma = Double(parts[1]) { return .minimumRatio(gamma) }
    default: break
    }
    throw wrong("--weight \(weight)", ["simple", "vlb", "min-snr:GAMMA", "edm"])
  }

  private func wrong(_ option: String, _ expected: [String]) -> any Error {
    failing("\(option): it must be one of these: \(expected.joined(separator: ", "))", .usage)
  }
}

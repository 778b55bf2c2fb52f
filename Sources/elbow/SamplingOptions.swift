import ArgumentParser
import LatentModels
import NumericCore

/// How rows are drawn from a diffusion model, as options.
struct SamplingOptions: ParsableArguments {
  @Option(help: "Of a diffusion model: ancestral, ddim, euler, heun, rk4 or dpm++. (default: ancestral)")
  var method: Method?

  @Option(
    parsing: .unconditional,
    help: "Of a diffusion model: so many of its levels, evenly spread; all without it."
  )
  var steps: Int?

  @Option(parsing: .unconditional, help: "Of ddim: how much is drawn anew, from 0 to 1. (default: 0)")
  var eta: Double?

  @Option(
    parsing: .unconditional,
    help: "Of a diffusion model that is told labels: how much the label is exaggerated. (default: 0)")
  var guidance: Double?

  /// The methods by their names.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case ancestral
    case ddim
    case euler
    case heun
    case rk4
    case multistep = "dpm++"
  }

  /// Whether any of them was given.
  var isAsked: Bool { method != nil || steps != nil || eta != nil || guidance != nil }

  /// Rows of `model`, in the units of the fit.
  func samples(
    of model: DiffusionModel, count: Int, seed: UInt64, label: String?, in workspace: Workspace
  ) throws -> Matrix<Double> {
    let method = method ?? .ancestral
    if eta != nil, method != .ddim { throw failing("--eta is for --method ddim", .usage) }
    if let guidance, !(abs(guidance) <= 1000) {
      throw failing("--guidance is \(guidance): it must be from -1000 to 1000", .usage)
    }
    let how: SamplingMethod =
      switch method {
      case .ancestral: .ancestral(.upper)
      case .ddim: .ddim(eta: eta ?? 0)
      case .euler: .flow(.euler)
      case .heun: .flow(.heun)
      case .rk4: .flow(.rungeKutta)
      case .multistep: .multistep
      }
    return try model.samples(
      count: count, grid: try NoiseGrid(model.levels.schedule, steps: steps), method: how, seed: seed,
      label: try code(of: label, model), guidance: guidance ?? 0, in: workspace)
  }

  /// The class of that name.
  private func code(of label: String?, _ model: DiffusionModel) throws -> Int? {
    guard let label else { return nil }
    let levels = model.settings.isConditional ? model.data.table.labels?.levels ?? [] : []
    guard let code = levels.firstIndex(of: label) else {
      throw failing(
        levels.isEmpty
          ? "--label \(label): the model is told none"
          : "--label \(label): it must be one of \(levels.joined(separator: ", "))", .usage)
    }
    return code
  }
}

import ArgumentParser
import Explorer
import LatentModels

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

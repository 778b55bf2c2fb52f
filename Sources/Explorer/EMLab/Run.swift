import LatentModels

/// A fit as the EM lab sees it.
typealias Run = LabRun<EMPortrait>

extension EMPortrait: LabPortrait {
  /// θ of a picture of cells.
  var wayPoint: [Double] { if case .cells(let cells) = picture { [cells.theta] } else { [] } }
}

extension Run {
  /// The mixture there, where it is one.
  var mixture: MixturePortrait? { portrait?.mixture }
  /// Whether its rows have two latents to be drawn by.
  var hasLatentPlane: Bool {
    if case .cloud(let cloud) = portrait?.picture { !cloud.latentPositions.isEmpty } else { false }
  }
  /// The exact maximum of the log-likelihood, where the model has a closed form, in nats.
  var closedForm: Double? {
    switch portrait?.picture {
    case .cloud(let cloud): cloud.closedForm
    case .groups(let groups): groups.closedForm
    case .mixture, .cells, nil: nil
    }
  }
}

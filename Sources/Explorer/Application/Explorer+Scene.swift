import LatentModels
import NumericCore

extension Explorer {
  /// The actions that choose what is drawn beside the rows.
  mutating func show(_ action: Action, besideRowsOf lab: inout DiffusionLab) -> [Effect] {
    guard lab.imageShape == nil else {
      say("pictures lie in no plane: fields and densities are for a few columns")
      return []
    }
    lab.focusRows()
    if action == .showField { nextField(of: &lab) } else { nextDensity(of: &lab) }
    return []
  }

  private mutating func nextField(of lab: inout DiffusionLab) {
    guard lab.plane.x != lab.plane.y else {
      say("the score of one column is the slope of its log-density: \(key(.showDensity)) draws that")
      return
    }
    let order: [PlaneSceneRequest.Field?] = [nil] + PlaneSceneRequest.Field.allCases
    lab.scene.field = order.neighbour(of: lab.scene.field)
    let slice = lab.data.dimensions > 2 ? ", in the slice through the mean" : ""
    switch lab.scene.field {
    case nil: say("no field")
    case .learned: say("score that the network has learned\(slice)")
    case .exact where lab.reference == nil, .difference where lab.reference == nil:
      say("the exact score waits for the mixture that EM fits to the rows")
    case .exact: say("exact score of the EM mixture\(slice)")
    case .difference:
      say("where the learned and the exact score differ, weighted by the density\(slice)")
    }
  }

  private mutating func nextDensity(of lab: inout DiffusionLab) {
    lab.scene.density = SceneView.Density.allCases.neighbour(of: lab.scene.density)
    let waits = lab.reference == nil ? ", which is still being fitted" : ""
    switch lab.scene.density {
    case .none: say("no density")
    case .exact: say("density of x_t under the EM mixture, exact\(waits)")
    case .estimate: say("kernel estimate of the density of the rows shown")
    case .both: say("density under the EM mixture, exact, and the kernel estimate from the rows\(waits)")
    }
  }
}

import LatentModels
import NumericCore

/// What is drawn beside the rows of the large panel.
struct SceneView: Hashable, Sendable {
  /// Whose density is drawn.
  enum Density: Hashable, Sendable, CaseIterable {
    case none, exact, estimate, both
  }

  /// Which field of scores; nil for none.
  var field: PlaneSceneRequest.Field?
  /// Whose density.
  var density = Density.none
  /// The level that a person chose, where no film says which; nil before that.
  var chosenLevel: Int?
  /// What was last asked for.
  var asked: PlaneSceneRequest?

  /// Whether the exact density is drawn.
  var hasExactDensity: Bool { density == .exact || density == .both }
  /// Whether the estimate from the rows is drawn.
  var hasEstimate: Bool { density == .estimate || density == .both }
  /// Whether anything is drawn.
  var isOn: Bool { field != nil || density != .none }
}

extension DiffusionLab {
  /// The level of fields and densities: that of the film, or else the one that was chosen.
  var sceneLevel: Int {
    if let shownLevel { return shownLevel.number }
    let levels = run.portrait?.schedule.levels ?? settings.levels
    return min(max(scene.chosenLevel ?? levels / 5, 1), levels)
  }

  /// Chooses another level, where no film says which.
  mutating func moveLevel(by places: Int) {
    let levels = run.portrait?.schedule.levels ?? settings.levels
    let step = max(1, levels / 100)
    scene.chosenLevel = min(max(sceneLevel + places * step, 1), levels)
  }

  /// What the trainer is asked to work out of the plane; nil where nothing of it is shown.
  var sceneRequest: PlaneSceneRequest? {
    guard imageShape == nil, run.portrait != nil, scene.isOn || (view != .data && cursor != nil) else {
      return nil
    }
    let window = window
    var request = PlaneSceneRequest(
      x: plane.x, y: plane.y, across: window.x, upwards: window.y, level: sceneLevel)
    request.field = plane.x == plane.y ? nil : scene.field
    request.hasDensity = scene.hasExactDensity
    if scene.hasEstimate, let rows = shownRows?.rows {
      request.cloud = (0..<rows.rows).flatMap { [rows[$0, plane.x], rows[$0, plane.y]] }
    }
    request.cursor = cursor
    request.reference = reference?.parameters
    return request
  }

  /// A question where something else of the plane is wanted than before.
  mutating func refreshScene() -> [Effect] {
    let wanted = sceneRequest
    guard wanted != scene.asked else { return [] }
    scene.asked = wanted
    return wanted == nil ? [] : askLater()
  }

  /// The plane of a run as it was last worked out, where it is of what is shown.
  func sceneShown(ofRun index: Int) -> PlaneScene? {
    guard let wanted = sceneRequest, let found = runs[index].portrait?.scene,
      (found.request.x, found.request.y) == (wanted.x, wanted.y), found.request.field == wanted.field
    else { return nil }
    return found
  }
}

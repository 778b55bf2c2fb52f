import NumericCore

/// What a view asks a diffusion model for.
public struct DiffusionPortraitRequest: Hashable, Sendable {
  /// At most so many rows are shown.
  public var points: Int
  /// The plane that is wanted beside them; nil for none.
  public var scene: PlaneSceneRequest?

  /// A request for so many rows at most.
  public init(points: Int = 2000, scene: PlaneSceneRequest? = nil) {
    self.points = points
    self.scene = scene
  }
}

/// A diffusion model as a view draws it. What is drawn of its fields and paths a view works out from the denoiser, which is a
/// value of its own.
public struct DiffusionPortrait: Sendable {
  /// What it is made of and how it is trained.
  public let settings: DiffusionSettings
  /// How noise grows.
  public let schedule: NoiseSchedule
  /// What the fit would do next.
  public let nextPhase: Phase?
  /// Minibatches taken.
  public let stepsTaken: Int
  /// What was seen on the way.
  public let records: [DiffusionRecord]
  /// How many rows training draws from, and how many it does not.
  public let trainingRows: Int
  /// How many it does not.
  public let heldOutRows: Int
  /// Which rows are shown, and of each the class; −1 where it has none.
  public let rows: [Int]
  /// The class of each.
  public let codes: [Int32]
  /// The rows that are shown, in the data's own units: rows × D.
  public let points: Matrix<Double>
  /// From the data's own units to the frame in which the denoiser works.
  public let frame: UnitTransform
  /// What has been learned so far.
  public let denoiser: LearnedDenoiser
  /// The law of the data in the frame, where it is known.
  public let law: MixtureParameters?
  /// The plane that was asked for.
  public let scene: PlaneScene?
}

extension DiffusionModel {
  /// The model as it stands.
  public func portrait(_ request: DiffusionPortraitRequest, in workspace: Workspace) -> DiffusionPortrait {
    let rows = shownRows(atMost: request.points)
    let table = data.table
    var points = table.values.selectingRows(rows)
    for row in 0..<rows.count {
      for column in 0..<data.columns {
        points[row, column] = table.transform.own(points[row, column], column: column)
      }
    }
    return DiffusionPortrait(
      settings: settings, schedule: levels.schedule, nextPhase: nextPhase, stepsTaken: stepsTaken,
      records: records, trainingRows: data.training.count, heldOutRows: data.heldOut.count, rows: rows,
      codes: rows.map { table.labels?.codes[$0] ?? -1 }, points: points,
      frame: table.transform.followed(by: data.frame), denoiser: denoiser, law: data.law,
      scene: request.scene.flatMap { scene($0, in: workspace) })
  }

  /// The rows that are shown, spread evenly where there are more than asked for.
  func shownRows(atMost most: Int) -> [Int] {
    let count = data.table.rows
    guard count > most, most > 0 else { return most > 0 ? Array(0..<count) : [] }
    return (0..<most).map { $0 * count / most }
  }
}

import LatentModels

extension Explorer {
  /// The lab that is shown, where runs are; nil on the ladder, and where nothing is open.
  private var runningLab: (any RunningLab)? {
    switch shown {
    case .em: lab
    case .vi: variational
    case .vae: autoencoder
    case .diffusion: diffusion
    case .ladder: nil
    }
  }

  /// How many half-steps led the active run to where it stands; of a ladder, how many rungs are done.
  public var activeStep: Int? { shown == .ladder ? ladder?.climb?.report?.done : runningLab?.activeStep }

  /// The run that keys act on; nil where there is none.
  var activeRunID: RunID? { runningLab?.activeRunID }

  /// The letter of the run that stands beside the one that keys act on; nil where there is none.
  var otherRun: String? { runningLab?.otherRun }

  /// How a run or a study moves, as far as a log of keys has to know.
  struct Movement: Hashable {
    let isPlaying: Bool
    let openQuestions: Int
    /// Half-steps or minibatches that led to where a run stands, or pieces of work that a study took, as last reported.
    let steps: Int
  }

  /// How many answers the active run owes.
  var openQuestions: Int { activeRunID.flatMap(movement)?.openQuestions ?? 0 }

  /// Whether a key has not been answered yet: the run that it was for stands still, and owes something.
  public var owesAnswer: Bool {
    guard let id = activeRunID, let movement = movement(of: id) else { return false }
    return !movement.isPlaying && movement.openQuestions > 0
  }

  /// How the run of that number moves; nil where there is none.
  func movement(of id: RunID) -> Movement? {
    movement(of: id, in: lab) ?? movement(of: id, in: variational) ?? movement(of: id, in: autoencoder)
      ?? movement(of: id, in: diffusion)
  }

  private func movement(of id: RunID, in lab: (some RunningLab)?) -> Movement? {
    lab?.runs.first { $0.id == id }
      .map(Movement.init)
  }

  /// How the runs move that the labs know of.
  var runMovements: [RunID: Movement] {
    let all =
      movements(in: lab) + movements(in: variational) + movements(in: autoencoder) + movements(in: diffusion)
    return Dictionary(all) { first, _ in first }
  }

  /// The runs that play.
  var playingRuns: [RunID: Movement] { runMovements.filter(\.value.isPlaying) }

  private func movements(in lab: (some RunningLab)?) -> [(RunID, Movement)] {
    lab?.runs.map { ($0.id, Movement($0)) } ?? []
  }

  /// How the studies move that the labs know of.
  var studyMovements: [StudyID: Movement] {
    Dictionary(backgroundStudies.map { ($0.id, $0.movement) }) { first, _ in first }
  }

  /// The studies that the labs know of.
  var backgroundStudies: [any BackgroundStudy] {
    let ofRuns: [any BackgroundStudy] =
      (lab?.backgroundStudies ?? []) + (variational?.backgroundStudies ?? [])
      + (autoencoder?.backgroundStudies ?? []) + (diffusion?.backgroundStudies ?? [])
    return ofRuns + (ladder?.climbs ?? [])
  }

  /// Whether something goes on without a key: a run, a study, or a film. Answers that are owed are nothing that goes on.
  var goesOn: Bool {
    isPlaying(lab) || isPlaying(variational) || isPlaying(autoencoder) || isPlaying(diffusion) || isStudying
      || filmMoves
  }

  private func isPlaying(_ lab: (some RunningLab)?) -> Bool {
    lab?.runs.contains { $0.play != .paused } ?? false
  }
}

extension Explorer.Movement {
  fileprivate init(_ run: LabRun<some LabPortrait>) {
    self.init(
      isPlaying: run.play != .paused, openQuestions: run.openQuestions, steps: run.portrait?.stepsTaken ?? 0)
  }
}

extension RunningLab {
  fileprivate var activeStep: Int? { run.portrait?.stepsTaken }
  fileprivate var activeRunID: RunID { run.id }
  fileprivate var otherRun: String? { runs.count > 1 ? runs[1 - activeRun].name : nil }
}

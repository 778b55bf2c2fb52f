import LatentModels

extension Explorer {
  /// How many half-steps led the active run to where it stands; of a ladder, how many rungs are done.
  public var activeStep: Int? {
    switch shown {
    case .em: lab?.run.portrait?.stepsTaken
    case .vi: variational?.run.portrait?.stepsTaken
    case .vae: autoencoder?.run.portrait?.stepsTaken
    case .diffusion: diffusion?.run.portrait?.stepsTaken
    case .ladder: ladder?.climb?.report?.done
    }
  }

  /// The run that keys act on; nil where there is none.
  var activeRunID: RunID? {
    switch shown {
    case .em: lab?.run.id
    case .vi: variational?.run.id
    case .vae: autoencoder?.run.id
    case .diffusion: diffusion?.run.id
    case .ladder: nil
    }
  }

  /// How a run moves, as far as a log of keys has to know.
  struct Movement: Hashable {
    let isPlaying: Bool
    let openQuestions: Int
  }

  /// The letter of the run that stands beside the one that keys act on; nil where there is none.
  var otherRun: String? {
    func other(_ lab: (some RunningLab)?) -> String? {
      lab.flatMap { $0.runs.count > 1 ? $0.runs[1 - $0.activeRun].name : nil }
    }
    return switch shown {
    case .em: other(lab)
    case .vi: other(variational)
    case .vae: other(autoencoder)
    case .diffusion: other(diffusion)
    case .ladder: nil
    }
  }

  /// How many answers the active run owes.
  var openQuestions: Int { activeRunID.flatMap(movement)?.openQuestions ?? 0 }

  /// How the run of that number moves; nil where there is none.
  func movement(of id: RunID) -> Movement? {
    movement(of: id, in: lab) ?? movement(of: id, in: variational) ?? movement(of: id, in: autoencoder)
      ?? movement(of: id, in: diffusion)
  }

  private func movement(of id: RunID, in lab: (some RunningLab)?) -> Movement? {
    lab?.runs.first { $0.id == id }
      .map { Movement(isPlaying: $0.play != .paused, openQuestions: $0.openQuestions) }
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

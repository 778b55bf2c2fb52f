import LatentModels

/// Something that goes on without a key: a run that plays, or what is computed in the background.
struct Job: Hashable, Sendable, Identifiable {
  /// What tells it apart from others.
  enum ID: Hashable, Sendable {
    case run(RunID)
    case study(StudyID)
  }

  let id: ID
  /// Where it is.
  let lab: LabName
  /// What it is, in a few words.
  let title: String
  /// How far it has come, in a few words.
  let state: String
  /// The same as a share of the whole; nil where it has no end that is known.
  let share: Double?
  /// Whether a person holds it still.
  var isHeld = false
}

extension Explorer {
  /// All that goes on, lab by lab.
  var jobs: [Job] {
    jobs(of: lab, .em) + jobs(of: variational, .vi) + jobs(of: autoencoder, .vae)
      + jobs(of: diffusion, .diffusion)
      + (ladder?.climbs ?? []).filter(\.isUnderWay).map { climb in
        var job = Job(climb, in: .ladder)
        job.isHeld = climb.isHeld
        return job
      }
  }

  private func jobs(of lab: (some RunningLab)?, _ name: LabName) -> [Job] {
    guard let lab else { return [] }
    let runs = lab.runs.filter { $0.play != .paused }
      .map { run in
        Job(
          id: .run(run.id), lab: name, title: lab.runs.count > 1 ? "run \(run.name)" : "the run",
          state: run.portrait?.progress ?? "it \(run.portrait?.iteration ?? 0)", share: nil)
      }
    return runs + lab.backgroundStudies.filter(\.isRunning).map { Job($0, in: name) }
  }

  /// Ends a job, keeping what it came to: a run stands still, a study is given up.
  mutating func end(_ job: Job) -> [Effect] {
    switch job.id {
    case .run(let id):
      return (lab?.pause(id) ?? []) + (variational?.pause(id) ?? []) + (autoencoder?.pause(id) ?? [])
        + (diffusion?.pause(id) ?? [])
    case .study(let id):
      if ladder?.giveUp(id) != true { _ = receive(.studyEnded(id)) }
      return [.cancelStudy(id)]
    }
  }
}

extension Job {
  fileprivate init(_ study: some BackgroundStudy, in lab: LabName) {
    let progress = study.progress
    let share = progress.map { Double($0.done) / Double(max($0.planned, 1)) }
    self.init(
      id: .study(study.id), lab: lab, title: study.title,
      state: share.map { "\(Int(100 * $0)) %" } ?? "beginning", share: share)
  }
}

extension RunningLab {
  /// Stops the run of that number, if it is one of these and plays.
  fileprivate mutating func pause(_ id: RunID) -> [Effect] {
    guard let index = runs.firstIndex(where: { $0.id == id && $0.play != .paused }) else { return [] }
    let wasFree = runs[index].play == .free
    runs[index].setPlay(.paused)
    return (wasFree ? [tell(id, .pause)] : []) + [ask(index)]
  }
}

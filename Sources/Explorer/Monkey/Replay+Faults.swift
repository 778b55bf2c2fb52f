import CellGrid

extension Replay {
  /// What is wrong that never may be, whatever was done before: a sentence each, none where all is sound.
  public var faults: [String] {
    var faults = explorer.faults
    if isEndless { faults.append("one thing that was done had more than \(Replay.mostAnswers) answers") }
    if !owesAnswers, explorer.mostOpenQuestions > 0 {
      faults.append("\(explorer.mostOpenQuestions) questions stay open")
    }
    return faults
  }
}

extension Explorer {
  /// So often Escape leads out of anything.
  private static let mostEscapes = 8

  /// What is wrong with it that never may be.
  var faults: [String] {
    var faults: [String] = []
    let size = picture.size
    if size != screen { faults.append("a picture of \(size) on a screen of \(screen)") }
    var left = self
    for _ in 0..<Explorer.mostEscapes where left.overlay != nil { _ = left.receive(.key(.escape)) }
    if left.overlay != nil { faults.append("Escape does not lead out of what lies over the lab") }
    return faults
  }

  /// The most questions that one of the runs, or a study that goes on, has not answered.
  var mostOpenQuestions: Int {
    let runs =
      runs.map(\.openQuestions) + variationalRuns.map(\.openQuestions) + autoencoderRuns.map(\.openQuestions)
      + diffusionRuns.map(\.openQuestions)
    let studies = backgroundStudies.filter(\.isRunning).map(\.openQuestions)
    return (runs + studies).max() ?? 0
  }
}

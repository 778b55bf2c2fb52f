import CellGrid
import LatentModels
import PlotKit

/// A key script in the making: what a person does at an explorer, with the step at which each key took effect.
///
/// A key that told a moving run or study something took effect where that was when it heard of it, which is known only from the
/// answer: its line, and those of the keys after it, wait for that.
public struct KeyLog: Sendable {
  /// A line that is not written yet.
  private struct Entry {
    var command: KeyScript.Command
    /// What its moment is known from, as far as it is not known yet.
    var awaited: [Answer] = []
    /// Whether it writes a file, of which nothing was heard yet.
    var writes = false

    var isReady: Bool { awaited.isEmpty && !writes }
  }

  /// The answer that will say at which step a command came.
  private struct Answer {
    let mover: Mover
    /// So many answers come before it, and it.
    var remaining: Int
    /// Whether the answer knows of a command, or itself stands where the run was stopped.
    var followsCommand = false
  }

  /// What moves by itself.
  fileprivate enum Mover: Hashable {
    /// The run that keys act on.
    case activeRun(RunID)
    /// One beside it.
    case run(RunID)
    case study(StudyID)

    /// Whose answers tell of it.
    var answers: Answerer {
      switch self {
      case .activeRun(let id), .run(let id): .run(id)
      case .study(let id): .study(id)
      }
    }
  }

  /// Who answers.
  fileprivate enum Answerer: Hashable {
    case run(RunID)
    case study(StudyID)
  }

  private var opening: [KeyScript.OpeningWord: String]
  private var entries: [Entry] = []
  private var hasBegun = false
  /// Whether something went on since the newest key that nobody stopped.
  private var hasMoved = false
  /// Where runs and studies stood at the newest line.
  private var knownRuns: [RunID: Int] = [:]
  private var knownStudies: [StudyID: Int] = [:]

  /// A log of what comes after an explorer was opened as `opening` says; the size and the look it takes from the explorer.
  public init(opening: [KeyScript.OpeningWord: String]) { self.opening = opening }

  /// Hands `message` to the explorer and notes what a person did.
  public mutating func receive(_ message: Message, in explorer: inout Explorer) -> [Effect] {
    if explorer.goesOn { hasMoved = true }
    switch message {
    case .key(let key):
      return note(.key(key, at: nil), message, in: &explorer)
    case .resized(let size) where size != explorer.screen:
      return note(.resize(size, at: nil), message, in: &explorer)
    default:
      let effects = explorer.receive(message)
      if let answer = message.answer { take(answer) }
      if let index = entries.firstIndex(where: \.writes), message.endsWriting {
        entries[index].writes = false
        if let outcome = message.outcome { entries.insert(Entry(command: .outcome(outcome)), at: index + 1) }
      }
      return effects
    }
  }

  /// The lines that are ready to be written since the last call, each ended.
  public mutating func takeLines() -> String {
    var text = ""
    while let first = entries.first, first.isReady {
      if let line = first.command.text { text += line + "\n" }
      entries.removeFirst()
    }
    guard hasBegun, let header else { return text }
    self.header = nil
    return header + text
  }

  /// The last lines, those among them whose answers do not come any more with the step that was known.
  public mutating func finish() -> String {
    for index in entries.indices { (entries[index].awaited, entries[index].writes) = ([], false) }
    return takeLines()
  }

  /// What stands above the first line, until it is written.
  private var header: String?

  private mutating func note(
    _ command: KeyScript.Command, _ message: Message, in explorer: inout Explorer
  ) -> [Effect] {
    let before = explorer
    let effects = explorer.receive(message)
    if !hasBegun {
      hasBegun = true
      opening[.size] = "\(before.screen.width)x\(before.screen.height)"
      let ownThemes = before.themes.filter { !Theme.all.contains($0) && before.themes.count > 1 }
      if !ownThemes.isEmpty { opening[.themes] = Theme.words(ownThemes) }
      opening[.keys] = before.keys.changesText
      opening[.theme] = before.look.theme.name
      opening[.glyphs] = before.look.glyphs.rawValue
      if before.themes.count == 1 { opening[.color] = "never" }
      header = KeyScript.header(opening)
    }
    if hasMoved, !before.goesOn { entries.append(Entry(command: .waitUntilSettled)) }
    hasMoved = false
    defer {
      knownRuns = before.runMovements.mapValues(\.steps)
      knownStudies = before.studyMovements.mapValues(\.steps)
    }
    entries.append(
      Entry(
        command: command.at(moment(in: before)), awaited: awaited(from: before, to: explorer, effects),
        writes: effects.contains { $0.answerWhenWritten != nil }))
    return effects
  }

  /// When a key comes that is pressed now. Where a run stands still but owes answers to the keys before, the step that is shown is an
  /// old one, and what the key does may depend on which of the answers are there.
  private func moment(in explorer: Explorer) -> KeyScript.Moment? {
    var moment = KeyScript.Moment()
    let active = explorer.activeRunID
    let playing = explorer.playingRuns
    for (id, run) in playing where id != active { moment.runs[id] = run.steps }
    for (id, study) in explorer.studyMovements where study.isPlaying { moment.studies[id] = study.steps }
    if explorer.goesOn {
      // What came to its end since the line before did so while something else goes on, which nobody waits out.
      for (id, run) in explorer.runMovements where id != active && (knownRuns[id] ?? run.steps) != run.steps {
        moment.runs[id] = run.steps
      }
      for (id, study) in explorer.studyMovements where knownStudies[id] != study.steps {
        moment.studies[id] = study.steps
      }
    }
    if let frame = explorer.playedFrame {
      moment.frame = frame
      moment.step = active.flatMap { playing[$0]?.steps }
    } else if let movement = active.flatMap(explorer.movement), !movement.isPlaying,
      movement.openQuestions > 0
    {
      // A study that goes on meanwhile is caught up with at the next key.
      moment = .owing(movement.openQuestions)
    } else if active != nil || moment.studies.isEmpty {
      moment.step = explorer.activeStep
    }
    return moment.isEmpty ? nil : moment
  }

  /// The answers that say at which step a key took effect; none where that is the step that was shown.
  private func awaited(from before: Explorer, to after: Explorer, _ effects: [Effect]) -> [Answer] {
    runsAwaited(from: before, to: after, effects) + studiesAwaited(from: before, to: after, effects)
  }

  private func runsAwaited(from before: Explorer, to after: Explorer, _ effects: [Effect]) -> [Answer] {
    guard before.playedFrame == nil else { return [] }
    return before.playingRuns.keys.compactMap { run in
      // Where a run was forked, the fork stands where the run was.
      var asked = run
      for case .fork(from: run, to: let fork) in effects { asked = fork }
      let isTold = effects.contains { $0.command == asked }
      let isAsked = effects.contains { $0.question == asked }
      // A study that was begun tells its run something without a question, which comes by itself.
      let ofStudy = effects.contains { $0.studiedRun == asked }
      guard isAsked || ofStudy, let questions = after.movement(of: asked)?.openQuestions else { return nil }
      let remaining = questions + (isAsked ? 0 : 1)
      guard remaining > 0 else { return nil }
      let mover: Mover = run == before.activeRunID ? .activeRun(asked) : .run(run)
      return Answer(mover: mover, remaining: remaining, followsCommand: isTold || ofStudy)
    }
  }

  private func studiesAwaited(from before: Explorer, to after: Explorer, _ effects: [Effect]) -> [Answer] {
    let (moved, still) = (before.studyMovements, after.studyMovements)
    return effects.compactMap { effect in
      guard let id = effect.stoppedStudy, moved[id]?.isPlaying == true,
        let questions = still[id]?.openQuestions, questions > 0
      else { return nil }
      return Answer(mover: .study(id), remaining: questions)
    }
  }

  private mutating func take(_ answer: (from: Answerer, step: Int?, commandedAt: Int?)) {
    for index in entries.indices {
      for place in entries[index].awaited.indices.reversed() {
        let awaited = entries[index].awaited[place]
        guard awaited.mover.answers == answer.from else { continue }
        entries[index].awaited[place].remaining -= 1
        guard awaited.remaining <= 1 else { continue }
        entries[index].awaited.remove(at: place)
        let step = awaited.followsCommand ? answer.commandedAt ?? answer.step : answer.step
        if let step { entries[index].command.note(step, of: awaited.mover) }
      }
    }
  }
}

extension KeyScript.Command {
  /// The same at another moment; a wait has none.
  fileprivate func at(_ moment: KeyScript.Moment?) -> KeyScript.Command {
    switch self {
    case .key(let key, _): .key(key, at: moment)
    case .resize(let size, _): .resize(size, at: moment)
    case .waitForStep, .waitUntilSettled, .tick, .outcome: self
    }
  }

  /// What moves stood at `step` when it was done.
  fileprivate mutating func note(_ step: Int, of mover: KeyLog.Mover) {
    var moment = moment ?? KeyScript.Moment()
    switch mover {
    case .activeRun: moment.step = step
    case .run(let id): moment.runs[id] = step
    case .study(let id): moment.studies[id] = step
    }
    self = at(moment)
  }
}

extension Message {
  /// Who answered, where it stands, and where it stood when it was last told something; a study that is gone stands nowhere.
  fileprivate var answer: (from: KeyLog.Answerer, step: Int?, commandedAt: Int?)? {
    switch self {
    case .reported(let id, let report): (.run(id), report.portrait.stepsTaken, report.commandedAt)
    case .reportedVariational(let id, let report): (.run(id), report.portrait.stepsTaken, report.commandedAt)
    case .reportedAutoencoder(let id, let report): (.run(id), report.portrait.stepsTaken, report.commandedAt)
    case .reportedDiffusion(let id, let report): (.run(id), report.portrait.stepsTaken, report.commandedAt)
    case .studied(let id, let report): (.study(id), report.pieces, nil)
    case .studiedVariational(let id, let report): (.study(id), report.pieces, nil)
    case .studiedGaps(let id, let report): (.study(id), report.pieces, nil)
    case .studiedDiffusion(let id, let report): (.study(id), report.pieces, nil)
    case .climbed(let id, let report): (.study(id), report.pieces, nil)
    case .studyEnded(let id): (.study(id), nil, nil)
    default: nil
    }
  }
}

extension Message {
  /// Whether it says what became of a file that was to be written.
  fileprivate var endsWriting: Bool {
    switch self {
    case .saved, .savedLadder, .exported, .fileExists, .exportExists, .failed: true
    default: false
    }
  }

  /// Why a file was not written; nil where it was.
  fileprivate var outcome: KeyScript.Outcome? {
    switch self {
    case .fileExists, .exportExists: .exists
    case .failed(let sentence): .failed(sentence)
    default: nil
    }
  }
}

extension Effect {
  /// The run that it asks.
  fileprivate var question: RunID? {
    switch self {
    case .ask(let id, _, _), .askVariational(let id, _, _), .askAutoencoder(let id, _, _),
      .askDiffusion(let id, _, _):
      id
    default: nil
    }
  }

  /// The run that a study begins to be about.
  fileprivate var studiedRun: RunID? {
    switch self {
    case .study(_, _, of: let id), .studyVariational(_, _, of: let id), .studyGaps(_, rows: _, of: let id),
      .studyDiffusion(_, _, of: let id, mixture: _):
      id
    default: nil
    }
  }

  /// The study that it holds still, or ends.
  fileprivate var stoppedStudy: StudyID? {
    switch self {
    case .holdStudy(let id, true), .cancelStudy(let id): id
    default: nil
    }
  }

  /// The run that it tells something.
  fileprivate var command: RunID? {
    switch self {
    case .perform(let id, _), .performVariational(let id, _), .performAutoencoder(let id, _),
      .performDiffusion(let id, _):
      id
    default: nil
    }
  }
}

import CellGrid
import LatentModels
import PlotKit

/// A key script in the making: what a person does at an explorer, with the step at which each key took effect.
///
/// A key that told a moving run something took effect where the trainer was when it heard of it, which is known only from the
/// answer: its line, and those of the keys after it, wait for that.
public struct KeyLog: Sendable {
  /// A line that is not written yet.
  private struct Entry {
    var command: KeyScript.Command
    /// What its step is known from; nil where it is known.
    var awaited: Answer?
    /// Whether it writes a file, of which nothing was heard yet.
    var writes = false

    var isReady: Bool { awaited == nil && !writes }
  }

  /// The answer that will say at which step a command came.
  private struct Answer {
    let run: RunID
    /// So many answers of the run come first.
    var remaining: Int
    /// Whether the answer knows of a command, or itself stands where the run was stopped.
    let followsCommand: Bool
  }

  private var opening: [KeyScript.OpeningWord: String]
  private var entries: [Entry] = []
  private var hasBegun = false
  /// Whether something went on since the newest key that nobody stopped.
  private var hasMoved = false

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
    for index in entries.indices { (entries[index].awaited, entries[index].writes) = (nil, false) }
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
      opening[.theme] = before.look.theme.name
      opening[.glyphs] = before.look.glyphs.rawValue
      if before.themes.count == 1 { opening[.color] = "never" }
      header = KeyScript.header(opening)
    }
    if hasMoved, !before.goesOn { entries.append(Entry(command: .waitUntilSettled)) }
    hasMoved = false
    entries.append(
      Entry(
        command: command.at(moment(in: before)), awaited: awaited(from: before, to: explorer, effects),
        writes: effects.contains { $0.answerWhenWritten != nil }))
    return effects
  }

  /// When a key comes that is pressed now. Where a run stands still but owes answers to the keys before, the step that is shown is an
  /// old one, and what the key does may depend on which of the answers are there.
  private func moment(in explorer: Explorer) -> KeyScript.Moment? {
    if let frame = explorer.playedFrame { return .frame(frame) }
    if let movement = explorer.activeRunID.flatMap(explorer.movement), !movement.isPlaying,
      movement.openQuestions > 0
    {
      return .owing(movement.openQuestions)
    }
    return explorer.activeStep.map { .step($0) }
  }

  /// The answer that says at which step a key took effect; nil where that is the step that was shown.
  private func awaited(from before: Explorer, to after: Explorer, _ effects: [Effect]) -> Answer? {
    guard before.playedFrame == nil, let run = before.activeRunID,
      let movement = before.movement(of: run), movement.isPlaying
    else { return nil }
    // Where a run was forked, the fork stands where the run was.
    var asked = run
    for case .fork(from: run, to: let fork) in effects { asked = fork }
    guard effects.contains(where: { $0.question == asked }),
      let questions = after.movement(of: asked)?.openQuestions,
      questions > 0
    else { return nil }
    return Answer(
      run: asked, remaining: questions, followsCommand: effects.contains { $0.command == asked })
  }

  private mutating func take(_ answer: (run: RunID, step: Int, commandedAt: Int?)) {
    for index in entries.indices {
      guard var awaited = entries[index].awaited, awaited.run == answer.run else { continue }
      awaited.remaining -= 1
      guard awaited.remaining <= 0 else {
        entries[index].awaited = awaited
        continue
      }
      let step = awaited.followsCommand ? answer.commandedAt ?? answer.step : answer.step
      entries[index].command = entries[index].command.at(.step(step))
      entries[index].awaited = nil
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
}

extension Message {
  /// Which run answered, where it stands, and where it stood when it was last told something.
  fileprivate var answer: (run: RunID, step: Int, commandedAt: Int?)? {
    switch self {
    case .reported(let id, let report): (id, report.portrait.stepsTaken, report.commandedAt)
    case .reportedVariational(let id, let report): (id, report.portrait.stepsTaken, report.commandedAt)
    case .reportedAutoencoder(let id, let report): (id, report.portrait.stepsTaken, report.commandedAt)
    case .reportedDiffusion(let id, let report): (id, report.portrait.stepsTaken, report.commandedAt)
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

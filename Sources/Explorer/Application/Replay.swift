import CellGrid
import DataFiles
import LatentModels
import NumericCore

/// The explorer without a terminal: driven by a key script, with trainers that go by pulses, so that the same script
/// gives the same pictures every time. What the script saves or exports is not written.
public struct Replay: Sendable {
  /// A picture with what led to it.
  public struct Frame: Hashable, Sendable {
    /// The line of the script.
    public let cause: String
    /// The picture after it.
    public let grid: Grid
  }

  private static let framesPerSecond = 30.0
  /// A recording rests so long before each line of the script that does something, in seconds.
  private static let rest = 0.5
  /// A film that shows the frame that a line waits for is held so many ticks at most, while runs and studies come to where they are
  /// to be.
  private static let mostTicksAtOnce = 100_000

  /// The application.
  public private(set) var explorer: Explorer
  private let engine: Engine
  private let patience: Double
  /// A recording of what is shown while the script is followed; nil where none is made.
  public private(set) var cast: Asciicast?
  private var ticks = 0
  private var rests = 0
  /// Whether a line quit.
  public private(set) var hasQuit = false
  /// What is to be carried out, in order.
  private var pending: [Effect] = []
  /// What becomes of the next file that is written, where it is not.
  private var outcome: KeyScript.Outcome?
  /// Takes the time of messages; nil where nobody asks.
  private let clock: (@Sendable () -> Double)?
  /// The longest that taking in a message took, in seconds, where a clock was given.
  public private(set) var longestMessage = 0.0
  /// Whether nothing is read but what the program has with it.
  private let isSealed: Bool
  /// Whether what followed from one thing was cut off, because it had no end.
  private(set) var isEndless = false
  /// One thing that is done has no more answers than this.
  static let mostAnswers = 100_000

  /// A replay of `explorer`, whose effects `engine` (a pulsed one) carries out; what does not come true in `patience`
  /// seconds of playing is taken for something that never does.
  /// - Parameters:
  ///   - cast: a recording to add to.
  ///   - clock: seconds from some fixed moment, where the time of messages is to be taken.
  ///   - isSealed: whether nothing is read but what the program has with it.
  public init(
    _ explorer: Explorer, engine: Engine, patience: Double = 3600, cast: Asciicast? = nil,
    clock: (@Sendable () -> Double)? = nil, isSealed: Bool = false
  ) {
    self.explorer = explorer
    self.engine = engine
    self.patience = patience
    self.cast = cast
    self.clock = clock
    self.isSealed = isSealed
  }

  /// Whether something is to be carried out yet.
  var owesAnswers: Bool { !pending.isEmpty }

  /// Takes `effects` for what is to be carried out first, once a script is followed.
  public mutating func begin(_ effects: [Effect]) { pending += effects }

  /// Carries out `effects`, and whatever follows from their answers.
  public mutating func settle(_ effects: [Effect]) async {
    pending += effects
    await carryOut { _ in false }
  }

  /// Takes in one message, and whatever follows from it.
  public mutating func receive(_ message: Message) async {
    await settle(hear(message))
  }

  /// What the explorer wants done about a message.
  private mutating func hear(_ message: Message) -> [Effect] {
    guard let clock else { return explorer.receive(message) }
    let began = clock()
    defer { longestMessage = max(longestMessage, clock() - began) }
    return explorer.receive(message)
  }

  /// Carries out what is to be, and what follows from it, until `isEnough` or there is nothing more.
  private mutating func carryOut(until isEnough: (Explorer) -> Bool) async {
    var answers = 0
    while !pending.isEmpty, !isEnough(explorer) {
      let effect = pending.removeFirst()
      if case .quit = effect { hasQuit = true }
      guard let message = await answer(to: effect) else { continue }
      pending += hear(message)
      answers += 1
      if answers > Replay.mostAnswers {
        isEndless = true
        pending = []
      }
    }
  }

  /// What follows from an effect. A file that the script writes is not: it is said to be there all the same, but where the script
  /// says otherwise.
  private mutating func answer(to effect: Effect) async -> Message? {
    if isSealed, let refusal = effect.answerWithoutFiles { return refusal }
    guard let written = effect.answerWhenWritten else { return await engine.carryOut(effect) }
    defer { outcome = nil }
    switch outcome {
    case nil: return written
    case .exists: return effect.answerWhenThere
    case .failed(let sentence): return .failed(sentence)
    }
  }

  /// Follows the script.
  /// - Returns: the picture after the start and after each line, until a line quits.
  /// - Throws: `KeyScript.Fault` if a line waits for what never comes, or there is too much to be kept.
  public mutating func follow(_ script: KeyScript) async throws(KeyScript.Fault) -> [Frame] {
    var frames: [Frame] = []
    try await follow(script) { frame throws(KeyScript.Fault) in frames.append(frame) }
    return frames
  }

  /// Follows the script, handing over the picture after the start and after each line, until a line quits.
  /// - Throws: `KeyScript.Fault` if a line waits for what never comes, or there is too much to be recorded; what `take` throws.
  public mutating func follow(
    _ script: KeyScript, take: (Frame) throws(KeyScript.Fault) -> Void
  ) async throws(KeyScript.Fault) {
    await settle(before: script.lines.first)
    try take(Frame(cause: "start", grid: explorer.picture))
    try record(script.lines.first)
    for (index, line) in script.lines.enumerated() where !hasQuit {
      try await follow(line, before: script.lines.dropFirst(index + 1).first)
      if case .outcome = line.command { continue }
      try take(Frame(cause: line.text, grid: explorer.picture))
      rests += 1
      try record(line)
    }
  }

  /// Follows one line, before the next.
  /// - Throws: `KeyScript.Fault` if it waits for what never comes, or there is too much to be recorded.
  public mutating func follow(
    _ line: KeyScript.Line, before next: KeyScript.Line?
  ) async throws(KeyScript.Fault) {
    if case .outcome(let why) = next?.command { outcome = why }
    try await wait(for: line, line.command.moment)
    switch line.command {
    case .key(let key, _): pending += hear(.key(key))
    case .waitForStep(let step): try await wait(for: line, KeyScript.Moment.step(step))
    case .waitUntilSettled: try await wait(for: line) { !$0.needsTicks }
    case .tick(let count): for _ in 0..<count where explorer.needsTicks { try await tick(at: line) }
    case .resize(let size, _): pending += hear(.resized(size))
    case .outcome: return
    }
    await settle(before: next)
  }

  /// Carries out all that is to be, but where the next line was typed ahead of the answers.
  mutating func settle(before next: KeyScript.Line?) async {
    if next?.command.moment?.owing != nil { return }
    await settle([])
  }

  private mutating func record(_ line: KeyScript.Line?) throws(KeyScript.Fault) {
    let seconds = Double(ticks) / Replay.framesPerSecond + Double(rests) * Replay.rest
    cast?.show(explorer.picture, at: seconds)
    guard (cast?.text.utf8.count ?? 0) <= KeyScript.mostKept else {
      throw KeyScript.Fault.tooLong(atLine: line?.number ?? 1)
    }
  }

  private mutating func wait(
    for line: KeyScript.Line, _ moment: KeyScript.Moment?
  ) async throws(KeyScript.Fault) {
    guard let moment else { return }
    if let count = moment.owing { await carryOut { $0.openQuestions <= count } }
    try await wait(for: line, notPast: moment) { $0.hasComeTo(moment) }
  }

  private mutating func wait(
    for line: KeyScript.Line, notPast moment: KeyScript.Moment = .init(), until isReached: (Explorer) -> Bool
  ) async throws(KeyScript.Fault) {
    let start = ticks
    var patienceOfFilm = Replay.mostTicksAtOnce
    while !isReached(explorer) {
      guard explorer.needsTicks else {
        throw KeyScript.Fault(
          line: line.number, reason: "nothing moves, so \"\(line.text)\" never comes true")
      }
      guard Double(ticks - start) < patience * Replay.framesPerSecond else {
        throw KeyScript.Fault(
          line: line.number,
          reason: "\"\(line.text)\" did not come true in \(shortNumber(patience)) seconds of playing")
      }
      // A film that shows its frame stands there until all else has come to where it is to be.
      let isFilmThere = moment.frame.map { explorer.film?.position == $0 } ?? false
      let holdsFilm = isFilmThere && patienceOfFilm > 0
      if holdsFilm { patienceOfFilm -= 1 }
      try await tick(at: line, notPast: moment, holdsClock: holdsFilm)
    }
  }

  /// Lets one frame go by; one more of the same moment, where the clock is held.
  private mutating func tick(
    at line: KeyScript.Line, notPast moment: KeyScript.Moment = .init(), holdsClock: Bool = false
  ) async throws(KeyScript.Fault) {
    if !holdsClock { ticks += 1 }
    await engine.pulse(steps: explorer.limits(of: moment), pieces: moment.studies)
    await receive(.tick(Double(ticks) / Replay.framesPerSecond))
    if cast != nil { try record(line) }
  }
}

extension Effect {
  /// What answers it where there is no file in the world; nil for an effect that reads none.
  fileprivate var answerWithoutFiles: Message? {
    func refusal(_ location: String) -> Message? {
      DataCatalog.list.contains { $0.name == location && $0.kind != .installed }
        ? nil : .failed("\(location): there is no such file")
    }
    switch self {
    case .load(let request): return refusal(request.location)
    case .preview(let location): return refusal(location)
    case .complete(let prefix): return .completed(prefix: prefix, [])
    default: return nil
    }
  }
}

extension Explorer {
  /// Whether all is so that `moment` names, but for what a script is ahead of.
  fileprivate func hasComeTo(_ moment: KeyScript.Moment) -> Bool {
    if let step = moment.step, activeStep ?? 0 < step { return false }
    if let frame = moment.frame, film?.position != frame { return false }
    let studies = moment.studies.isEmpty ? [:] : studyMovements
    return moment.runs.allSatisfy { movement(of: $0)?.steps ?? 0 >= $1 }
      && moment.studies.allSatisfy { studies[$0]?.steps ?? 0 >= $1 }
  }

  /// The steps that runs are not to go past before `moment`.
  fileprivate func limits(of moment: KeyScript.Moment) -> [RunID: Int] {
    var limits = moment.runs
    if let step = moment.step, let id = activeRunID { limits[id] = step }
    return limits
  }
}

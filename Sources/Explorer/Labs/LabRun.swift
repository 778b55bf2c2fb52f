import LatentModels

/// What a lab has to know of a fit, whatever it is drawn as.
protocol LabPortrait: Sendable {
  /// What the fit would do next.
  var nextPhase: Phase? { get }
  /// Whole iterations done.
  var iteration: Int { get }
  /// Half-steps taken.
  var stepsTaken: Int { get }
  /// The numbers whose way to the present position is kept; none where no way is drawn.
  var wayPoint: [Double] { get }
  /// How far a training is that has an end, in a few words; nil where a fit goes on until nothing changes.
  var progress: String? { get }
}

extension LabPortrait {
  /// A fit goes on until nothing changes.
  var progress: String? { nil }
}

/// One fit as a lab sees it: what its trainer last said, and what was asked of it since.
struct LabRun<Portrait: LabPortrait>: Sendable {
  let id: RunID
  /// The letter that tells two runs apart.
  var name: String
  /// The seed of its start.
  var seed: UInt64
  /// Everything that happened, as last reported.
  private(set) var history: [HistoryEntry] = []
  /// Where in the history it stands.
  private(set) var position = 0
  /// What it looks like there; nil until it first reported.
  private(set) var portrait: Portrait?
  /// Where the fit was seen at which position of the history, where its way is drawn.
  private(set) var way: [(position: Int, point: [Double])] = []
  /// The same of a saved run, before its first report.
  private var wayToRestore: [(position: Int, point: [Double])] = []
  /// Why it stopped or never started, in a sentence.
  private(set) var failure: String?
  /// How it moves without a key.
  private(set) var play = Play.paused
  /// When the next paced step is due, in seconds; nil: at the next tick.
  private(set) var due: Double?
  /// Questions that have not been answered yet.
  private(set) var openQuestions = 0
  /// Whether it is to be asked once more when its answers have come.
  var wantsNewerAnswer = false
  /// Whether the history holds more than what was last saved.
  var isUnsaved = false
  /// Whether its first report tells of a history that is kept in a file already.
  private let wasSaved: Bool

  /// How a run moves without a key.
  enum Play: Hashable, Sendable {
    /// It does not.
    case paused
    /// The lab lets it take a step whenever one is due.
    case paced
    /// Its trainer goes on by itself.
    case free
  }

  private var revision = -1
  /// Where in which history it stands.
  var place: TrainerPlace { TrainerPlace(revision: revision, position: position) }
  /// Answers still under way that were asked for before the trainer was told to go on by itself: they cannot say that it
  /// has stopped.
  private var answersBeforePlay = 0

  init(id: RunID, name: String, seed: UInt64, wasSaved: Bool = false) {
    self.id = id
    self.name = name
    self.seed = seed
    self.wasSaved = wasSaved
  }

  /// What is known of it, for the next question.
  var mark: TrainerReport<Portrait>.Mark { .init(revision: revision, entry: history.count) }

  /// The newest event at or before the present position; nil at the start and after an intervention that made it void.
  /// One that left the E half-step standing, as a change of the tolerance does, is looked through.
  var lastEvent: StepEvent? {
    guard position > 0, position <= history.count else { return nil }
    for entry in history[..<position].reversed() {
      if case .step(let event) = entry { return event }
      guard portrait?.nextPhase == .maximization else { return nil }
    }
    return nil
  }

  /// How the newest intervention is described, if it was the last thing that happened.
  var lastIntervention: String? {
    guard position > 0, position <= history.count,
      case .intervention(let description) = history[position - 1]
    else { return nil }
    return description
  }

  /// What the E half-steps found of the log-likelihood up to the present position, one per iteration (x), in nats.
  var trace: [TracePoint] { Self.trace(of: history.prefix(position)) }

  /// The same of the whole history, what lies ahead of the present position included.
  var wholeTrace: [TracePoint] { Self.trace(of: history[...]) }

  /// How the newest intervention of the whole history is described.
  var newestIntervention: String? {
    for case .intervention(let description) in history.reversed() { return description }
    return nil
  }

  /// Where on the trace the fit stands: at the iteration of its parameter, with what is known of the log-likelihood
  /// there, after an M half-step a bound; nil at the start and after an intervention.
  var presentPoint: TracePoint? {
    lastEvent.map { TracePoint(iteration: $0.iteration, objective: $0.objective) }
  }

  /// The largest fall of the log-likelihood from one iteration to the next, in nats, and 0 if it never fell; nil while
  /// there is nothing to compare.
  var largestFall: Double? {
    var largest: Double?
    for case .step(let event) in history.prefix(position) where event.phase == .expectation {
      if let gain = event.gain { largest = max(largest ?? 0, -gain) }
    }
    return largest
  }

  /// Begins to move, or stops.
  mutating func setPlay(_ play: Play) {
    self.play = play
    due = nil
    answersBeforePlay = openQuestions
  }

  /// Whether a paced step is due at `now`, and if so, that the next one comes after `interval` seconds.
  mutating func isDue(at now: Double, interval: Double) -> Bool {
    guard play == .paced, openQuestions == 0, now >= due ?? now else { return false }
    // Late frames are dropped, not caught up with.
    let next = (due ?? now) + interval
    due = next > now ? next : now + interval
    return true
  }

  /// A question goes out. A run that was never made does not answer.
  mutating func willAsk() {
    if !neverStarted { openQuestions += 1 }
    wantsNewerAnswer = false
  }

  /// An answer came.
  mutating func take(_ report: TrainerReport<Portrait>) {
    openQuestions = max(0, openQuestions - 1)
    history.removeSubrange(min(report.firstEntry, history.count)...)
    if !report.entries.isEmpty, portrait != nil || !wasSaved { isUnsaved = true }
    history += report.entries
    revision = report.revision
    position = report.position
    portrait = report.portrait
    noteWay(of: report)
    failure = report.failure.map(String.init(describing:))
    if answersBeforePlay > 0 {
      answersBeforePlay -= 1
    } else if play == .free, !report.isRunning {
      play = .paused
    }
    let isAtEnd = position == history.count
    if play == .paced, failure != nil || (isAtEnd && lastEvent?.status == .converged) { play = .paused }
  }

  /// The newest part of its way, as a file has it: of each place the position and the numbers; nil where no way is drawn.
  var savedWay: [[Double]]? {
    guard let count = way.last?.point.count else { return nil }
    return way.suffix(4000 / (count + 1)).map { [Double($0.position)] + $0.point }
  }

  /// Its way as a file has it, of which the first report says what is part of it.
  mutating func restoreWay(_ saved: [[Double]]?) {
    wayToRestore = (saved ?? []).compactMap { numbers in
      guard numbers.count > 1, numbers.allSatisfy(\.isFinite), let position = Int(exactly: numbers[0]) else {
        return nil
      }
      return (position, Array(numbers.dropFirst()))
    }
  }

  /// Adds a point to the way that leads to the present position.
  private mutating func noteWay(of report: TrainerReport<Portrait>) {
    let point = report.portrait.wayPoint
    guard !point.isEmpty else { return }
    if !wayToRestore.isEmpty {
      way = wayToRestore.filter { $0.position >= 0 && $0.point.count == point.count }
      wayToRestore = []
    }
    way.removeAll { $0.position >= report.position }
    way.append((report.position, point))
  }

  /// The run could not be made, or what was asked of it cannot be done.
  mutating func take(_ error: FittingError) {
    openQuestions = max(0, openQuestions - 1)
    failure = String(describing: error)
    play = .paused
  }

  /// Whether the run could not be made at all, so that there is nothing that answers.
  var neverStarted: Bool { portrait == nil && failure != nil }

  private static func trace(of entries: ArraySlice<HistoryEntry>) -> [TracePoint] {
    entries.compactMap { entry in
      guard case .step(let event) = entry, event.phase == .expectation else { return nil }
      return TracePoint(iteration: event.iteration, objective: event.objective)
    }
  }
}

/// What is known of the log-likelihood after an iteration.
struct TracePoint: Hashable, Sendable {
  let iteration: Int
  let objective: Objective
  /// The value, in nats.
  var nats: Double { objective.nats }
  /// Whether it is the log-likelihood itself.
  var isExact: Bool { objective.kind == .exact }
  /// Whether it is an estimate, which must not be joined with exact values.
  var isEstimate: Bool { if case .estimate = objective.kind { true } else { false } }
}

extension LabRun {
  /// What is known of the log-likelihood at the present position; nil at the start and after an intervention.
  var lastObjective: Objective? { lastEvent?.objective }
}

import LatentModels

/// How long a run has trained, and how fast: by the times that ticks bring, never by a clock of its own.
///
/// What it shows is renewed once a second, so that no number flickers.
struct TrainingClock: Hashable, Sendable {
  /// Seconds of training, as last shown.
  private(set) var seconds = 0.0
  /// Minibatches a second over the last few seconds; nil in the first.
  private(set) var recentRate: Double?
  /// Minibatches a second on the mean since training began or was rewound; nil in the first second.
  private(set) var meanRate: Double?

  private var elapsed = 0.0
  private var last: Double?
  /// Where training was when what is shown was renewed.
  private var mark: Moment?
  /// Where it began.
  private var start: Moment?

  private struct Moment: Hashable {
    let elapsed: Double
    let steps: Int
  }

  /// Time went on to `now`, in seconds, and so many minibatches have been taken.
  mutating func tick(at now: Double, steps: Int, isTraining: Bool) {
    guard isTraining else {
      if last != nil { seconds = elapsed }
      last = nil
      return
    }
    defer { last = now }
    guard let last else {
      // A pause counts neither as time nor against the rate.
      mark = Moment(elapsed: elapsed, steps: steps)
      start = start ?? mark
      return
    }
    elapsed += max(0, now - last)
    guard let mark, let begun = start, elapsed - mark.elapsed >= 1 else { return }
    self.mark = Moment(elapsed: elapsed, steps: steps)
    seconds = elapsed
    guard steps >= mark.steps, steps > begun.steps else {
      (start, recentRate, meanRate) = (self.mark, nil, nil)
      return
    }
    let rate = Double(steps - mark.steps) / (elapsed - mark.elapsed)
    recentRate = recentRate.map { 0.7 * $0 + 0.3 * rate } ?? rate
    meanRate = Double(steps - begun.steps) / (elapsed - begun.elapsed)
  }
}

extension VAELab {
  /// Time went on to `now`, in seconds.
  mutating func noteTime(_ now: Double) {
    for run in runs {
      guard let portrait = run.portrait else { continue }
      clocks[run.id, default: TrainingClock()].tick(
        at: now, steps: portrait.stepsTaken, isTraining: run.play != .paused)
    }
  }
}

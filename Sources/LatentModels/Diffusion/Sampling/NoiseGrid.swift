import RealModule

/// The levels that a sampler stands at, one after the other: from the noisiest to the data, or, reversed, from the data to noise.
///
/// S steps lead through S + 1 levels.
public struct NoiseGrid: Hashable, Sendable {
  /// The levels in the order in which they are stood at: S + 1.
  public let levels: [NoiseLevel]
  /// Their times: t/T of a schedule, or t from 0 to 1 in continuous time.
  public let times: [Double]
  /// Their numbers t in the schedule; nil in continuous time.
  public let numbers: [Int]?

  /// All T levels of `schedule` and level 0, or `steps` of them, evenly spread.
  /// - Throws: `.invalidSetting` where `steps` is not between 1 and T.
  public init(_ schedule: NoiseSchedule, steps: Int? = nil) throws(FittingError) {
    let all = schedule.levels
    let count = steps ?? all
    guard (1...all).contains(count) else {
      throw .invalidSetting(name: "number of steps", found: "\(count)", expected: "between 1 and \(all)")
    }
    // t_i = round(i T/S), which is different for each i because T/S is at least 1.
    let numbers = (0...count).map { (2 * $0 * all + count) / (2 * count) }
    self.init(
      levels: numbers.reversed().map { schedule[$0] },
      times: numbers.reversed().map { Double($0) / Double(all) }, numbers: numbers.reversed())
  }

  /// `steps` equal steps of time of the variance-preserving process, from `last` down to `first`.
  /// - Throws: `.invalidSetting` where the steps are not between 1 and 100,000, or the times not in order between 0 and 1.
  public init(continuousSteps steps: Int, from first: Double = 0, to last: Double = 1) throws(FittingError) {
    guard (1...100_000).contains(steps) else {
      throw .invalidSetting(name: "number of steps", found: "\(steps)", expected: "between 1 and 100000")
    }
    guard first >= 0, first < last, last <= 1 else {
      throw .invalidSetting(
        name: "time", found: "from \(first) to \(last)", expected: "in order, from 0 to 1 at the most")
    }
    let times = (0...steps).map { last + (first - last) * Double($0) / Double(steps) }
    self.init(levels: times.map(ContinuousNoise.level(at:)), times: times, numbers: nil)
  }

  private init(levels: [NoiseLevel], times: [Double], numbers: [Int]?) {
    self.levels = levels
    self.times = times
    self.numbers = numbers
  }

  /// S.
  public var steps: Int { levels.count - 1 }

  /// The same levels the other way.
  public var reversed: NoiseGrid {
    NoiseGrid(levels: levels.reversed(), times: times.reversed(), numbers: numbers?.reversed())
  }

  /// The levels that have noise: without the data at the end, where most denoisers have no score. With one step it stays as it is.
  public var withoutData: NoiseGrid {
    let kept = levels.indices.filter { levels[$0] != .none }
    guard kept.count > 1 else { return self }
    return NoiseGrid(
      levels: kept.map { levels[$0] }, times: kept.map { times[$0] },
      numbers: numbers.map { all in kept.map { all[$0] } })
  }

  /// Whether it leads to more noise.
  public var addsNoise: Bool { levels[0].logSignal > levels[steps].logSignal }

  /// From level `index` to the next.
  public func interval(_ index: Int) -> NoiseInterval {
    NoiseInterval(
      from: levels[index], to: levels[index + 1],
      times: numbers == nil ? (times[index], times[index + 1]) : nil)
  }
}

/// One step of the probability flow between two levels of noise.
///
/// In continuous time signal is lost at the rate β(t) of `ContinuousNoise`; between levels of a schedule log ᾱ falls in a straight
/// line. Which of the two changes the errors of a solver, not what it solves.
public struct NoiseInterval: Sendable {
  /// Where it begins.
  public let from: NoiseLevel
  /// Where it ends.
  public let to: NoiseLevel
  /// The times of both, in continuous time.
  let times: (from: Double, to: Double)?

  /// The level at the fraction `share` of the step, from 0 to 1.
  func level(_ share: Double) -> NoiseLevel {
    if share == 0 { return from }
    if share == 1 { return to }
    guard let times else {
      return NoiseLevel(logSignal: from.logSignal + share * (to.logSignal - from.logSignal))
    }
    return ContinuousNoise.level(at: times.from + share * (times.to - times.from))
  }

  /// β Δt at the fraction `share` of the step: what the whole step would lose of −log ᾱ at that rate; negative where noise is
  /// taken away.
  func loss(_ share: Double) -> Double {
    guard let times else { return from.logSignal - to.logSignal }
    let length = times.to - times.from
    return ContinuousNoise.beta(at: times.from + share * length) * length
  }
}

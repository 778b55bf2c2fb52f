import NumericCore

/// What a film of noise shows.
public struct FilmRequest: Hashable, Sendable {
  /// Which way it goes.
  public enum Direction: Hashable, Sendable {
    /// The data's rows, with more and more noise: q(x_t | x_{t−1}), in which nothing is learned.
    case forward
    /// Rows that begin as noise, with less and less of it.
    case reverse
    /// The data's rows, led into the noise that they come from without a draw, and back from it (inversion).
    case roundTrip
  }

  /// Whose denoiser takes the noise away.
  public enum Source: String, Hashable, Sendable, CaseIterable {
    /// What the network has learned.
    case learned
    /// The exact one of the mixture that EM fits to the rows.
    case mixture = "EM mixture"
    /// The exact one of the rows themselves, which remembers them.
    case rows = "the rows"
  }

  /// Which way it goes.
  public var direction: Direction
  /// Whose denoiser takes the noise away.
  public var source: Source
  /// How a step is taken.
  public var method: SamplingMethod
  /// How many steps.
  public var steps: Int
  /// How many rows.
  public var count: Int
  /// What names the random numbers.
  public var seed: UInt64
  /// The class of all rows, for a network that was told classes; nil for any.
  public var label: Int?
  /// How much is made of the class; 0 for what the law says.
  public var guidance: Double
  /// What is known of every row beforehand, in the reverse direction; nil where all of it is drawn.
  public var known: KnownValues?

  /// A film in the reverse direction, by what was learned, of 50 deterministic steps.
  public init(
    direction: Direction = .reverse, source: Source = .learned, method: SamplingMethod = .ddim(eta: 0),
    steps: Int = 50, count: Int = 1000, seed: UInt64 = 1, label: Int? = nil, guidance: Double = 0,
    known: KnownValues? = nil
  ) {
    self.direction = direction
    self.source = source
    self.method = method
    self.steps = steps
    self.count = count
    self.seed = seed
    self.label = label
    self.guidance = guidance
    self.known = known
  }

  /// The method where rows are led into noise as well: one that draws nothing and needs no history.
  public var methodOfRoundTrip: SamplingMethod {
    if case .flow = method { method } else { .ddim(eta: 0) }
  }
}

/// Rows at one level of noise after another, in the data's own units.
public struct DiffusionFilm: Sendable {
  /// What was asked for.
  public let request: FilmRequest
  /// The levels in the order in which the rows stand at them: S + 1, of a round trip 2 S + 1.
  public let levels: [NoiseLevel]
  /// Their numbers t in the schedule.
  public let numbers: [Int]
  /// The rows at each level so far, rows × D each.
  public internal(set) var frames: [Matrix<Double>] = []
  /// What each step so far took for the rows without noise: one fewer than there are frames. None forward, or where it would take
  /// too much memory.
  public internal(set) var predictions: [Matrix<Double>] = []
  /// The responsibilities of EM's mixture for the rows at each level so far, rows × K each; none where the mixture is not known.
  public internal(set) var responsibilities: [Matrix<Double>] = []
  /// The class of each row; −1 where it has none.
  public internal(set) var codes: [Int32] = []
  /// From the data's own units to those of the denoiser, in which columns can be compared.
  public internal(set) var frame: UnitTransform

  /// The root mean square of the distance between the rows of a frame and those of the first one, per column, in the units of the
  /// denoiser: at the end of a round trip, what the steps lost.
  public func distanceFromStart(at position: Int) -> Double {
    let (rows, start) = (frames[position], frames[0])
    var sum = 0.0
    for row in 0..<rows.rows {
      for column in 0..<rows.columns {
        let difference = (rows[row, column] - start[row, column]) / frame.scale[column]
        sum += difference * difference
      }
    }
    return (sum / Double(max(rows.rows * rows.columns, 1))).squareRoot()
  }
}

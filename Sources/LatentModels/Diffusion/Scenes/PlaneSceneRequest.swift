import NumericCore

/// What a view asks of a plane at a level of noise: arrows of the score, the density, what is known of the place under the cursor.
public struct PlaneSceneRequest: Hashable, Sendable {
  /// Which field is drawn.
  public enum Field: String, Hashable, Sendable, CaseIterable {
    /// That of the network.
    case learned
    /// That of the mixture that EM fits to the rows.
    case exact
    /// By how much the one differs from the other.
    case difference
  }

  /// The columns that go to the right and upwards; the same where there is but one.
  public var x, y: Int
  /// The part of the plane that is shown, in the data's own units.
  public var across, upwards: ClosedRange<Double>
  /// The number t of the level in the schedule; 0, where there is no score, counts as 1.
  public var level: Int
  /// Which field is wanted; nil for none.
  public var field: Field?
  /// Whether the density of the mixture is wanted.
  public var hasDensity: Bool
  /// The rows whose density is estimated, x and y in turn, in the data's own units; empty for none.
  public var cloud: [Double]
  /// The place that is read out.
  public var cursor: PlanePoint?
  /// The mixture that EM fits to the rows, in the frame of the denoiser; nil where it is not known.
  public var reference: MixtureParameters?

  /// The plane of two columns at level t, with nothing asked for yet.
  public init(x: Int, y: Int, across: ClosedRange<Double>, upwards: ClosedRange<Double>, level: Int) {
    (self.x, self.y, self.level) = (x, y, level)
    (self.across, self.upwards) = (across, upwards)
    (field, hasDensity, cloud, cursor, reference) = (nil, false, [], nil, nil)
  }
}

/// Values at the middles of the cells of a rectangle, row by row from the lowest y.
public struct PlaneLattice: Hashable, Sendable {
  /// How many cells there are to the right and upwards.
  public let columns, rows: Int
  /// The values: rows × columns.
  public var values: [Double]

  /// Where the middle of a cell lies in a range that `count` cells fill.
  static func middle(_ index: Int, of count: Int, in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (Double(index) + 0.5) / Double(count) * (range.upperBound - range.lowerBound)
  }

  /// The value below which, over all cells with less, lies the part `share` of the whole: the edge of the smallest region with the
  /// rest (Hyndman, 1996).
  public func level(leavingOut share: Double) -> Double? {
    let sorted = values.filter { $0.isFinite && $0 > 0 }.sorted()
    let total = sorted.reduce(0, +)
    var sum = 0.0
    for value in sorted {
      sum += value
      if sum >= share * total { return value }
    }
    return nil
  }
}

/// A plane at a level of noise, as a view draws it.
public struct PlaneScene: Sendable {
  /// What was asked for.
  public let request: PlaneSceneRequest
  /// The number t of its level in the schedule.
  public let number: Int
  /// How much noise there is.
  public let level: NoiseLevel
  /// Whether the field is that of a slice through the mean, because there are more than two columns.
  public let isSlice: Bool
  /// The arrows of a lattice, row by row from the lowest y; none where no field was asked for, or it is not known.
  public internal(set) var arrows: [Arrow] = []
  /// How many arrows make a row.
  public internal(set) var arrowsInRow = 0
  /// p_t / max p_t · ‖ε̂ − ε*‖ on a lattice; nil where it was not asked for.
  public internal(set) var difference: PlaneLattice?
  /// The root of E‖ε̂ − ε*‖²/D over draws of x_t from the mixture, all columns: its square is what the network's loss exceeds the
  /// least by. Nil where it was not asked for.
  public internal(set) var rootMeanSquare: Double?
  /// The density of the two columns of x_t under the mixture, exact, in the data's own units; of one column in one row.
  public internal(set) var density: PlaneLattice?
  /// The kernel estimate of the density of the rows, with its bandwidths along both axes.
  public internal(set) var estimate: KernelDensity?
  /// What is known of the place under the cursor.
  public internal(set) var preview: Preview?

  /// An arrow of the field.
  public struct Arrow: Hashable, Sendable {
    /// Where it begins, in the data's own units.
    public let from: PlanePoint
    /// σ² ∇ log p_t = √ᾱ x̂₀ − x_t, in the data's own units: by Tweedie's formula the way to what the row was before the noise.
    public let way: PlanePoint
  }

  /// What is known of a noisy row.
  public struct Preview: Hashable, Sendable {
    /// x_t, in the data's own units: D.
    public let noisy: [Double]
    /// E[x₀ | x_t] as the network has it: D.
    public let learned: [Double]
    /// E[x₀ | x_t] under the mixture: D; nil where that is not known.
    public let exact: [Double]?
    /// P(k | x_t) under the mixture: K; empty where that is not known.
    public let responsibilities: [Double]
  }
}

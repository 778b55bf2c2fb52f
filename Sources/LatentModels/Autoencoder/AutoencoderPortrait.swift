import NumericCore

/// What a view asks an autoencoder for.
public struct AutoencoderPortraitRequest: Hashable, Sendable {
  /// Of at most so many rows the laws are shown.
  public var points: Int
  /// A place in the latent space, as long as it has dimensions, whose decoded row is wanted.
  public var cursor: [Double]?
  /// The row that is reconstructed, counted from 0; brought into range.
  public var row: Int
  /// What else is decoded.
  public var pictures: Pictures
  /// Whether it is wanted where the nats of that row go, by quadrature; of one or two latents.
  public var wantsGaps: Bool
  /// Whether, where the gaps of that row are found, it is reconstructed from the best law that they found and not from the
  /// encoder's.
  public var isRefined = false
  /// The plane that is shown, where it is that of the principal axes of the means; the cursor then lies in it.
  public var principal: Principal?

  /// The plane through the mean of the rows' means along their two principal axes.
  public struct Principal: Hashable, Sendable {
    /// Where the cursor is in it, from the mean.
    public var x, y: Double
    /// The axes as they were shown last, each k: the new ones keep their order and their signs.
    public var last: [[Double]]

    /// The plane, with the cursor at a place in it.
    public init(x: Double, y: Double, last: [[Double]] = []) {
      self.x = x
      self.y = y
      self.last = last
    }
  }

  /// Some places of the latent space that are decoded together. Every latent that is not named is 0, or where the cursor is.
  public enum Pictures: Hashable, Sendable {
    /// None.
    case none
    /// A lattice over two latents from −`reach` to `reach`: `columns` to the right, `rows` upwards, the highest first.
    case lattice(x: Int, y: Int, columns: Int, rows: Int, reach: Double)
    /// The same over the plane of the principal axes, about the mean.
    case principalLattice(columns: Int, rows: Int, reach: Double)
    /// One latent from −`reach` to `reach`.
    case traverse(latent: Int, count: Int, reach: Double)
    /// From the law of the row that is reconstructed to that of another, in a straight line between their means.
    case between(other: Int, count: Int)
    /// Draws from the prior, decoded under a class where the nets are told one.
    case samples(count: Int, seed: UInt64, label: Int?)
  }

  /// A request for the laws of the rows alone.
  public init(
    points: Int = 2000, cursor: [Double]? = nil, row: Int = 0, pictures: Pictures = .none,
    wantsGaps: Bool = false
  ) {
    self.points = points
    self.cursor = cursor
    self.row = row
    self.pictures = pictures
    self.wantsGaps = wantsGaps
  }
}

/// An autoencoder as a view draws it.
public struct AutoencoderPortrait: Sendable {
  /// What it is made of and how it is trained.
  public let settings: AutoencoderSettings
  /// Columns of a row.
  public let columns: Int
  /// What the fit would do next.
  public let nextPhase: Phase?
  /// Whole passes done.
  public let iteration: Int
  /// Minibatches taken.
  public let stepsTaken: Int
  /// Minibatches of a pass.
  public let stepsOfEpoch: Int
  /// How many rows training sees, and how many it does not.
  public let trainingRows: Int
  /// How many it does not.
  public let heldOutRows: Int
  /// Whether what is climbed is a bound of a log-likelihood, but for β: not where grey values stand for 0 and 1.
  public let hasLikelihood: Bool
  /// Which rows are shown, and of each the class; −1 where it has none.
  public let rows: [Int]
  /// The class of each.
  public let codes: [Int32]
  /// The means of their laws: rows × k.
  public let means: Matrix<Double>
  /// The deviations of their laws: rows × k.
  public let deviations: Matrix<Double>
  /// KL(q ‖ p(z)) of each latent, nats per row, over the rows that are shown.
  public let divergences: [Double]
  /// The variance of m over the rows that are shown: a latent with more than 0.01 is active (Burda et al., 2016).
  public let meanVariances: [Double]
  /// What was seen at the end of each pass.
  public let records: [EpochRecord]
  /// What a log-density of a row in the units of the nets exceeds that in the data's own units by.
  public let logScale: Double
  /// σ of the Gaussian law.
  public let deviation: Double?
  /// The rate of the next step.
  public let rate: Double
  /// What the divergence counts now, under the warm-up.
  public let beta: Double
  /// The principal axes of the means, where they were asked for.
  public let principal: LatentAxes?
  /// What the cursor decodes to, D: means, or probabilities.
  public let decoded: [Double]?
  /// The row that is reconstructed.
  public let reconstruction: Reconstruction
  /// What else was asked for, each D.
  public let pictures: [[Double]]
  /// Where the nats of the row that is reconstructed go, where it was asked for and there are one or two latents.
  public let gaps: RowGaps?
  /// The exact answer beside linear nets.
  public let waterTank: WaterTank?

  /// A row and what the nets make of it.
  public struct Reconstruction: Hashable, Sendable {
    /// Which row, counted from 0.
    public let row: Int
    /// What was observed, D.
    public let observed: [Double]
    /// What the mean of its law decodes to, D.
    public let decoded: [Double]
    /// Whether that law is the best there is, and not the encoder's.
    public let isRefined: Bool
    /// The mean of its law, k.
    public let mean: [Double]
    /// The deviations of its law, k.
    public let deviations: [Double]
  }

  /// How many latents are active.
  public var activeUnits: Int { meanVariances.count { $0 > 0.01 } }
}

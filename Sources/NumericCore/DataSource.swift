/// How a table was made, in enough detail to make it again.
public struct DataSource: Hashable, Sendable {
  /// A built-in name, a generator's name, or a path.
  public var location: String
  /// The columns asked for, in order; nil for all numeric ones.
  public var columns: [String]?
  /// The label column asked for.
  public var label: String?
  /// The file that holds the labels, if one was given.
  public var labelFile: String?
  /// The column of weights asked for.
  public var weights: String?
  /// Whether only rows without missing values are fitted.
  public var completeRowsOnly = false
  /// Whether the columns were standardised.
  public var standardized: Bool
  /// For a generator: how many rows.
  public var count: Int?
  /// For a generator: from which seed.
  public var seed: UInt64?
  /// The part of the rows that was taken away, to be scored; nil if the table is whole.
  public var holdout: Holdout?
  /// SHA-256 of the bytes that were read (for a generator: of the numbers, row-major, little endian), in hexadecimal.
  public var sha256: String

  /// A random part of the rows of a table.
  public struct Holdout: Hashable, Sendable {
    /// How much of the rows, between 0 and 1.
    public let fraction: Double
    /// Names the random numbers that chose them.
    public let seed: UInt64

    /// The part that `seed` chooses, of `fraction` of the rows.
    public init(fraction: Double, seed: UInt64) {
      self.fraction = fraction
      self.seed = seed
    }
  }

  /// A source; without arguments, one that cannot be read again.
  public init(
    location: String = "", columns: [String]? = nil, label: String? = nil,
    labelFile: String? = nil, weights: String? = nil, standardized: Bool = false, count: Int? = nil,
    seed: UInt64? = nil,
    sha256: String = ""
  ) {
    self.location = location
    self.columns = columns
    self.label = label
    self.labelFile = labelFile
    self.weights = weights
    self.standardized = standardized
    self.count = count
    self.seed = seed
    self.sha256 = sha256
  }
}

/// Which table is wanted, and how: what a command line or an open dialog asks `loadTable` for.
public struct DataRequest: Hashable, Sendable {
  /// Whether the first row of a file is made of column names.
  public enum Header: Hashable, Sendable {
    /// It is if none of its cells is a number and not all are missing.
    case automatic
    /// It is.
    case present
    /// It is not; the columns are called x1, x2, …
    case absent
  }

  /// A built-in name, a generator's name, a path, or `-` for standard input; `FILE.npz:NAME` is an array of an archive. A bare name that is built in means the
  /// built-in; a file of that name is reached with a path, such as `./faithful`.
  public var location: String
  /// The columns to read, in this order: by name, or counted from 1 where there is no header. Nil reads all columns
  /// that are made of numbers (for a built-in data set, its usual ones).
  public var columns: [String]?
  /// The column that holds the class of each row; nil for the usual one of a built-in data set, and none of a file.
  public var label: String?
  /// A file that holds the class of each row instead: IDX or NumPy with one axis, or CSV with one column.
  public var labelFile: String?
  /// The column that says how many times each row counts; nil for once.
  public var weights: String?
  /// Whether to bring every column to mean 0 and standard deviation 1.
  public var standardize: Bool
  /// For a generator: how many rows; nil for its usual number. Nothing else looks at it.
  public var count: Int?
  /// For a generator: the seed. Nothing else looks at it.
  public var seed: UInt64
  /// Whether a file begins with column names.
  public var header: Header
  /// What the columns of a file without a header are called; nil for x1, x2, …
  var givenNames: [String]?
  /// Whether there is a note for each column that has one value in every row.
  var notesConstantColumns = true

  /// The table at `location`, whole and as it is unless said otherwise.
  public init(
    location: String, columns: [String]? = nil, label: String? = nil, labelFile: String? = nil,
    weights: String? = nil, standardize: Bool = false, count: Int? = nil, seed: UInt64 = 42,
    header: Header = .automatic
  ) {
    self.location = location
    self.columns = columns
    self.label = label
    self.labelFile = labelFile
    self.weights = weights
    self.standardize = standardize
    self.count = count
    self.seed = seed
    self.header = header
  }

  /// The columns that were asked for; nil if none was.
  var chosenColumns: [String]? { columns?.isEmpty == false ? columns : nil }
}

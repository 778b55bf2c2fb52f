import NumericCore

/// What a view asks a model for.
public struct EMPortraitRequest: Hashable, Sendable {
  /// The plane that rows, means and ellipses are drawn in; for one dimension only its first axis counts.
  public var plane: Plane
  /// Which rows are drawn, by index.
  public var rows: [Int]
  /// A row to read out.
  public var selectedRow: Int?
  /// A place to read out, in the coordinates of the plane; only a plane of all columns has an answer.
  public var cursor: PlanePoint?
  /// The picture of the bound below the log-likelihood, if it is wanted.
  public var slice: SliceRequest?

  /// A request for these rows in this plane.
  public init(
    plane: Plane, rows: [Int], selectedRow: Int? = nil, cursor: PlanePoint? = nil,
    slice: SliceRequest? = nil
  ) {
    self.plane = plane
    self.rows = rows
    self.selectedRow = selectedRow
    self.cursor = cursor
    self.slice = slice
  }
}

/// A fit as a view draws it. Everything is in the data's own units or in the coordinates of the plane.
public struct EMPortrait: Hashable, Sendable {
  /// The model and its settings as they now are.
  public let plan: EMPlan
  /// What the fit would do next.
  public let nextPhase: Phase?
  /// M half-steps taken.
  public let iteration: Int
  /// Half-steps taken.
  public let stepsTaken: Int
  /// Free parameters.
  public let degreesOfFreedom: Int
  /// What the log-likelihood is worth; nil unless the newest step was an E half-step.
  public let criteria: InformationCriteria?
  /// The parameter, as tables for a person.
  public let tables: [ParameterTable]
  /// What is drawn of it.
  public let picture: Picture
  /// The bound below the log-likelihood, or why there is none; nil unless it was asked for.
  public internal(set) var slice: Result<MinoriserSlice, FittingError>?

  /// What is drawn of a fit, by the kind of its latent.
  public enum Picture: Hashable, Sendable {
    /// A component for each row.
    case mixture(MixturePortrait)
    /// A point of a plane for each row, partly missing or with continuous latents: one ellipse.
    case cloud(CloudPortrait)
    /// An intercept for each group.
    case groups(GroupsPortrait)
    /// A split of a cell's count.
    case cells(CellsPortrait)
  }

  /// A portrait of `model` with this picture.
  public init(
    of model: some ExpectationMaximization, criteria: InformationCriteria?, tables: [ParameterTable],
    picture: Picture
  ) {
    plan = model.plan
    nextPhase = model.nextPhase
    iteration = model.iteration
    stepsTaken = model.stepsTaken
    degreesOfFreedom = model.degreesOfFreedom
    self.criteria = criteria
    self.tables = tables
    self.picture = picture
  }

  /// The mixture, where it is one.
  public var mixture: MixturePortrait? {
    if case .mixture(let portrait) = picture { portrait } else { nil }
  }
}

/// A part of a parameter as a table of numbers.
public struct ParameterTable: Hashable, Sendable {
  /// What the first column names, then the title of each column of numbers.
  public let header: [String]
  /// The rows: a name, and one number per column; NaN where there is none.
  public let rows: [Row]

  /// A row of the table.
  public struct Row: Hashable, Sendable {
    /// What it is about.
    public let name: String
    /// One number per column.
    public let values: [Double]

    /// A row with its name and its numbers.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// A table of `rows` under `header`.
  public init(header: [String], rows: [Row]) {
    self.header = header
    self.rows = rows
  }
}

/// What a person chooses about a logistic random intercept. The groups are the labels of the table.
public struct LogisticInterceptSettings: Hashable, Sendable {
  /// Which column has the successes.
  public var successes: Int
  /// Which column has the trials; nil where each row is one trial.
  public var trials: Int?
  /// What the success depends on, beside the group.
  public var fixed: [FixedEffect]
  /// Where q comes from, the tolerance, the seed and the start.
  public var variational: VariationalSettings

  /// A column that the success depends on.
  public struct FixedEffect: Hashable, Sendable {
    /// Which column.
    public var column: Int
    /// Whether its values are numbers with one slope; otherwise each value is a level with an effect of its own.
    public var isNumeric: Bool

    /// The effect of a column.
    public init(column: Int, isNumeric: Bool = false) {
      self.column = column
      self.isNumeric = isNumeric
    }
  }

  /// Settings, the usual ones where nothing is said.
  public init(
    successes: Int, trials: Int? = nil, fixed: [FixedEffect] = [],
    variational: VariationalSettings = VariationalSettings()
  ) {
    self.successes = successes
    self.trials = trials
    self.fixed = fixed
    self.variational = variational
  }
}

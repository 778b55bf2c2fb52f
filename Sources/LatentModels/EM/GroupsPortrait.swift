/// Groups of observations with an intercept each: the picture of a random-intercept model.
public struct GroupsPortrait: Hashable, Sendable {
  /// A group.
  public struct Group: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// Its observations.
    public let values: [Double]
    /// Their mean.
    public let mean: Double
    /// The conditional mean of μ + b given them: shrunken from the group's mean towards μ.
    public let conditionalMean: Double
    /// The conditional standard deviation of b.
    public let conditionalDeviation: Double
    /// log p of its observations, in nats.
    public let logDensity: Double

    /// A group with all that is drawn of it.
    public init(
      name: String, values: [Double], mean: Double, conditionalMean: Double,
      conditionalDeviation: Double, logDensity: Double
    ) {
      self.name = name
      self.values = values
      self.mean = mean
      self.conditionalMean = conditionalMean
      self.conditionalDeviation = conditionalDeviation
      self.logDensity = logDensity
    }
  }

  /// The groups, in order of first appearance.
  public let groups: [Group]
  /// What was observed.
  public let response: String
  /// μ.
  public let mean: Double
  /// σ², the variance within groups.
  public let within: Double
  /// τ², the variance of the intercepts.
  public let between: Double
  /// The exact maximum of the log-likelihood, where it has a closed form, in nats.
  public let closedForm: Double?
  /// The group of the selected row.
  public let selectedGroup: Int?

  /// A picture with all its parts.
  public init(
    groups: [Group], response: String, mean: Double, within: Double, between: Double,
    closedForm: Double?, selectedGroup: Int?
  ) {
    self.groups = groups
    self.response = response
    self.mean = mean
    self.within = within
    self.between = between
    self.closedForm = closedForm
    self.selectedGroup = selectedGroup
  }
}

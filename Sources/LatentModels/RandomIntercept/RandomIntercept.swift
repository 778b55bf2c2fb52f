import NumericCore

/// The Gaussian random intercept (Laird & Ware, 1982): y = μ + b + e with b ~ N(0, τ²) for each group and e ~ N(0, σ²) for
/// each row. The groups, of any sizes, are the labels of the table.
///
/// Given its rows, the intercept of a group has the law N(b̂, v) with v⁻¹ = 1/τ² + n/σ² and b̂ = v Σ(y − μ)/σ². A unit is a
/// group. A row's weight says how many such rows there are in its group.
public struct RandomIntercept: ExpectationMaximization {
  /// The short and the long name.
  public static let summary = ModelSummary(name: "random-intercept", title: "Random intercept")

  /// The data, shared between all copies.
  public let data: DataTable
  /// What a person chose.
  public internal(set) var settings: RandomInterceptSettings
  /// θ, in the units of the fit.
  public var parameters: RandomInterceptParameters
  /// Where the fit is between its half-steps.
  public var course = EMCourse<RandomInterceptParameters, RandomInterceptStatistics>()
  /// The rows by group.
  let groups: InterceptGroups

  /// A model at its start.
  /// - Throws: a `FittingError` that says what about the data, the settings or the given start cannot be used.
  public init(data: DataTable, settings: RandomInterceptSettings) throws(FittingError) {
    try self.init(data: data, settings: settings, parameters: nil)
  }

  init(
    data: DataTable, settings: RandomInterceptSettings, parameters: RandomInterceptParameters?
  ) throws(FittingError) {
    guard data.rows > 0, data.dimensions > 0 else { throw .noData }
    try settings.validateMethod()
    guard (0..<data.dimensions).contains(settings.response) else {
      throw .invalidSetting(
        name: "response", found: "column \(settings.response + 1)",
        expected: data.dimensions == 1 ? "the only one, column 1" : "one of the \(data.dimensions) columns")
    }
    try DataLimits.validateValues(of: data)
    self.data = data
    self.settings = settings
    groups = try InterceptGroups(of: data, response: settings.response)
    try groups.validate(responseName: data.columnNames[settings.response])
    if let parameters {
      self.parameters = parameters
    } else {
      self.parameters = try settings.start.parameters(for: groups)
    }
  }

  /// The same model and parameter on other rows, which are only scored.
  init(on data: DataTable, from model: RandomIntercept) throws(FittingError) {
    self.data = data
    settings = model.settings
    groups = try InterceptGroups(of: data, response: settings.response)
    parameters = model.parameters
  }

  /// The model and its settings.
  public var plan: EMPlan { .randomIntercept(settings) }
  /// μ, σ² and τ².
  public var degreesOfFreedom: Int { 3 }
  /// The bytes of a few numbers.
  public var footprint: Int { 512 }
  /// The rows with a response.
  public var observations: Double { groups.count }
  /// N log of the scale of the response.
  public var unitOffset: Double {
    groups.count * data.transform.logScales[settings.response]
  }
  /// How many groups there are.
  public var groupCount: Int { groups.groups.count }

  /// The exact maximum where all groups are of one size, in the units of the fit; its τ² may be 0.
  public var closedForm: RandomInterceptParameters? { groups.closedForm }

  /// ℓ at the closed form, in nats, in the data's own units.
  public var closedFormLogLikelihood: Double? {
    closedForm.map { closed in
      groups.groups.reduce(-unitOffset) { $0 + closed.logDensity(of: $1) }
    }
  }

  /// The parameter in the data's own units.
  public func inOwnUnits(_ parameters: RandomInterceptParameters) -> RandomInterceptParameters {
    parameters.inOwnUnits(data.transform, column: settings.response)
  }
}

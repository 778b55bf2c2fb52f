/// A mixture as a view draws it. Everything is in the data's own units or in the coordinates of the plane.
public struct MixturePortrait: Hashable, Sendable {
  /// A row on the plane.
  public struct Dot: Hashable, Sendable {
    /// Its index in the table.
    public let row: Int
    /// Where it lies.
    public let position: PlanePoint
    /// The component with the largest responsibility under the newest E half-step, counted from 0; nil before the first,
    /// and where the noise has a larger one.
    public let component: Int?
    /// That responsibility, or that of the noise.
    public let certainty: Double
    /// Whether the noise has the largest responsibility.
    public let isNoise: Bool
    /// Whether some of its values are missing and stand at their conditional means.
    public let isCompleted: Bool
  }

  /// A component on the plane.
  public struct Component: Hashable, Sendable {
    /// π_k.
    public let weight: Double
    /// μ_k.
    public let mean: [Double]
    /// The standard deviation of each column.
    public let standardDeviations: [Double]
    /// The mean on the plane.
    public let centre: PlanePoint
    /// The covariance on the plane: xx, xy, yy.
    public let spread: PlaneSpread
  }

  /// A row read out.
  public struct Reading: Hashable, Sendable {
    /// Its index in the table.
    public let row: Int
    /// Its values; NaN where missing.
    public let values: [Double]
    /// For each missing value, its conditional mean and standard deviation under the newest E half-step.
    public let imputed: [CloudPortrait.Reading.Imputed?]
    /// Its label.
    public let label: String?
    /// Where it lies.
    public let position: PlanePoint
    /// The conditional law of its component under the newest E half-step, to which that of the noise is missing; empty
    /// before the first.
    public let responsibilities: [Double]
    /// log p(x) at the present parameter, in nats, in the data's own units.
    public let logDensity: Double
  }

  /// What the fit would do next.
  public let nextPhase: Phase?
  /// M half-steps taken.
  public let iteration: Int
  /// Half-steps taken.
  public let stepsTaken: Int
  /// The settings as they now are.
  public let settings: MixtureSettings
  /// Free parameters.
  public let degreesOfFreedom: Int
  /// What the log-likelihood is worth; nil unless the newest step was an E half-step.
  public let criteria: InformationCriteria?
  /// The rows drawn.
  public let dots: [Dot]
  /// The components, in the order of the model.
  public let components: [Component]
  /// π_0 of the uniform noise; nil without one.
  public let noiseWeight: Double?
  /// The selected row.
  public let selection: Reading?
  /// The cursor that was asked about.
  public let cursor: PlanePoint?
  /// The conditional law of the component at the cursor, at the present parameter.
  public let cursorResponsibilities: [Double]
  /// Right after an E half-step: how many of the rows drawn it gave to another component than the one before it did.
  public let changedDots: Int?
  /// Among the rows drawn, the one with the smallest largest responsibility; nil before the first E half-step.
  public let leastCertain: Dot?
  /// The smallest standard deviation of any component in any direction, in units of the columns' own; and whose it is.
  public let narrowest: Narrowest

  /// A component and how narrow it is.
  public struct Narrowest: Hashable, Sendable {
    /// The component, counted from 0.
    public let component: Int
    /// The smallest eigenvalue of its covariance, each column in units of its standard deviation.
    public let smallestEigenvalue: Double
  }
}

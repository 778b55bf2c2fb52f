/// Rows on a plane under one Gaussian law: the picture of a multivariate normal with missing values, of PPCA and of factor
/// analysis.
public struct CloudPortrait: Hashable, Sendable {
  /// A row on the plane.
  public struct Dot: Hashable, Sendable {
    /// Its index in the table.
    public let row: Int
    /// Where it lies; a missing coordinate is its conditional mean given the others.
    public let position: PlanePoint
    /// The conditional covariance of its missing coordinates on the plane; nil where both are observed.
    public let uncertainty: PlaneSpread?

    /// A row at `position`.
    public init(row: Int, position: PlanePoint, uncertainty: PlaneSpread? = nil) {
      self.row = row
      self.position = position
      self.uncertainty = uncertainty
    }
  }

  /// A direction of the latent space on the plane: a column of the loadings.
  public struct Arrow: Hashable, Sendable {
    /// What it is called, such as "w1".
    public let name: String
    /// From the mean to here.
    public let tip: PlanePoint

    /// An arrow of that name.
    public init(name: String, tip: PlanePoint) {
      self.name = name
      self.tip = tip
    }
  }

  /// A row read out.
  public struct Reading: Hashable, Sendable {
    /// Its index in the table.
    public let row: Int
    /// Its values; NaN where missing.
    public let values: [Double]
    /// For missing values, the conditional mean and standard deviation; nil where observed.
    public let imputed: [Imputed?]
    /// The conditional mean and standard deviation of each latent; empty where only values are latent.
    public let latents: [Imputed]
    /// Its label.
    public let label: String?
    /// Where it lies.
    public let position: PlanePoint
    /// log p of its observed values, in nats, in the data's own units.
    public let logDensity: Double

    /// A conditional mean with its standard deviation.
    public struct Imputed: Hashable, Sendable {
      /// The mean.
      public let mean: Double
      /// The standard deviation.
      public let standardDeviation: Double

      /// A mean with its standard deviation.
      public init(mean: Double, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
      }
    }

    /// A reading of row `row`.
    public init(
      row: Int, values: [Double], imputed: [Imputed?], latents: [Imputed], label: String?,
      position: PlanePoint, logDensity: Double
    ) {
      self.row = row
      self.values = values
      self.imputed = imputed
      self.latents = latents
      self.label = label
      self.position = position
      self.logDensity = logDensity
    }
  }

  /// The rows drawn.
  public let dots: [Dot]
  /// The mean on the plane.
  public let centre: PlanePoint
  /// The covariance that the model implies, on the plane.
  public let spread: PlaneSpread
  /// The covariance of the closed form or of the complete data beside it, where there is one.
  public let reference: PlaneSpread?
  /// The loadings.
  public let arrows: [Arrow]
  /// The conditional means of the first two latents of each row drawn; empty where only values are latent.
  public let latentPositions: [PlanePoint]
  /// The exact maximum of the log-likelihood, where it has a closed form, in nats, in the data's own units.
  public let closedForm: Double?
  /// The selected row.
  public let selection: Reading?

  /// A picture with all its parts.
  public init(
    dots: [Dot], centre: PlanePoint, spread: PlaneSpread, reference: PlaneSpread? = nil,
    arrows: [Arrow] = [], latentPositions: [PlanePoint] = [], closedForm: Double? = nil,
    selection: Reading? = nil
  ) {
    self.dots = dots
    self.centre = centre
    self.spread = spread
    self.reference = reference
    self.arrows = arrows
    self.latentPositions = latentPositions
    self.closedForm = closedForm
    self.selection = selection
  }
}

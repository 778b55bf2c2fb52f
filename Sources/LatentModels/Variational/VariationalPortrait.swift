import NumericCore

/// What a view asks a variational fit for.
public struct VariationalPortraitRequest: Hashable, Sendable {
  /// The unit whose laws are drawn, counted from 0; brought into range.
  public var unit: Int
  /// At about how many places a curve is wanted.
  public var places: Int
  /// Whether the gaps of every unit are wanted.
  public var wantsUnitGaps: Bool
  /// The part of a plane of data that is looked at, for pictures of one: lowest and highest x and y, in the data's own units;
  /// nil for all of it.
  public var window: PlaneWindow?
  /// Into how many columns and rows such a plane is cut.
  public var columns: Int
  /// Into how many rows.
  public var rows: Int

  /// A request for a unit.
  public init(
    unit: Int = 0, places: Int = 240, wantsUnitGaps: Bool = false, window: PlaneWindow? = nil,
    columns: Int = 48, rows: Int = 32
  ) {
    self.unit = unit
    self.places = places
    self.wantsUnitGaps = wantsUnitGaps
    self.window = window
    self.columns = columns
    self.rows = rows
  }
}

/// A variational fit as a view draws it. Everything is in the data's own units; nats are totals.
public struct VariationalPortrait: Hashable, Sendable {
  /// The model and its settings as they now are.
  public let plan: VariationalPlan
  /// What the fit would do next.
  public let nextPhase: Phase?
  /// M half-steps taken.
  public let iteration: Int
  /// Half-steps taken.
  public let stepsTaken: Int
  /// How many units there are.
  public let unitCount: Int
  /// How many observations the data are.
  public let observations: Double
  /// θ as numbers without constraints, with their names.
  public let coordinates: [Double]
  /// The names of the coordinates.
  public let coordinateNames: [String]
  /// The parameter, as tables for a person.
  public let tables: [ParameterTable]
  /// The account of all units together, in nats, in the data's own units; nil where it takes too long to be in every frame, or
  /// where q has no density.
  public let account: LawAccount?
  /// Where the nats went, as far as it is known at the present θ.
  public let lost: NatsLost
  /// What is drawn.
  public let picture: Picture
  /// KL(q ‖ p) of each unit, in nats per observation, where they were asked for and are quickly computed.
  public let unitGaps: [Double]?

  /// What is drawn of a fit, by the kind of its latent.
  public enum Picture: Hashable, Sendable {
    /// The laws of a scalar latent of one unit.
    case scalar(ScalarPicture)
    /// A mixture's responsibilities over a plane of data, exact and as an encoder has them.
    case discriminant(DiscriminantPicture)
    /// The two means of a binary mean field against w/σ.
    case pitchfork(PitchforkPicture)
    /// A Gaussian law of two latents and the product of two that stands for it.
    case ellipses(EllipsesPicture)
  }
}

/// What is lost on the way from the greatest log-likelihood to the bound that was reached, in nats, totals:
/// ℓ(θ̂) − F = [ℓ(θ̂) − ℓ(θ)] + [ℓ(θ) − max_q F] + [max_q F − F] (after Cremer, Li & Duvenaud, 2018).
public struct NatsLost: Hashable, Sendable {
  /// ℓ(θ) − max F over the family of q.
  public var approximation: Double?
  /// max F over the family of q − F: what one function for all units costs, or an unfinished E half-step.
  public var amortisation: Double?
  // The first part, the bias of θ, is known where θ̂ is: see `VariationalFinding.maximumLikelihood`.

  /// What is known.
  public init(approximation: Double? = nil, amortisation: Double? = nil) {
    self.approximation = approximation
    self.amortisation = amortisation
  }
}

/// A rectangle of a plane.
public struct PlaneWindow: Hashable, Sendable {
  /// Lowest and highest x.
  public var x: ClosedRange<Double>
  /// Lowest and highest y.
  public var y: ClosedRange<Double>

  /// The rectangle of these sides.
  public init(x: ClosedRange<Double>, y: ClosedRange<Double>) {
    self.x = x
    self.y = y
  }
}

/// The plane of two columns with the exact responsibility of the first component and the encoder's over it.
public struct DiscriminantPicture: Hashable, Sendable {
  /// The names of the axes.
  public let xName: String
  /// The name of the upward axis.
  public let yName: String
  /// Each row: x, y, exact responsibility r₁ and q₁.
  public let rows: [Row]
  /// The rectangle that the grids cover.
  public let window: PlaneWindow
  /// Columns of the grids.
  public let columns: Int
  /// p_θ(z = 1 | x) at the middles of the cells, row after row from the lowest y.
  public let exact: [Double]
  /// q_φ(z = 1 | x) there.
  public let encoder: [Double]
  /// The means of the components and their covariances (xx, xy, yy).
  public let components: [Component]
  /// The selected row's account, in nats per observation.
  public let account: LawAccount

  /// A row of the data.
  public struct Row: Hashable, Sendable {
    /// x, in the data's own units.
    public let x: Double
    /// y.
    public let y: Double
    /// The exact responsibility of component 1.
    public let exact: Double
    /// The encoder's.
    public let encoder: Double

    package init(x: Double, y: Double, exact: Double, encoder: Double) {
      self.x = x
      self.y = y
      self.exact = exact
      self.encoder = encoder
    }
  }

  /// A component.
  public struct Component: Hashable, Sendable {
    /// π.
    public let weight: Double
    /// The mean.
    public let mean: PlanePoint
    /// The variance along x.
    public let xx: Double
    /// The covariance.
    public let xy: Double
    /// The variance upwards.
    public let yy: Double

    package init(weight: Double, mean: PlanePoint, xx: Double, xy: Double, yy: Double) {
      self.weight = weight
      self.mean = mean
      self.xx = xx
      self.xy = xy
      self.yy = yy
    }
  }

  package init(
    xName: String, yName: String, rows: [Row], window: PlaneWindow, columns: Int, exact: [Double],
    encoder: [Double], components: [Component], account: LawAccount
  ) {
    self.xName = xName
    self.yName = yName
    self.rows = rows
    self.window = window
    self.columns = columns
    self.exact = exact
    self.encoder = encoder
    self.components = components
    self.account = account
  }
}

/// The fixed points of a mean field of two binary latents against w/σ, and where the present ascent stands.
public struct PitchforkPicture: Hashable, Sendable {
  /// w/σ now, x/w kept.
  public let ratio: Double
  /// The greatest ratio shown.
  public let highest: Double
  /// The fixed points by ratio: the stable values of q₁, one below the fork and two beyond, then the unstable one beyond it.
  public let branches: [Branch]
  /// The present (q₁, q₂), and those before it, oldest first.
  public let iterates: [PlanePoint]
  /// The account at the present q, in nats.
  public let account: LawAccount
  /// Whether both are updated at once.
  public let isParallel: Bool

  /// The fixed points at one ratio.
  public struct Branch: Hashable, Sendable {
    /// w/σ.
    public let ratio: Double
    /// The values of q₁ that ascents come to.
    public let stable: [Double]
    /// Those that they leave.
    public let unstable: [Double]
    /// log p(x) − max F.
    public let gap: Double

    package init(ratio: Double, stable: [Double], unstable: [Double], gap: Double) {
      self.ratio = ratio
      self.stable = stable
      self.unstable = unstable
      self.gap = gap
    }
  }

  package init(
    ratio: Double, highest: Double, branches: [Branch], iterates: [PlanePoint],
    account: LawAccount, isParallel: Bool
  ) {
    self.ratio = ratio
    self.highest = highest
    self.branches = branches
    self.iterates = iterates
    self.account = account
    self.isParallel = isParallel
  }
}

/// An exact Gaussian law of two latents, the product law in its place, and how the gap depends on a dial.
public struct EllipsesPicture: Hashable, Sendable {
  /// The names of the axes, such as "z1".
  public let axes: [String]
  /// The exact law.
  public let exact: Gaussian
  /// q, with xy = 0.
  public let law: Gaussian
  /// What is turned: "correlation" or "rotation of W, degrees".
  public let dialName: String
  /// Where it stands.
  public let dial: Double
  /// The gap against the dial, in nats.
  public let gaps: [DialPoint]
  /// The account, in nats: of the one target, or of all rows.
  public let account: LawAccount

  /// A Gaussian law of two variables.
  public struct Gaussian: Hashable, Sendable {
    /// The mean.
    public var mean: PlanePoint
    /// The variance along x.
    public var xx: Double
    /// The covariance.
    public var xy: Double
    /// The variance upwards.
    public var yy: Double

    package init(mean: PlanePoint, xx: Double, xy: Double, yy: Double) {
      self.mean = mean
      self.xx = xx
      self.xy = xy
      self.yy = yy
    }
  }

  /// The gap at a place of the dial.
  public struct DialPoint: Hashable, Sendable {
    /// Where the dial stands.
    public let dial: Double
    /// KL(q ‖ p), in nats.
    public let gap: Double

    package init(dial: Double, gap: Double) {
      self.dial = dial
      self.gap = gap
    }
  }

  package init(
    axes: [String], exact: Gaussian, law: Gaussian, dialName: String, dial: Double, gaps: [DialPoint],
    account: LawAccount
  ) {
    self.axes = axes
    self.exact = exact
    self.law = law
    self.dialName = dialName
    self.dial = dial
    self.gaps = gaps
    self.account = account
  }
}

/// The exact conditional law of one unit's scalar latent and the law q in its place.
public struct ScalarPicture: Hashable, Sendable {
  /// Which unit, counted from 0.
  public let unit: Int
  /// What it is called.
  public let name: String
  /// The data of the unit in a few words, such as "x = 2.00".
  public let reading: String
  /// Places of z.
  public let places: [Double]
  /// p_θ(z | x) there.
  public let exact: [Double]
  /// q(z) there; nil where q has no density.
  public let law: [Double]?
  /// The draws, where q is an empirical law.
  public let draws: WeightedNodes?
  /// (Σw)²/Σw²: so many draws from the exact law would say as much as the weighted ones; nil where there are none.
  public let effectiveDraws: Double?
  /// q as a Gaussian, where it is one.
  public let gaussian: GaussianLaw?
  /// The account of the unit, in nats per observation, in the units of the fit; nil where q has no density.
  public let account: LawAccount?
  /// The peaks of the exact law.
  public let modes: [Double]
}

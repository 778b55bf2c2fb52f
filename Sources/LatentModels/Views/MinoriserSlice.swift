/// The log-likelihood along a line through the parameter space, and below it the bound
///
///     F(θ, q) = E_q log p_θ(x, Z) + H(q) = ℓ(θ) − KL(q ‖ p_θ(z|x)).
///
/// Where q is the conditional law at a θ of the line, the two touch there with equal slopes; everywhere else the bound
/// lies below: it is a minoriser (Lange, Hunter & Yang, 2000), and raising it raises ℓ. With another q it touches nowhere
/// (Neal & Hinton, 1998). All values are totals over the data, in nats, in the data's own units.
public struct MinoriserSlice: Hashable, Sendable {
  /// The two curves at one place.
  public struct Point: Hashable, Sendable {
    /// Where on the line.
    public let place: Double
    /// ℓ(θ).
    public let logLikelihood: Double
    /// F(θ, q).
    public let bound: Double

    /// KL(q ‖ p_θ(z|x)), in nats.
    public var gap: Double { logLikelihood - bound }

    /// Both curves at `place`.
    public init(place: Double, logLikelihood: Double, bound: Double) {
      self.place = place
      self.logLikelihood = logLikelihood
      self.bound = bound
    }
  }

  /// The two curves at one place, with their slopes.
  public struct Reading: Hashable, Sendable {
    /// The values.
    public let point: Point
    /// dℓ, in nats per unit of the line.
    public let slope: Double
    /// dF, in nats per unit of the line.
    public let slopeOfBound: Double

    /// `point` with the slopes there.
    public init(point: Point, slope: Double, slopeOfBound: Double) {
      self.point = point
      self.slope = slope
      self.slopeOfBound = slopeOfBound
    }
  }

  /// How the bound is known.
  public enum Bound: Hashable, Sendable {
    /// It is F, and lies below ℓ.
    case exact
    /// q has no entropy on the nats axis, being a point or draws of a continuous latent: what stands for F is Q, moved so
    /// that it meets ℓ where q was computed. Its shape means something, its height does not.
    case shifted
    /// q is known for some of the rows only, so the bound is an estimate and may lie above ℓ.
    case estimated
  }

  /// Along which line.
  public let line: SliceRequest.Line
  /// What the line measures.
  public let name: String
  /// How q was obtained.
  public let law: ExpectationKind
  /// How the bound is known.
  public let bound: Bound
  /// The limits of the picture.
  public let range: ClosedRange<Double>
  /// The curves, from left to right; where the parameter space ends there is no point.
  public let points: [Point]
  /// Where q was computed.
  public let touch: Reading
  /// Where θ is.
  public let theta: Reading
  /// Where the bound is largest within the picture.
  public let maximum: Point
  /// θ_{t+1}, where the line leads to it.
  public let next: Double?
  /// The free parameters of θ, in the data's own units.
  public let free: FreeParameters
  /// On how many rows the gap was computed, and how many there are.
  public let rows: Int, totalRows: Int
}

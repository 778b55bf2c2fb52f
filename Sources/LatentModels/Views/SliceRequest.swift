/// What a picture of the bound below the log-likelihood is to show: along which line through the parameter space, under
/// which law q, and where a person put θ.
public struct SliceRequest: Hashable, Sendable {
  /// A line through the parameter space.
  public enum Line: Hashable, Sendable {
    /// Straight in unconstrained coordinates, from θ_t of the newest E half-step, at 0, through θ_{t+1}, at 1.
    case step
    /// Through the present θ along one of its free parameters, by index, in the data's own units; the others unchanged.
    case parameter(Int)
  }

  /// Along which line.
  public var line: Line
  /// How q is obtained; nil as the fit does.
  public var law: ExpectationKind?
  /// Where on the line q is computed; nil where the fit computed it.
  public var lawPlace: Double?
  /// Where on the line θ is; nil where the fit has it.
  public var place: Double?
  /// How many times closer than the whole picture, about its middle.
  public var zoom: Double
  /// How many points each curve has.
  public var points: Int
  /// The log-likelihood is computed on so many random rows at most.
  public var mostRows: Int

  /// A picture along `line`, as the fit stands unless something else is asked for.
  public init(
    line: Line = .step, law: ExpectationKind? = nil, lawPlace: Double? = nil, place: Double? = nil,
    zoom: Double = 1, points: Int = 61, mostRows: Int = 2048
  ) {
    self.line = line
    self.law = law
    self.lawPlace = lawPlace
    self.place = place
    self.zoom = zoom
    self.points = points
    self.mostRows = mostRows
  }
}

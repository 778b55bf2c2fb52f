/// Cells with counts, the first of which is a sum of two that were not told apart: the picture of the linkage multinomial.
public struct CellsPortrait: Hashable, Sendable {
  /// A cell.
  public struct Cell: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// How many were counted.
    public let count: Double
    /// How many the model expects at θ.
    public let fitted: Double
    /// How the count divides between its hidden parts in the law of the newest E half-step; one part for a cell that
    /// hides nothing.
    public let parts: [Double]

    /// A cell with its counts.
    public init(name: String, count: Double, fitted: Double, parts: [Double]) {
      self.name = name
      self.count = count
      self.fitted = fitted
      self.parts = parts
    }
  }

  /// The cells.
  public let cells: [Cell]
  /// θ.
  public let theta: Double
  /// The exact maximiser.
  public let closedForm: Double

  /// A picture with all its parts.
  public init(cells: [Cell], theta: Double, closedForm: Double) {
    self.cells = cells
    self.theta = theta
    self.closedForm = closedForm
  }
}

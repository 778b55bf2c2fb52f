import RealModule

/// An affine change of units, column by column: fitted = (own − shift) / scale.
public struct UnitTransform: Hashable, Sendable {
  /// What is subtracted from each column, in the data's own units.
  public let shift: [Double]
  /// What each column is then divided by; positive.
  public let scale: [Double]

  /// The transform with one shift and one positive scale per column.
  public init(shift: [Double], scale: [Double]) {
    precondition(shift.count == scale.count, "\(shift.count) shifts and \(scale.count) scales")
    self.shift = shift
    self.scale = scale
  }

  /// The transform of `dimensions` columns that changes nothing.
  public static func identity(_ dimensions: Int) -> UnitTransform {
    UnitTransform(
      shift: Array(repeating: 0, count: dimensions), scale: Array(repeating: 1, count: dimensions))
  }

  /// Whether it changes nothing.
  public var isIdentity: Bool {
    shift.allSatisfy { $0 == 0 } && scale.allSatisfy { $0 == 1 }
  }

  /// First this transform, then `next`: one transform for both.
  public func followed(by next: UnitTransform) -> UnitTransform {
    UnitTransform(
      shift: shift.indices.map { shift[$0] + scale[$0] * next.shift[$0] },
      scale: scale.indices.map { scale[$0] * next.scale[$0] })
  }

  /// A value of column `column` in the data's own units.
  public func own(_ fitted: Double, column: Int) -> Double {
    fitted * scale[column] + shift[column]
  }

  /// log scale of each column.
  public var logScales: [Double] { scale.map { Double.log($0) } }

  /// log |d fitted / d own|⁻¹ = Σ log scale: the log-density of a row in its own units is its log-density in the units
  /// of the fit minus this.
  public var logScale: Double { scale.reduce(0) { $0 + Double.log($1) } }
}

import NumericCore
import RealModule

/// How far the iterates of a fit are from the maximum that they approach.
///
/// Near a maximum θ̂ EM is linear: each iteration multiplies the error by I_com⁻¹ I_mis, so that the logarithm of the
/// distance falls along a straight line whose slope is the logarithm of the largest eigenvalue, the rate (Dempster, Laird
/// & Rubin, 1977).
public struct ConvergencePath: Hashable, Sendable {
  /// An iterate.
  public struct Iterate: Hashable, Sendable {
    /// M half-steps taken.
    public let iteration: Int
    /// Its first position in the history.
    public let position: Int
    /// Its free parameters, in the data's own units.
    public let values: [Double]

    /// The iterate with these free parameters.
    public init(iteration: Int, position: Int, values: [Double]) {
      self.iteration = iteration
      self.position = position
      self.values = values
    }
  }

  /// The distance of an iterate.
  public struct Point: Hashable, Sendable {
    /// M half-steps taken.
    public let iteration: Int
    /// Its first position in the history.
    public let position: Int
    /// The distance, in standard errors.
    public let distance: Double

    /// A distance.
    public init(iteration: Int, position: Int, distance: Double) {
      self.iteration = iteration
      self.position = position
      self.distance = distance
    }
  }

  /// The distances, in the order of the history.
  public let points: [Point]

  /// The distances √((θ − θ̂)ᵀ I (θ − θ̂)) of `iterates` from `maximum` in standard errors, for the observed information
  /// `information` there. Those that rounding has eaten up are left out.
  public init(_ iterates: [Iterate], to maximum: [Double], information: Matrix<Double>) {
    points = iterates.compactMap { iterate in
      guard iterate.values.count == maximum.count, information.rows == maximum.count else { return nil }
      let offset = zip(iterate.values, maximum).map { $0 - $1 }
      let square = zip(information * offset, offset).reduce(0) { $0 + $1.0 * $1.1 }
      let distance = max(0, square).squareRoot()
      guard distance.isFinite, distance > Self.finest else { return nil }
      return Point(iteration: iterate.iteration, position: iterate.position, distance: distance)
    }
  }

  /// What cannot be told from 0, in standard errors.
  static let finest = 1e-9

  /// By what the newest iterations multiplied the distance, each: over as many of them as the distance took to fall by a
  /// factor of ten, or the last two. Nil where the distance does not fall.
  public var observedRate: Double? {
    // Where a history was changed by hand, only what came after counts.
    guard let last = points.last else { return nil }
    let earlier = points.dropLast().last { $0.distance > 10 * last.distance } ?? points.dropLast().last
    guard let earlier, earlier.iteration < last.iteration, last.distance < earlier.distance else {
      return nil
    }
    return Double.pow(last.distance / earlier.distance, 1 / Double(last.iteration - earlier.iteration))
  }

  /// The straight line with slope log `rate` through the newest point, as distances at two iterations; nil without points.
  public func predicted(
    rate: Double, from first: Int, to last: Int
  ) -> [(iteration: Int, distance: Double)]? {
    guard let anchor = points.last, rate > 0, rate < 1 else { return nil }
    return [first, last].map { iteration in
      (iteration, anchor.distance * Double.pow(rate, Double(iteration - anchor.iteration)))
    }
  }
}

extension Timeline where Model == AnyEMModel {
  /// The iterates among the models that the history keeps, at most about `count` of them, evenly chosen. Each is taken
  /// where it first appears, after an M half-step or a change.
  public func iterates(atMost count: Int) -> [ConvergencePath.Iterate] {
    var chosen: [(position: Int, model: AnyEMModel)] = []
    for kept in keptModels {
      let isNew = chosen.last.map { $0.model.iteration != kept.model.iteration } ?? true
      let wasChanged = kept.position > 0 && entries[kept.position - 1].isIntervention
      if isNew || wasChanged { chosen.append(kept) }
    }
    let stride = max(1, (chosen.count + count - 1) / max(count, 1))
    return chosen.indices.filter { $0 % stride == 0 || $0 == chosen.count - 1 }.map { index in
      let (position, model) = chosen[index]
      return ConvergencePath.Iterate(
        iteration: model.iteration, position: position, values: model.free.values)
    }
  }
}

extension HistoryEntry {
  /// Whether a person changed the model.
  fileprivate var isIntervention: Bool {
    if case .intervention = self { true } else { false }
  }
}

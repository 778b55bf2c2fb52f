import NumericCore
import RealModule

extension MultivariateNormal {
  /// θ without constraints: the means, if they are estimated, and the Cholesky factor of Σ with the logarithm of its
  /// diagonal.
  public func coordinates(of parameters: NormalParameters) -> [Double] {
    guard let lower = Cholesky(parameters.covariance)?.lower else { return [] }
    var result = settings.isMeanZero ? [] : parameters.mean
    for i in 0..<lower.rows {
      for j in 0..<i { result.append(lower[i, j]) }
      result.append(.log(lower[i, i]))
    }
    return result
  }

  /// The parameter at such coordinates.
  public func parameters(atCoordinates coordinates: [Double]) -> NormalParameters? {
    guard let (mean, entries) = split(coordinates) else { return nil }
    var lower = entries
    for i in 0..<lower.rows {
      lower[i, i] = .exp(entries[i, i])
      for j in (i + 1)..<max(lower.columns, i + 1) { lower[i, j] = 0 }
    }
    return usable(NormalParameters(mean: mean ?? parameters.mean, covariance: lower * lower.transposed))
  }

  /// The means, if they are estimated, and the lower triangle of the covariance.
  public func freeParameters(of parameters: NormalParameters) -> FreeParameters {
    let own = parameters.inOwnUnits(data.transform)
    var names = settings.isMeanZero ? [] : data.columnNames.map { "mu \($0)" }
    var values = settings.isMeanZero ? [] : own.mean
    var ranges: [ClosedRange<Double>] = values.map { _ in .anyNumber }
    let d = own.dimensions
    for i in 0..<d {
      for j in 0...i {
        names.append("S \(j + 1)\(d > 9 ? "," : "")\(i + 1)")
        values.append(own.covariance[i, j])
        ranges.append(i == j ? .variance : .anyNumber)
      }
    }
    return FreeParameters(names: names, values: values, ranges: ranges)
  }

  /// The parameter with these free parameters, which are in the data's own units.
  public func parameters(free values: [Double]) -> NormalParameters? {
    guard let (mean, covariance) = split(values) else { return nil }
    let transform = data.transform
    var result = NormalParameters(mean: parameters.mean, covariance: covariance)
    for i in result.mean.indices {
      if let mean { result.mean[i] = (mean[i] - transform.shift[i]) / transform.scale[i] }
      for j in result.mean.indices {
        result.covariance[i, j] = covariance[max(i, j), min(i, j)] / (transform.scale[i] * transform.scale[j])
      }
    }
    return usable(result)
  }

  /// Means, if they are estimated, and a symmetric matrix from its lower triangle; nil for another number of values.
  private func split(_ values: [Double]) -> (mean: [Double]?, matrix: Matrix<Double>)? {
    let d = parameters.dimensions
    guard values.count == degreesOfFreedom, values.allSatisfy(\.isFinite) else { return nil }
    var rest = settings.isMeanZero ? values[...] : values.dropFirst(d)
    var matrix = Matrix<Double>(rows: d, columns: d)
    for i in 0..<d {
      for j in 0...i {
        matrix[i, j] = rest.removeFirst()
        matrix[j, i] = matrix[i, j]
      }
    }
    return (settings.isMeanZero ? nil : Array(values.prefix(d)), matrix)
  }

  private func usable(_ parameters: NormalParameters) -> NormalParameters? {
    parameters.isUsable ? parameters : nil
  }

  /// The same fit under another tolerance and another method.
  public func taking(tolerance: Double, method: EMMethod) throws(FittingError) -> MultivariateNormal {
    var result = self
    result.settings.tolerance = tolerance
    result.settings.method = method
    try result.settings.validateMethod()
    return result
  }

  /// The model after a change of its own.
  public func changed(inOwnWayBy change: EMChange) throws(FittingError) -> MultivariateNormal {
    var result = self
    switch change {
    case .start:
      result.parameters = try settings.start.parameters(moments: moments, mean: knownMean)
    case .normalStart(let start):
      result.settings.start = start
      result.parameters = try start.parameters(moments: moments, mean: knownMean)
    case .zeroMean(let isZero):
      var settings = settings
      settings.isMeanZero = isZero
      if case .given = settings.start { settings.start = .moments }
      // The covariance goes on from where it is.
      result = try MultivariateNormal(data: data, settings: settings)
      result.parameters.covariance = parameters.covariance
      result.course = course
      result.course.lawParameters = nil
      result.course.previousLawParameters = nil
    default:
      throw refusal(of: change)
    }
    return result
  }
}

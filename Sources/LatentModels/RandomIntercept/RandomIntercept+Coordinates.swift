import NumericCore
import RealModule

extension RandomIntercept {
  /// μ, log σ² and log τ².
  public func coordinates(of parameters: RandomInterceptParameters) -> [Double] {
    [parameters.mean, .log(parameters.within), .log(parameters.between)]
  }

  /// The parameter at such coordinates.
  public func parameters(atCoordinates coordinates: [Double]) -> RandomInterceptParameters? {
    guard coordinates.count == 3 else { return nil }
    let result = RandomInterceptParameters(
      mean: coordinates[0], within: .exp(coordinates[1]), between: .exp(coordinates[2]))
    return result.isUsable ? result : nil
  }

  /// μ, σ² and τ².
  public func freeParameters(of parameters: RandomInterceptParameters) -> FreeParameters {
    let own = inOwnUnits(parameters)
    return FreeParameters(
      names: ["mu", "sigma2", "tau2"], values: [own.mean, own.within, own.between],
      ranges: [.anyNumber, .variance, .variance])
  }

  /// The parameter with these free parameters, which are in the data's own units.
  public func parameters(free values: [Double]) -> RandomInterceptParameters? {
    guard values.count == 3 else { return nil }
    let (shift, scale) = (data.transform.shift[settings.response], data.transform.scale[settings.response])
    let result = RandomInterceptParameters(
      mean: (values[0] - shift) / scale, within: values[1] / (scale * scale),
      between: values[2] / (scale * scale))
    return result.isUsable ? result : nil
  }

  /// The same fit under another tolerance and another method.
  public func taking(tolerance: Double, method: EMMethod) throws(FittingError) -> RandomIntercept {
    var result = self
    result.settings.tolerance = tolerance
    result.settings.method = method
    try result.settings.validateMethod()
    return result
  }

  /// The model after a change of its own.
  public func changed(inOwnWayBy change: EMChange) throws(FittingError) -> RandomIntercept {
    var result = self
    switch change {
    case .start:
      result.settings.start = .even
      result.parameters = try RandomInterceptStart.even.parameters(for: groups)
    default:
      throw refusal(of: change)
    }
    return result
  }
}

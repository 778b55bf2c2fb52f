import NumericCore
import RealModule

extension FactorModel {
  /// θ without constraints: the means, the loadings, and the logarithms of the noise variances.
  public func coordinates(of parameters: FactorParameters) -> [Double] {
    parameters.mean + parameters.loadings.storage + free(parameters.noiseVariances).map { Double.log($0) }
  }

  /// The parameter at such coordinates.
  public func parameters(atCoordinates coordinates: [Double]) -> FactorParameters? {
    let (d, k) = (parameters.dimensions, parameters.latentDimensions)
    let noises = settings.noise == .isotropic ? 1 : d
    guard coordinates.count == d + d * k + noises else { return nil }
    let result = FactorParameters(
      mean: Array(coordinates[..<d]),
      loadings: Matrix(rows: d, columns: k, storage: Array(coordinates[d..<(d + d * k)])),
      noiseVariances: all(coordinates[(d + d * k)...].map { Double.exp($0) }))
    return result.isUsable(as: settings.noise) ? result : nil
  }

  /// The means, the loadings with W lower triangular (any rotation of it is the same law), and the noise variances; PPCA
  /// has one, in the units of the fit, and says so where these are not the data's own.
  public func freeParameters(of parameters: FactorParameters) -> FreeParameters {
    let own = parameters.triangular.inOwnUnits(data.transform)
    var names = data.columnNames.map { "mu \($0)" }
    var values = own.mean
    for j in 0..<own.dimensions {
      for l in 0..<min(j + 1, own.latentDimensions) {
        names.append("w\(l + 1) \(data.columnNames[j])")
        values.append(own.loadings[j, l])
      }
    }
    let locations = values.count
    switch settings.noise {
    case .isotropic:
      names.append(data.transform.isIdentity ? "sigma2" : "sigma2 (standardised)")
      values.append(parameters.noiseVariances[0])
    case .diagonal:
      names += data.columnNames.map { "psi \($0)" }
      values += own.noiseVariances
    }
    return FreeParameters(
      names: names, values: values,
      ranges: values.indices.map { $0 < locations ? .anyNumber : .variance },
      note: own.latentDimensions == 1 ? nil : Self.noteOnRotation)
  }

  private static var noteOnRotation: String {
    "the loadings w in this table are rotated so that the first column of the data has a loading on w1 alone, the second on "
      + "w1 and w2, and so on: the same law, and the one rotation in which loadings have standard errors"
  }

  /// The parameter with these free parameters.
  public func parameters(free values: [Double]) -> FactorParameters? {
    let (d, k) = (parameters.dimensions, parameters.latentDimensions)
    guard values.count == degreesOfFreedom else { return nil }
    let transform = data.transform
    var next = values.makeIterator()
    func take() -> Double { next.next() ?? .nan }
    let mean = (0..<d).map { (take() - transform.shift[$0]) / transform.scale[$0] }
    var loadings = Matrix<Double>(rows: d, columns: k)
    for j in 0..<d {
      for l in 0..<min(j + 1, k) { loadings[j, l] = take() / transform.scale[j] }
    }
    let noise =
      settings.noise == .isotropic
      ? all([take()]) : (0..<d).map { take() / (transform.scale[$0] * transform.scale[$0]) }
    let result = FactorParameters(mean: mean, loadings: loadings, noiseVariances: noise)
    return result.isUsable(as: settings.noise) ? result : nil
  }

  /// The noise variances that may differ.
  private func free(_ variances: [Double]) -> [Double] {
    settings.noise == .isotropic ? Array(variances.prefix(1)) : variances
  }

  /// One noise variance per column from those that may differ.
  private func all(_ free: [Double]) -> [Double] {
    settings.noise == .isotropic ? Array(repeating: free[0], count: parameters.dimensions) : free
  }

  /// The same fit under another tolerance and another method.
  public func taking(tolerance: Double, method: EMMethod) throws(FittingError) -> FactorModel {
    var result = self
    result.settings.tolerance = tolerance
    result.settings.method = method
    try result.settings.validate(data)
    return result
  }

  /// The model after a change of its own.
  public func changed(inOwnWayBy change: EMChange) throws(FittingError) -> FactorModel {
    var result = self
    switch change {
    case .latentDimensions(let count):
      var settings = settings
      settings.latentDimensions = count
      settings.start = .random
      result = try FactorModel(data: data, settings: settings)
      result.course = course
      result.course.lawParameters = nil
      result.course.previousLawParameters = nil
    case .start:
      result.settings.start = .random
      result.parameters = try FactorStart.random.parameters(
        for: data, moments: moments, settings: result.settings)
    default:
      throw refusal(of: change)
    }
    return result
  }
}

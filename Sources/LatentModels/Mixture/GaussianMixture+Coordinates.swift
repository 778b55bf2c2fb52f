import NumericCore
import RealModule

extension GaussianMixture {
  /// θ without constraints: log(π_k / π_K) for k < K and for the noise, where there is any; the means, and of each covariance of the family the Cholesky factor
  /// with the logarithm of its diagonal.
  public func coordinates(of parameters: MixtureParameters) -> [Double] {
    let last = Double.log(parameters.weights.last ?? 1)
    var result = parameters.weights.dropLast().map { Double.log($0) - last }
    if let noise = parameters.noise { result.append(Double.log(noise.weight) - last) }
    result += parameters.means.storage
    for covariance in settings.family.free(parameters.covariances) {
      guard let lower = Cholesky(covariance)?.lower else { return [] }
      switch settings.family {
      case .full, .tied:
        for i in 0..<lower.rows {
          for j in 0..<i { result.append(lower[i, j]) }
          result.append(Double.log(lower[i, i]))
        }
      case .diagonal: result += lower.diagonal.map { Double.log($0) }
      case .spherical: result.append(Double.log(lower[0, 0]))
      }
    }
    return result
  }

  /// The parameter at such coordinates.
  public func parameters(atCoordinates coordinates: [Double]) -> MixtureParameters? {
    let (k, d) = (parameters.components, parameters.dimensions)
    guard coordinates.allSatisfy(\.isFinite) else { return nil }
    var rest = coordinates[...]
    func take(_ count: Int) -> [Double]? {
      guard rest.count >= count else { return nil }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    guard let logits = take(k - 1), let noiseLogit = take(parameters.noise == nil ? 0 : 1),
      let means = take(k * d)
    else { return nil }
    let total = logSumExp(logits + [0] + noiseLogit)
    let weights = (logits + [0]).map { Double.exp($0 - total) }
    let noiseWeight = noiseLogit.first.map { Double.exp($0 - total) }
    var covariances: [Matrix<Double>] = []
    for _ in 0..<settings.family.freeCovariances(components: k) {
      var lower = Matrix<Double>(rows: d, columns: d)
      switch settings.family {
      case .full, .tied:
        guard let entries = take(d * (d + 1) / 2) else { return nil }
        var next = entries.makeIterator()
        for i in 0..<d {
          for j in 0...i {
            let entry = next.next() ?? 0
            lower[i, j] = i == j ? Double.exp(entry) : entry
          }
        }
      case .diagonal:
        guard let entries = take(d) else { return nil }
        lower = Matrix(diagonal: entries.map { Double.exp($0) })
      case .spherical:
        guard let entry = take(1) else { return nil }
        lower = Matrix(diagonal: Array(repeating: Double.exp(entry[0]), count: d))
      }
      covariances.append(lower * lower.transposed)
    }
    return usable(weights: weights, noise: noiseWeight, means: means, covariances: covariances)
  }

  /// The free parameters: π_1 … π_{K−1}, π_0 of the noise where there is any, then for each component its mean and the lower triangle of its covariance, as
  /// far as the family lets them differ; a covariance that all share comes last.
  public func freeParameters(of parameters: MixtureParameters) -> FreeParameters {
    let own = parameters.inOwnUnits(data.transform)
    let (k, d) = (own.components, own.dimensions)
    var names: [String] = []
    var values: [Double] = []
    var ranges: [ClosedRange<Double>] = []
    for c in 0..<(k - 1) {
      names.append("pi\(c + 1)")
      values.append(own.weights[c])
    }
    if let noise = own.noise {
      names.append("pi0")
      values.append(noise.weight)
    }
    ranges = Array(repeating: .share, count: values.count)
    func addCovariance(_ covariance: Matrix<Double>, _ label: String) {
      switch settings.family {
      case .full, .tied:
        for i in 0..<d {
          for j in 0...i {
            names.append("S\(label) \(j + 1)\(d > 9 ? "," : "")\(i + 1)")
            values.append(covariance[i, j])
            ranges.append(i == j ? .variance : .anyNumber)
          }
        }
      case .diagonal:
        for i in 0..<d {
          names.append("var\(label) \(data.columnNames[i])")
          values.append(covariance[i, i])
          ranges.append(.variance)
        }
      case .spherical:
        // One variance in the units of the fit is another for each column in own units: that of the first stands for all.
        names.append("var\(label)" + (data.transform.isIdentity ? "" : " \(data.columnNames[0])"))
        values.append(covariance[0, 0])
        ranges.append(.variance)
      }
    }
    for c in 0..<k {
      for j in 0..<d {
        names.append("mu\(c + 1) \(data.columnNames[j])")
        values.append(own.means[c, j])
        ranges.append(.anyNumber)
      }
      if settings.family != .tied { addCovariance(own.covariances[c], String(c + 1)) }
    }
    if settings.family == .tied { addCovariance(own.covariances[0], "") }
    return FreeParameters(names: names, values: values, ranges: ranges)
  }

  /// The parameter with these free parameters, which are in the data's own units.
  public func parameters(free values: [Double]) -> MixtureParameters? {
    let (k, d) = (parameters.components, parameters.dimensions)
    guard values.count == degreesOfFreedom, values.allSatisfy(\.isFinite) else { return nil }
    let transform = data.transform
    var weights = Array(values.prefix(k - 1))
    let noiseWeight = parameters.noise == nil ? nil : values[k - 1]
    var next = values.dropFirst(noiseWeight == nil ? k - 1 : k).makeIterator()
    weights.append(1 - weights.reduce(noiseWeight ?? 0, +))
    var means: [Double] = []
    var covariances: [Matrix<Double>] = []
    func readCovariance() -> Matrix<Double> {
      var matrix = Matrix<Double>(rows: d, columns: d)
      switch settings.family {
      case .full, .tied:
        for i in 0..<d {
          for j in 0...i {
            let entry = (next.next() ?? .nan) / (transform.scale[i] * transform.scale[j])
            matrix[i, j] = entry
            matrix[j, i] = entry
          }
        }
      case .diagonal:
        for i in 0..<d { matrix[i, i] = (next.next() ?? .nan) / (transform.scale[i] * transform.scale[i]) }
      case .spherical:
        // One variance for all columns is one in the units of the fit: those of the first column lead there.
        let variance = (next.next() ?? .nan) / (transform.scale[0] * transform.scale[0])
        for i in 0..<d { matrix[i, i] = variance }
      }
      return matrix
    }
    for _ in 0..<k {
      for j in 0..<d { means.append(((next.next() ?? .nan) - transform.shift[j]) / transform.scale[j]) }
      if settings.family != .tied { covariances.append(readCovariance()) }
    }
    if settings.family == .tied { covariances.append(readCovariance()) }
    return usable(weights: weights, noise: noiseWeight, means: means, covariances: covariances)
  }

  /// The parameter of these parts, a single covariance being shared; nil where a density cannot be computed.
  private func usable(
    weights: [Double], noise: Double?, means: [Double], covariances: [Matrix<Double>]
  ) -> MixtureParameters? {
    let (k, d) = (parameters.components, parameters.dimensions)
    let all = covariances.count == 1 ? Array(repeating: covariances[0], count: k) : covariances
    guard weights.allSatisfy({ $0 > 0 && $0.isFinite }), noise.map({ $0 >= 0 && $0 < 1 }) ?? true,
      means.allSatisfy({ abs($0) < DataLimits.largestValue }), all.count == k,
      covariances.allSatisfy({ Cholesky($0) != nil })
    else { return nil }
    var uniform = parameters.noise
    if let noise { uniform?.weight = noise }
    return MixtureParameters(
      weights: weights, means: Matrix(rows: k, columns: d, storage: means), covariances: all,
      noise: uniform)
  }
}

extension CovarianceFamily {
  /// How many covariances are free.
  func freeCovariances(components: Int) -> Int { self == .tied ? min(1, components) : components }

  /// The covariances that are free.
  func free(_ covariances: [Matrix<Double>]) -> ArraySlice<Matrix<Double>> {
    covariances.prefix(freeCovariances(components: covariances.count))
  }
}

import NumericCore

extension LawBank {
  /// Adds the laws to an archive.
  func archive(in archive: inout ModelArchive) {
    switch self {
    case .prior: break
    case .gaussian(let laws):
      archive.tensors["laws"] = .init(
        shape: [laws.count, 2], values: laws.flatMap { [$0.mean, $0.deviation] })
    case .conditional(let theta):
      archive.tensors["laws.theta"] = .init(theta)
    }
  }

  /// The laws in an archive.
  /// - Throws: `.invalidArchive` that says what does not fit.
  init(reading reader: ArchiveReader, units: Int, coordinates: Int) throws(FittingError) {
    if reader.has("laws") {
      let values = try reader.values("laws", shape: [units, 2])
      let laws = (0..<units).map { GaussianLaw(mean: values[2 * $0], deviation: values[2 * $0 + 1]) }
      guard laws.allSatisfy({ $0.deviation > 0 }) else {
        throw .invalidArchive(reason: "a law has a deviation that is not positive")
      }
      self = .gaussian(laws)
    } else if reader.has("laws.theta") {
      self = .conditional(at: try reader.values("laws.theta", shape: [coordinates]))
    } else {
      self = .prior
    }
  }
}

extension VariationalMethod {
  /// The method in a word that an archive keeps.
  var code: String {
    switch self {
    case .exact: "exact"
    case .gaussian(.coordinate): "gaussian"
    case .gaussian(.reparameterised(let draws)): "gradient:\(draws)"
    case .gaussian(.scoreFunction(let draws)): "score:\(draws)"
    case .twoPart: "two-part"
    case .grid: "grid"
    case .encoder(let kind): "encoder-\(kind.rawValue)"
    case .laplace: "laplace"
    case .importance(let draws): "importance:\(draws)"
    }
  }

  /// The method of that word; nil if there is none.
  init?(code: String) {
    let parts = code.split(separator: ":", maxSplits: 1).map(String.init)
    let draws = parts.count > 1 ? Int(parts[1]) : nil
    switch (parts.first ?? "", draws) {
    case ("exact", nil): self = .exact
    case ("gaussian", nil): self = .gaussian(.coordinate)
    case ("laplace", nil): self = .laplace
    case ("two-part", nil): self = .twoPart
    case ("grid", nil): self = .grid
    case ("gradient", let draws?) where draws > 0: self = .gaussian(.reparameterised(draws: draws))
    case ("score", let draws?) where draws > 0: self = .gaussian(.scoreFunction(draws: draws))
    case ("importance", let draws?) where draws > 0: self = .importance(draws: draws)
    default:
      guard code.hasPrefix("encoder-"),
        let kind = EncoderKind(rawValue: String(code.dropFirst("encoder-".count)))
      else { return nil }
      self = .encoder(kind)
    }
  }
}

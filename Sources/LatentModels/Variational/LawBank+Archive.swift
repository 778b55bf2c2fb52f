import Neural
import NumericCore

extension LawBank {
  /// Adds the laws to an archive.
  func archive(in archive: inout ModelArchive) {
    func pairs(_ laws: [GaussianLaw]) -> ModelArchive.Tensor {
      .init(shape: [laws.count, 2], values: laws.flatMap { [$0.mean, $0.deviation] })
    }
    switch self {
    case .prior: break
    case .gaussian(let laws): archive.tensors["laws"] = pairs(laws)
    case .twoPart(let laws):
      archive.tensors["laws.two"] = .init(
        shape: [laws.count, 5],
        values: laws.flatMap {
          [$0.share, $0.first.mean, $0.first.deviation, $0.second.mean, $0.second.deviation]
        })
    case .histograms(let cells, let theta):
      archive.tensors["laws.cells"] = .init(
        shape: [cells.count, 2], values: cells.flatMap { [$0.lower, $0.width] })
      archive.tensors["laws.theta"] = .init(theta)
    case .encoded(let encoded):
      archive.tensors["laws"] = pairs(encoded.laws)
      encoded.encoder.archive(in: &archive)
    case .weighted(let draws):
      archive.tensors["laws.proposals"] = pairs(draws.proposals)
      archive.tensors["laws.theta"] = .init(draws.theta)
      archive.metadata["laws.draws"] = String(draws.count)
      archive.metadata["laws.seed"] = String(draws.seed)
      archive.metadata["laws.step"] = String(draws.step)
    case .conditional(let theta):
      archive.tensors["laws.theta"] = .init(theta)
    }
  }

  /// The laws in an archive, for a decoder of so many units, features of a unit and coordinates.
  /// - Throws: `.invalidArchive` that says what does not fit.
  init(
    reading archive: ModelArchive, units: Int, features: Int, coordinates: Int
  ) throws(FittingError) {
    let reader = ArchiveReader(archive)
    func pairs(_ name: String) throws(FittingError) -> [GaussianLaw] {
      let values = try reader.values(name, shape: [units, 2])
      let laws = (0..<units).map { GaussianLaw(mean: values[2 * $0], deviation: values[2 * $0 + 1]) }
      return try Self.checked(laws)
    }
    if reader.has("laws.two") {
      let values = try reader.values("laws.two", shape: [units, 5])
      let laws = (0..<units).map { unit in
        let v = values[5 * unit..<5 * unit + 5].map { $0 }
        return TwoPartLaw(
          share: v[0], first: GaussianLaw(mean: v[1], deviation: v[2]),
          second: GaussianLaw(mean: v[3], deviation: v[4]))
      }
      _ = try Self.checked(laws.flatMap { [$0.first, $0.second] })
      guard laws.allSatisfy({ $0.share > 0 && $0.share < 1 }) else {
        throw .invalidArchive(reason: "a part of a law has a weight that is not between 0 and 1")
      }
      self = .twoPart(laws)
    } else if reader.has("laws.cells") {
      let values = try reader.values("laws.cells", shape: [units, 2])
      let cells = (0..<units).map { LawCells(lower: values[2 * $0], width: values[2 * $0 + 1]) }
      guard
        cells.allSatisfy({
          Self.deviations.contains($0.width) && abs($0.lower) <= Self.farthest
        })
      else {
        throw .invalidArchive(reason: "a cell of a law has a width that is not positive, or is far too large")
      }
      self = .histograms(cells: cells, at: try reader.coordinates("laws.theta", count: coordinates))
    } else if reader.has("laws.proposals") {
      let count = try reader.count("laws.draws")
      guard (1...VariationalMethod.mostDraws).contains(count) else {
        throw .invalidArchive(reason: "its laws have \(count) draws")
      }
      self = .weighted(
        ImportanceDraws(
          proposals: try pairs("laws.proposals"),
          theta: try reader.coordinates("laws.theta", count: coordinates), count: count,
          seed: try reader.number("laws.seed", UInt64.init), step: try reader.count("laws.step")))
    } else if reader.has("laws") {
      let laws = try pairs("laws")
      guard let kind = reader.optional("encoder.kind") else {
        self = .gaussian(laws)
        return
      }
      self = .encoded(
        EncodedLaws(
          encoder: try LawEncoder(reading: archive, kind: kind, features: features), laws: laws))
    } else if reader.has("laws.theta") {
      self = .conditional(at: try reader.coordinates("laws.theta", count: coordinates))
    } else {
      self = .prior
    }
  }

  private static func checked(_ laws: [GaussianLaw]) throws(FittingError) -> [GaussianLaw] {
    guard laws.allSatisfy({ $0.deviation > 0 }) else {
      throw .invalidArchive(reason: "a law has a deviation that is not positive")
    }
    guard laws.allSatisfy({ abs($0.mean) <= farthest && deviations.contains($0.deviation) }) else {
      throw .invalidArchive(reason: "a law has a mean or a deviation that no latent N(0, 1) leads to")
    }
    return laws
  }

  /// No mean of a law is farther from 0.
  private static let farthest = 1e9
  /// The deviations that a law may have.
  private static let deviations = 1e-15...1e9
}

extension ArchiveReader {
  /// θ: numbers that can be squared.
  func coordinates(_ name: String, count: Int) throws(FittingError) -> [Double] {
    let theta = try values(name, shape: [count])
    guard theta.allSatisfy({ abs($0) < DataLimits.largestValue }) else {
      throw .invalidArchive(reason: "tensor \"\(name)\" holds a number that is too large to square")
    }
    return theta
  }
}

extension LawEncoder {
  /// Adds φ and the optimiser to an archive.
  func archive(in archive: inout ModelArchive) {
    archive.metadata["encoder.kind"] = kind.rawValue
    network.write(to: &archive, as: "encoder")
    guard let adam else { return }
    archive.tensors["encoder.adam"] = .init(
      shape: [2, adam.firstMoments.count], values: adam.firstMoments + adam.secondMoments)
    archive.metadata["encoder.adam.steps"] = String(adam.stepsTaken)
    archive.metadata["encoder.adam.rate"] = String(adam.settings.rate)
  }

  /// The encoder in an archive.
  /// - Throws: `.invalidArchive` that says what does not fit.
  fileprivate init(reading archive: ModelArchive, kind: String, features: Int) throws(FittingError) {
    let reader = ArchiveReader(archive)
    guard let kind = VariationalMethod.EncoderKind(rawValue: kind),
      kind != .quadratic || features <= LawEncoder.mostSquaredFeatures,
      let network = MultilayerPerceptron(archive: archive, name: "encoder")
    else { throw .invalidArchive(reason: "its encoder \"\(kind.prefix(40))\" cannot be read") }
    var adam: Adam?
    if reader.has("encoder.adam") {
      let count = network.parameterCount
      let moments = try reader.values("encoder.adam", shape: [2, count])
      guard moments.suffix(count).allSatisfy({ $0 >= 0 }) else {
        throw .invalidArchive(reason: "a mean square of its optimiser is negative")
      }
      adam = Adam(
        settings: AdamSettings(rate: try reader.number("encoder.adam.rate", Double.init)),
        firstMoments: Array(moments.prefix(count)), secondMoments: Array(moments.suffix(count)),
        stepsTaken: try reader.count("encoder.adam.steps"))
    }
    guard let encoder = LawEncoder(kind, features: features, network: network, adam: adam) else {
      throw .invalidArchive(reason: "its encoder does not fit the features of a unit")
    }
    self = encoder
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
    case ("gradient", let draws?) where (1...Self.mostDraws).contains(draws):
      self = .gaussian(.reparameterised(draws: draws))
    case ("score", let draws?) where (1...Self.mostDraws).contains(draws):
      self = .gaussian(.scoreFunction(draws: draws))
    case ("importance", let draws?) where (1...Self.mostDraws).contains(draws):
      self = .importance(draws: draws)
    default:
      guard code.hasPrefix("encoder-"),
        let kind = EncoderKind(rawValue: String(code.dropFirst("encoder-".count)))
      else { return nil }
      self = .encoder(kind)
    }
  }
}

extension VariationalMethod {
  /// No law has more draws than this.
  static let mostDraws = 100_000
}

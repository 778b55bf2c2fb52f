import NumericCore

extension RungFit {
  /// What was fitted, as its own lab would save it, with a word on what it is.
  func archived() -> ModelArchive {
    var archive: ModelArchive
    switch self {
    case .em(let model): archive = model.archived()
    case .variational(let model): archive = model.archived()
    case .autoencoder(let model): archive = model.archived()
    case .diffusion(let model): archive = model.archived()
    case .exactDiffusion(let mixture, let levels):
      archive = mixture.archived()
      archive.metadata["levels"] = String(levels)
    case .kernel(let bandwidth, let curve):
      archive = ModelArchive(metadata: ["bandwidth": String(bandwidth)])
      archive.tensors["bandwidths"] = .init(
        shape: [curve.places.count, 3],
        values: curve.places.flatMap { [$0.bandwidth, $0.inSample, $0.leaveOneOut] })
    }
    archive.metadata["fit"] = kindName
    return archive
  }

  private var kindName: String {
    switch self {
    case .em: "em"
    case .variational: "variational"
    case .autoencoder: "autoencoder"
    case .diffusion: "diffusion"
    case .exactDiffusion: "exact-diffusion"
    case .kernel: "kernel"
    }
  }

  /// What `archive` was made from, on the rows that were fitted.
  /// - Throws: `.invalidArchive`, and what a model of such data throws.
  init(archive: ModelArchive, data: DataTable) throws(FittingError) {
    let reader = ArchiveReader(archive)
    let kind = try reader.string("fit")
    switch kind {
    case "em": self = .em(try AnyEMModel(archive: archive, data: data))
    case "variational": self = .variational(try AnyVariationalModel(archive: archive, data: data))
    case "autoencoder": self = .autoencoder(try VariationalAutoencoder(archive: archive, data: data))
    case "diffusion": self = .diffusion(try DiffusionModel(archive: archive, data: data))
    case "exact-diffusion":
      let levels = try reader.count("levels")
      guard (1...100_000).contains(levels) else {
        throw .invalidArchive(reason: "its chain has \(levels) levels")
      }
      self = .exactDiffusion(try GaussianMixture(archive: archive, data: data), levels: levels)
    case "kernel":
      let curve = try BandwidthStudy.Curve(reader)
      let bandwidth = try reader.number("bandwidth", Double.init)
      guard bandwidth > 0, bandwidth < 1e6 else {
        throw .invalidArchive(reason: "its bandwidth is \(bandwidth)")
      }
      self = .kernel(bandwidth: bandwidth, curve: curve)
    default:
      throw .invalidArchive(reason: "it holds a fit of kind \"\(kind.prefix(40))\", which is not known")
    }
  }
}

extension BandwidthStudy.Curve {
  /// The bandwidths that were tried: n × 3, each with the values in-sample and of rows left out.
  fileprivate init(_ reader: ArchiveReader) throws(FittingError) {
    let shape = try reader.shape(of: "bandwidths")
    guard shape.count == 2, (1...10_000).contains(shape[0]), shape[1] == 3 else {
      throw .invalidArchive(reason: "tensor \"bandwidths\" has shape \(shape), not [n, 3]")
    }
    let values = try reader.values("bandwidths", shape: shape)
    self.init()
    places = (0..<shape[0]).map {
      BandwidthStudy.Place(
        bandwidth: values[3 * $0], inSample: values[3 * $0 + 1], leaveOneOut: values[3 * $0 + 2])
    }
    guard places.allSatisfy({ $0.bandwidth > 0 }) else {
      throw .invalidArchive(reason: "a bandwidth is not positive")
    }
  }
}

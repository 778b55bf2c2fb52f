import NumericCore

extension MultilayerPerceptron {
  /// Writes the network into `archive`: "NAME.K.weights" (outputs × inputs) and "NAME.K.biases" for layer K, and the two
  /// activations as strings.
  public func write(to archive: inout ModelArchive, as name: String) {
    for index in layers.indices {
      archive.tensors["\(name).\(index).weights"] = .init(weights(ofLayer: index))
      archive.tensors["\(name).\(index).biases"] = .init(biases(ofLayer: index))
    }
    archive.metadata["\(name).activation"] = activation.rawValue
    archive.metadata["\(name).output_activation"] = outputActivation.rawValue
  }

  /// The network that was written as `name`; nil if it is not there, or its shapes do not fit one another.
  public init?(archive: ModelArchive, name: String) {
    guard
      let activation = archive.metadata["\(name).activation"].flatMap(Activation.init(rawValue:)),
      let output = archive.metadata["\(name).output_activation"].flatMap(Activation.init(rawValue:))
    else { return nil }
    var widths: [Int] = []
    var parameters: [Double] = []
    while let weights = archive.tensors["\(name).\(max(widths.count - 1, 0)).weights"] {
      guard let biases = archive.tensors["\(name).\(max(widths.count - 1, 0)).biases"],
        weights.shape.count == 2, biases.shape == [weights.shape[0]], weights.shape[0] >= 1,
        weights.shape[1] >= 0, widths.last ?? weights.shape[1] == weights.shape[1]
      else { return nil }
      if widths.isEmpty { widths = [weights.shape[1]] }
      widths.append(weights.shape[0])
      parameters += weights.values + biases.values
    }
    guard widths.count >= 2 else { return nil }
    self.init(
      widths: widths, activation: activation, outputActivation: output, parameters: parameters)
  }
}

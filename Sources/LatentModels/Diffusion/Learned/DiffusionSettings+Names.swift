import Neural

extension DiffusionSettings {
  /// The activations by their names, for whoever does not know the nets.
  public static var activationNames: [String] {
    Activation.allCases.filter { $0 != .identity }.map(\.rawValue)
  }

  /// The name of what stands behind a layer; a name that none has leaves it as it is.
  public var activationName: String {
    get { activation.rawValue }
    set { activation = Activation(rawValue: newValue) ?? activation }
  }
}

/// How standard errors are obtained.
public enum StandardErrorKind: String, CaseIterable, Hashable, Sendable {
  /// Not at all.
  case none
  /// From the inverse of the observed information (Louis, 1982): right if the model is.
  case louis
  /// From I⁻¹ G I⁻¹ with the outer products G of the scores: right even if the model is not (White, 1982).
  case sandwich
  /// From refits to units drawn with replacement (Efron, 1979).
  case bootstrap
  /// From refits to data drawn from the fitted model.
  case parametricBootstrap = "parametric-bootstrap"

  /// What is drawn for a refit; nil where there are none.
  public var bootstrapKind: BootstrapKind? {
    switch self {
    case .none, .louis, .sandwich: nil
    case .bootstrap: .nonparametric
    case .parametricBootstrap: .parametric
    }
  }

  /// The kind in the field's words.
  public var title: String {
    switch self {
    case .none: "none"
    case .louis: "observed information"
    case .sandwich: "sandwich"
    case .bootstrap: "nonparametric bootstrap"
    case .parametricBootstrap: "parametric bootstrap"
    }
  }
}

/// What the data of a bootstrap replicate are.
public enum BootstrapKind: String, CaseIterable, Hashable, Sendable {
  /// Units of the data, drawn with replacement.
  case nonparametric
  /// Drawn from the fitted model.
  case parametric
}

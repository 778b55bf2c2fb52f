extension ExpectationKind {
  /// The name that commands and files use, such as "exact" or "monte-carlo:10".
  public var name: String {
    switch self {
    case .exact: "exact"
    case .hard: "hard"
    case .monteCarlo(let draws): "monte-carlo:\(draws)"
    case .stochastic: "stochastic"
    case .averaged(let draws): "saem:\(draws)"
    case .minibatch(let rows): "minibatch:\(rows)"
    }
  }

  /// The kind of that name; nil if there is none. Without a number, 10 draws, 1 draw, or 256 rows.
  public init?(name: String) {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let number = parts.count > 1 ? Int(parts[1]) : nil
    guard parts.count == 1 || number != nil else { return nil }
    switch (parts.first ?? "", number) {
    case ("exact", nil), ("em", nil): self = .exact
    case ("hard", nil): self = .hard
    case ("stochastic", nil): self = .stochastic
    case ("monte-carlo", let draws): self = .monteCarlo(draws: draws ?? 10)
    case ("saem", let draws): self = .averaged(draws: draws ?? 1)
    case ("minibatch", let rows): self = .minibatch(rows: rows ?? 256)
    default: return nil
    }
  }
}

extension MaximizationKind {
  /// The name that commands and files use, such as "full" or "relaxed:1.5".
  public var name: String {
    switch self {
    case .full: "full"
    case .relaxed(let factor): "relaxed:\(factor)"
    case .squarem: "squarem"
    }
  }

  /// The kind of that name; nil if there is none.
  public init?(name: String) {
    switch name {
    case "full": self = .full
    case "squarem": self = .squarem
    default:
      guard name.hasPrefix("relaxed:"), let factor = Double(name.dropFirst("relaxed:".count)) else {
        return nil
      }
      self = .relaxed(factor)
    }
  }
}

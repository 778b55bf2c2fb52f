/// A value of what is maximised, with what it is: without that, two numbers must not be compared.
public struct Objective: Hashable, Sendable {
  /// What the number is.
  public enum Kind: Hashable, Sendable {
    /// The log-likelihood itself.
    case exact
    /// A lower bound of the log-likelihood.
    case bound
    /// An estimate of the log-likelihood, with its standard error in nats.
    case estimate(standardError: Double)
    /// An estimate of a lower bound of the log-likelihood, with its standard error in nats.
    case estimatedBound(standardError: Double)
    /// No bound of the log-likelihood and no estimate of one: what training climbs in its place, such as under β ≠ 1.
    case offScale
  }

  /// What the number is.
  public var kind: Kind
  /// The total over the rows, in nats, in the data's own units.
  public var nats: Double

  /// `nats`, which are of this kind.
  public init(_ kind: Kind, nats: Double) {
    self.kind = kind
    self.nats = nats
  }
}

extension Objective {
  /// The standard error of an estimate, in nats.
  public var standardError: Double? { kind.standardError }
}

/// A score of a model on a data set: an objective with the rows it is a total over.
public struct Score: Hashable, Sendable {
  /// What was scored, in the field's words, such as "log-likelihood".
  public let name: String
  /// The total over the rows.
  public let objective: Objective
  /// How many rows.
  public let rows: Int
  /// How many observations they count for.
  public let weight: Double

  /// A score with its name, its total and the number of rows it is a total over.
  /// - Parameter weight: how many observations the rows count for; nil if each counts once.
  public init(name: String, objective: Objective, rows: Int, weight: Double? = nil) {
    self.name = name
    self.objective = objective
    self.rows = rows
    self.weight = weight ?? Double(rows)
  }

  /// Nats per row, each as often as it counts.
  public var natsPerRow: Double { objective.nats / (weight > 0 ? weight : 1) }
}

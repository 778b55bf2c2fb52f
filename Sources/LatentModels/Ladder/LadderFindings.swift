import NumericCore

/// A ladder as far as it has come: one data set, one split, one seed, and every rung on one axis of nats.
public struct LadderFindings: Sendable {
  /// A rung and how it stands.
  public struct Entry: Sendable {
    /// Which rung.
    public let rung: Rung
    /// How it stands.
    public internal(set) var status: Status
  }

  /// How a rung stands.
  public enum Status: Sendable {
    /// Its turn has not come.
    case waiting
    /// It is being computed: what is done now, and how far all of the rung is, from 0 to 1.
    case working(stage: String, share: Double)
    /// It is done.
    case known(RungResult)
    /// It cannot be fitted, and why, in a sentence.
    case failed(String)
  }

  /// What was chosen.
  public let settings: LadderSettings
  /// The rows that are fitted, one for each observation, complete, in the units of the fit.
  public let training: DataTable
  /// The rows that no rung sees, in the same units; nil where none are held out.
  public let heldOut: DataTable?
  /// The rungs, in the order of the plan.
  public internal(set) var entries: [Entry]
  /// What to know of the data, in sentences.
  public let notes: [String]

  /// How many rungs are done, or cannot be fitted.
  public var doneCount: Int {
    entries.count {
      switch $0.status {
      case .known, .failed: true
      case .waiting, .working: false
      }
    }
  }

  /// The rungs that are done, in the order of the plan.
  public var results: [RungResult] {
    entries.compactMap { if case .known(let result) = $0.status { result } else { nil } }
  }

  /// The result of a rung; nil before it is done, and where it cannot be fitted.
  public func result(_ rung: Rung) -> RungResult? { results.first { $0.rung == rung } }
}

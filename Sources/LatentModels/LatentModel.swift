import NumericCore

/// A latent-variable model while it is being fitted: parameter, progress and a shared reference to the data, as a value.
///
/// What is common to every rung of the ladder. A fit is a sequence of `step`s; a picture of it is a `portrait`; what is
/// kept of it is an `archived` form that opens again exactly where it was.
public protocol LatentModel: Steppable {
  /// The geometry of a fit, in the data's own units: what a view needs and no more.
  associatedtype Portrait: Sendable
  /// What a view asks a portrait of.
  associatedtype PortraitRequest: Sendable

  /// What a person may change about a running fit; its description is how the history shows it.
  associatedtype Change: Hashable & Sendable & CustomStringConvertible

  /// What kind of model it is.
  static var summary: ModelSummary { get }
  /// Whole iterations done.
  var iteration: Int { get }
  /// The bytes that a copy of the model adds to what it shares with the others, about.
  var footprint: Int { get }
  /// The model after a person's change; this one is left as it was.
  func changed(by change: Change) throws(FittingError) -> Self
  /// The fit as it stands, for a view.
  func portrait(_ request: PortraitRequest, in workspace: Workspace) -> Portrait
  /// The likelihood on `data`, evaluated in steps.
  func evaluation(on data: DataTable) throws(FittingError) -> any Evaluation
  /// Everything needed to go on, but for the data.
  func archived() -> ModelArchive
  /// The model that `archive` was made from, on the data it was fitted to.
  init(archive: ModelArchive, data: DataTable) throws(FittingError)
}

/// A model's name and its one-line description.
public struct ModelSummary: Hashable, Sendable {
  /// The short name that commands and files use.
  public let name: String
  /// The name in the field's words.
  public let title: String

  /// A summary from the short name and the title.
  public init(name: String, title: String) {
    self.name = name
    self.title = title
  }
}

/// An evaluation of a fitted model on data, block of rows by block of rows.
public protocol Evaluation: Steppable {
  /// The scores over the rows seen so far.
  var scores: [Score] { get }
}

extension Steppable {
  /// Takes every step there is.
  public mutating func finish(in workspace: Workspace) throws(FittingError) {
    while nextPhase != nil { _ = try step(in: workspace) }
  }
}

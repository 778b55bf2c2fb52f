import LatentModels

/// Names one study among those that run.
public struct StudyID: Hashable, Sendable {
  /// Counts up as studies are begun.
  public let number: Int

  /// The study of that number.
  public init(_ number: Int) { self.number = number }
}

/// Something to be found out in the background, about the data or about a fit where it stands.
public enum StudyRequest: Hashable, Sendable {
  /// Mixtures of so many components in every family, each from so many starts.
  case selection(components: ClosedRange<Int>, starts: Int)
  /// The model of the fit from so many starts.
  case starts(count: Int)
  /// Standard errors of the fit, from so many replicates where data are drawn.
  case errors(StandardErrorKind, replicates: Int)
  /// The maximum that the fit leads to, and the information there.
  case missing
}

/// What a study found so far.
public enum StudyFindings: Sendable {
  /// Criteria over K and family.
  case selection(SelectionFindings)
  /// The maxima that starts led to.
  case starts(MultiStartFindings)
  /// Standard errors; nil before there is anything. With them the refits of a bootstrap, where there is one.
  case errors(StandardErrors?, BootstrapFindings?)
  /// The maximum, and the information there as soon as it is known.
  case missing(MissingInformation)
}

/// How a study of the EM lab stands.
public typealias StudyReport = RunnerReport<EMPlan, StudyFindings>

/// How a study of the variational lab stands.
public typealias VariationalStudyReport = RunnerReport<VariationalPlan, VariationalFinding>

/// How a study of the diffusion lab stands.
public typealias DiffusionStudyReport = RunnerReport<DiffusionSettings, DiffusionFinding>

/// How the account of the nats of an autoencoder's rows stands.
public typealias GapStudyReport = RunnerReport<AutoencoderSettings, GapFindings>

/// How a study stands: what its runner answers when it is asked.
public struct RunnerReport<Plan: Sendable, Findings: Sendable>: Sendable {
  /// Where in its history the fit stood that the study is about.
  public let origin: TrainerPlace
  /// The model and the settings of that fit.
  public let plan: Plan
  /// Pieces of work that its runner took, which may be smaller than those that are counted as done.
  public let pieces: Int
  /// Pieces done.
  public let done: Int
  /// Pieces there are.
  public let planned: Int
  /// What was found so far.
  public let findings: Findings
  /// Whether it goes on by itself.
  public let isRunning: Bool
  /// Why it was given up.
  public let failure: FittingError?
}

extension RunnerReport {
  /// How `work` stands, about a fit of `plan` that stood at `origin`.
  init<Work: Study>(
    _ work: Work, pieces: Int, origin: TrainerPlace, plan: Plan, isRunning: Bool, failure: FittingError?
  ) where Work.Finding == Findings {
    self.init(
      origin: origin, plan: plan, pieces: pieces, done: work.done, planned: work.planned,
      findings: work.findings,
      isRunning: isRunning, failure: failure)
  }
}

/// A place in one of the histories of a run.
public struct TrainerPlace: Hashable, Sendable {
  /// Which of the histories, as futures were dropped.
  public let revision: Int
  /// The position in it.
  public let position: Int

  /// Position `position` of history `revision`.
  public init(revision: Int, position: Int) {
    self.revision = revision
    self.position = position
  }
}

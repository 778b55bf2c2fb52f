import CellGrid
import DataFiles
import LatentModels
import NumericCore

/// Names one run among those that are open.
public struct RunID: Hashable, Sendable {
  /// Counts up from 0 as runs are made.
  public let number: Int

  /// The run of that number.
  public init(_ number: Int) { self.number = number }
}

/// Something that happened. Messages come one at a time, in one queue, and are the only cause of change.
public enum Message: Sendable {
  /// A person did something.
  case key(Key)
  /// The screen has another size now.
  case resized(Size)
  /// The terminal said what its background is.
  case background(isLight: Bool)
  /// Time went on; in seconds from some fixed moment. Comes only while something moves.
  case tick(Double)
  /// A run answered.
  case reported(RunID, TrainerReport<EMPortrait>)
  /// A study answered.
  case studied(StudyID, StudyReport)
  /// A variational run answered.
  case reportedVariational(RunID, TrainerReport<VariationalPortrait>)
  /// An autoencoder in training answered.
  case reportedAutoencoder(RunID, TrainerReport<AutoencoderPortrait>)
  /// A diffusion model in training answered.
  case reportedDiffusion(RunID, TrainerReport<DiffusionPortrait>)
  /// A study of a diffusion model answered.
  case studiedDiffusion(StudyID, DiffusionStudyReport)
  /// A study of a variational run answered.
  case studiedVariational(StudyID, VariationalStudyReport)
  /// A study of an autoencoder answered.
  case studiedGaps(StudyID, GapStudyReport)
  /// A ladder answered.
  case climbed(StudyID, LadderReport)
  /// There is no such study any more, or never was one.
  case studyEnded(StudyID)
  /// A run could not be made.
  case startFailed(RunID, FittingError)
  /// A table was read.
  case loaded(DataTable)
  /// A saved run was read, with the table it was fitted to.
  case restored(ModelArchive, DataTable)
  /// Something could not be read, written or opened; the sentence says what and what to do.
  case failed(String)
  /// The beginning of a file, for the open dialog; the location says of which.
  case previewed(location: String, OpenPreview)
  /// What a path may go on with, for the open dialog; the prefix says of which.
  case completed(prefix: String, [PathCandidate])
  /// A run was saved under this path.
  case saved(RunID, path: String)
  /// A ladder was saved under this path, with so many rungs done under its own seed, and so many seeds.
  case savedLadder(StudyID, path: String, rungs: Int, seeds: Int)
  /// A run was not saved, because this file is there already.
  case fileExists(path: String)
  /// A screen or a table was written to this path.
  case exported(path: String)
  /// The same was not written, because that file is there already.
  case exportExists(Export)
}

extension Message {
  /// Whether it is the answer of a run, which a person may be waiting for.
  public var isReport: Bool {
    switch self {
    case .reported, .reportedVariational, .reportedAutoencoder, .reportedDiffusion: true
    default: false
    }
  }
}

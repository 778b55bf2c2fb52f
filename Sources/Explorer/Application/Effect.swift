import DataFiles
import LatentModels
import NumericCore

/// Something that the application wants done outside itself. Data, not a closure, so that a test compares it.
public enum Effect: Sendable {
  /// End the program.
  case quit
  /// Give the terminal back and stop, until told to go on.
  case suspend
  /// Send the whole screen again.
  case redraw
  /// Listen to the mouse, or leave it to the terminal.
  case useMouse(Bool)
  /// Put text on the clipboard of the terminal.
  case copy(String)
  /// Make a run.
  case start(RunID, RunPlan)
  /// Make a second run out of the history of a first, up to where it stands.
  case fork(from: RunID, to: RunID)
  /// End a run for good.
  case discard(RunID)
  /// Tell a run to do something.
  case perform(RunID, TrainerCommand<EMChange>)
  /// Ask a run how it stands.
  case ask(RunID, since: TrainerReport<EMPortrait>.Mark, EMPortraitRequest)
  /// Tell a variational run to do something.
  case performVariational(RunID, TrainerCommand<VariationalChange>)
  /// Ask a variational run how it stands.
  case askVariational(RunID, since: TrainerReport<VariationalPortrait>.Mark, VariationalPortraitRequest)
  /// Tell an autoencoder in training to do something.
  case performAutoencoder(RunID, TrainerCommand<AutoencoderChange>)
  /// Ask an autoencoder in training how it stands.
  case askAutoencoder(RunID, since: TrainerReport<AutoencoderPortrait>.Mark, AutoencoderPortraitRequest)
  /// Tell a diffusion model in training to do something.
  case performDiffusion(RunID, TrainerCommand<DiffusionChange>)
  /// Ask a diffusion model in training how it stands.
  case askDiffusion(RunID, since: TrainerReport<DiffusionPortrait>.Mark, DiffusionPortraitRequest)
  /// Begin a study of a diffusion model where it stands; with the mixture that EM fits to the rows, as far as that is known.
  case studyDiffusion(StudyID, DiffusionStudyRequest, of: RunID, mixture: MixtureParameters?)
  /// Begin a study of a variational run where it stands.
  case studyVariational(StudyID, VariationalStudyRequest, of: RunID)
  /// Begin to look at so many rows of an autoencoder where it stands, and find where their nats go.
  case studyGaps(StudyID, rows: Int, of: RunID)
  /// Begin a study in the background, about a run where it stands.
  case study(StudyID, StudyRequest, of: RunID)
  /// Begin to climb a ladder in the background.
  case climb(StudyID, LadderRequest)
  /// Hold a study still, or let it go on.
  case holdStudy(StudyID, Bool)
  /// Ask a study how it stands.
  case askStudy(StudyID)
  /// End a study for good.
  case cancelStudy(StudyID)
  /// Write a run to a file, over one that is there only if told so.
  case save(RunID, Saving, replacing: Bool)
  /// Write a ladder to a file, as far as it has come, over one that is there only if told so.
  case saveLadder(StudyID, LadderFindings, LadderSpreadFindings?, Saving, replacing: Bool)
  /// Write a screen or a table to a file, over one that is there only if told so.
  case export(Export, replacing: Bool)
  /// Read a table, or a saved run.
  case load(DataRequest)
  /// Read the beginning of a file.
  case preview(location: String)
  /// Find what a path may go on with.
  case complete(prefix: String)
}

extension Effect {
  /// What answers it where a file is written as it is to be; nil for an effect that writes none.
  public var answerWhenWritten: Message? {
    switch self {
    case .save(let id, let saving, _): .saved(id, path: saving.path)
    case .saveLadder(let id, let findings, let spread, let saving, _):
      .savedLadder(id, path: saving.path, rungs: findings.doneCount, seeds: spread?.seeds ?? 0)
    case .export(let export, _): .exported(path: export.path)
    default: nil
    }
  }

  /// What answers it where the file is there already and is not to be replaced; nil for an effect that writes none.
  public var answerWhenThere: Message? {
    switch self {
    case .save(_, let saving, _), .saveLadder(_, _, _, let saving, _): .fileExists(path: saving.path)
    case .export(let export, _): .exportExists(export)
    default: nil
    }
  }
}

/// Where something is saved, with what of the table and of the view.
public struct Saving: Sendable {
  /// The file.
  public let path: String
  /// How to read the table again.
  public let source: DataSource
  /// A table that is in no file and becomes one beside the run; nil where `source` leads to it.
  public let table: DataTable?
  /// How it is looked at, as its lab says it.
  public let view: String?
}

/// What a run is made of.
public enum RunPlan: Sendable {
  /// A model at its start.
  case fit(EMPlan, DataTable)
  /// A variational model at its start.
  case variational(VariationalPlan, DataTable)
  /// An autoencoder before its first step.
  case autoencoder(AutoencoderSettings, DataTable)
  /// A diffusion model before its first step.
  case diffusion(DiffusionSettings, DataTable)
  /// A diffusion model that was trained elsewhere, ready to be used.
  case pretrained(ModelArchive, DataTable)
  /// What was fitted for a rung of the ladder, as it stands.
  case fitted(RungFit)
  /// A saved run, where it was.
  case restored(ModelArchive, DataTable)
}

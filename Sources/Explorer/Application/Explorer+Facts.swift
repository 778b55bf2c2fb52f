import LatentModels
import NumericCore
import PlotKit

/// What can be known of a run without looking at the picture.
package struct LabRunFacts<Portrait: Sendable>: Sendable {
  /// The run.
  package let id: RunID
  /// The letter that tells two runs apart.
  package let name: String
  /// The seed of its start.
  package let seed: UInt64
  /// Where in its history it stands.
  package let position: Int
  /// Everything that happened to it, as last reported.
  package let history: [HistoryEntry]
  /// What it looks like there; nil until it first reported.
  package let portrait: Portrait?
  /// Half-steps taken there; nil until it first reported.
  package let stepsTaken: Int?
  /// Whether it moves without a key.
  package let isPlaying: Bool
  /// Questions that have not been answered yet.
  package let openQuestions: Int
  /// Whether quitting would ask.
  package let isUnsaved: Bool
  /// Why it stopped or never started.
  package let failure: String?

  init(_ run: LabRun<Portrait>) where Portrait: LabPortrait {
    id = run.id
    name = run.name
    seed = run.seed
    position = run.position
    history = run.history
    portrait = run.portrait
    stepsTaken = run.portrait?.stepsTaken
    isPlaying = run.play != .paused
    openQuestions = run.openQuestions
    isUnsaved = run.isUnsaved
    failure = run.failure
  }
}

extension LabRunFacts: Equatable where Portrait: Equatable {}
extension LabRunFacts: Hashable where Portrait: Hashable {}

/// What can be known of a run of the EM lab.
package typealias RunFacts = LabRunFacts<EMPortrait>

extension Explorer {
  /// The runs of the EM lab, the branch second.
  package var runs: [RunFacts] { (lab?.runs ?? []).map { RunFacts($0) } }

  /// The runs of the variational lab, the branch second.
  package var variationalRuns: [LabRunFacts<VariationalPortrait>] {
    (variational?.runs ?? []).map { LabRunFacts($0) }
  }

  /// The runs of the autoencoder lab, the branch second.
  package var autoencoderRuns: [LabRunFacts<AutoencoderPortrait>] {
    (autoencoder?.runs ?? []).map { LabRunFacts($0) }
  }

  /// The runs of the diffusion lab, the branch second.
  package var diffusionRuns: [LabRunFacts<DiffusionPortrait>] {
    (diffusion?.runs ?? []).map { LabRunFacts($0) }
  }

  /// The film of the diffusion lab, as far as it has come, and which of its frames is shown.
  package var film: (film: DiffusionFilm, position: Int)? {
    diffusion.flatMap { lab in lab.film.map { ($0, lab.player.position) } }
  }

  /// Whether the film of the diffusion lab moves.
  package var filmMoves: Bool { diffusion?.player.isPlaying ?? false }

  /// The plane of the diffusion lab's active run, as it was last worked out.
  package var scene: PlaneScene? { diffusion.flatMap { $0.sceneShown(ofRun: $0.activeRun) } }

  /// The mixture that EM fits to the rows of the diffusion lab, once it is known.
  package var referenceMixture: ReferenceMixture? { diffusion?.reference }

  /// The points that are being drawn; nil where none are.
  package var drawnPoints: [PlanePoint]? { diffusion?.drawing?.points }

  /// Whether the panel that keys act on shows a table that can be exported.
  package var focusIsTable: Bool { focusedTable != nil }
  /// The columns of that table.
  package var focusedColumns: [String]? { focusedTable?.columns }

  /// The ladder, as far as it has come.
  package var ladderFound: LadderFindings? { ladder?.findings }

  /// The rung of the ladder that keys act on.
  package var chosenRung: Rung? { ladder?.chosen }

  /// The lab that is shown.
  package var shownLab: LabName { shown }

  /// Whether something is computed in the background.
  package var isStudying: Bool {
    lab?.runningStudy != nil || variational?.runningStudy != nil || diffusion?.runningStudy != nil
      || autoencoder?.hasRunningStudy == true || ladder?.isMoving == true
  }

  /// How many pieces of work the studies took, as far as is known, the oldest first.
  package var studiesMade: [Int] { backgroundStudies.map { $0.movement.steps } }

  /// The table of criteria, as far as it is known.
  package var selectionFound: SelectionFindings? { lab?.studies[.selection]?.selection }

  /// The maxima that several starts led to, as far as they are known.
  package var startsFound: MultiStartFindings? { lab?.studies[.starts]?.starts }

  /// The standard errors shown, as far as they are known.
  package var errorsFound: StandardErrors? { lab?.fitStudy(.errors)?.errors }

  /// Which of them keys act on.
  package var activeRun: Int? { lab?.activeRun }

  /// The row that is read out.
  package var selectedRow: Int? { lab?.selectedRow }

  /// How many rows the data have.
  package var rowCount: Int? { lab?.data.rows }

  /// Where the cursor is, in the plane shown; nil before it was first moved.
  package var cursor: PlanePoint? { lab?.cursor }

  /// The part of the plane that is shown: left, right, bottom, top.
  package var view: [Double] {
    lab.map { [$0.viewport.x.lower, $0.viewport.x.upper, $0.viewport.y.lower, $0.viewport.y.upper] } ?? []
  }

  /// Whether something lies over the lab and takes the keys.
  package var hasOverlay: Bool { overlay != nil }

  /// The sentence in place of the status.
  package var sentence: String? { notice?.text }

  /// The names of the sideways and the upward axis of the plot.
  package var axisNames: [String] { lab.map { [$0.axes.x, $0.axes.y] } ?? [] }

  /// The line that the view of the bound shows, as it was last computed.
  package var minoriser: MinoriserSlice? { lab?.minoriser }

  /// What is known of the maximum and the information there.
  package var missingFound: MissingInformation? { lab?.fitStudy(.missing)?.missing }
}

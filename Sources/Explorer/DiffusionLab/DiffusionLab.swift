import CellGrid
import LatentModels
import NumericCore

/// The diffusion lab: one data set, one or two denoisers in training on it, films of noise that comes and goes, and how they are
/// looked at.
struct DiffusionLab: Sendable {
  /// The table that is fitted.
  let data: DataTable
  /// The table as it was opened, for the other labs.
  let opened: DataTable
  /// The shape that rows are drawn in as pictures; nil where they are none.
  let imageShape: ImageShape?
  /// The least and the greatest value of the data: what grey goes from and to.
  let greys: ClosedRange<Double>

  /// One or two runs; the second is the branch.
  var runs: [LabRun<DiffusionPortrait>]
  /// Which of them keys act on.
  var activeRun = 0
  /// The settings that a restart uses while no run has reported its own.
  var ownSettings: DiffusionSettings
  /// What a person set, for undo and redo.
  var changes = ChangeHistory<DiffusionChange>()
  /// How fast a playing run goes.
  var pace = Pace.flatOut
  /// Whether the run was playing when it was forked, and nobody has said since whether one of the two should.
  var playsAfterBranch = false
  /// What the active run was asked to be, while it owes answers: the next of something is the next of this.
  var wanted: Wanted?
  /// A loss kept to compare with.
  var baseline: Baseline?
  /// The newest study of each kind.
  var studies: [DiffusionStudy.Kind: DiffusionStudy] = [:]
  /// The film, and where in it one is.
  var player = FilmPlayer()

  /// How a saved run's film was shown, and which frame, until it is there again.
  var filmToShow: (view: DiffusionView, frame: Int)?

  /// What the large panel shows.
  var view = DiffusionView.data
  /// What the next film is to be.
  var request = FilmRequest()
  /// What its rows are given, in the reverse direction; nil where all of them is drawn.
  var fixing: Fixing?
  /// The two columns that span the plane.
  var plane: (x: Int, y: Int)
  /// The row of the film that is followed, counted from 0.
  var row = 0
  /// The place that is read out; nil before the cursor was first moved.
  var cursor: PlanePoint?
  /// How many times the plane is magnified, about the cursor.
  var zoom = 1.0
  /// Whether the rows without noise are shown that each step takes for its aim.
  var showsPrediction = false
  /// What is drawn beside the rows: fields and densities.
  var scene = SceneView()
  /// A film kept beside those that come after it.
  var pinnedFilm: DiffusionFilm?
  /// Data that a person draws, while that goes on.
  var drawing: Drawing?
  /// What is shown below.
  var aside = DiffusionAside.strip
  /// What a person chose about the accounts below.
  var accountChoice = AccountChoice()
  /// The panel that keys act on.
  var focus = DiffusionPanel.rows
  /// Whether the focused panel fills the screen.
  var isMaximized = false
  /// Whether the loss is drawn on a log axis.
  var hasLogTrace = false
  /// Whether guides and trails are drawn.
  var hasGuides = true
  /// The number of the next run.
  private var nextRun: Int

  /// A loss, kept to compare with.
  struct Baseline: Sendable {
    let name: String
    let records: [DiffusionRecord]
  }

  /// What a run was asked to be and has not yet reported.
  struct Wanted: Hashable, Sendable {
    let run: RunID
    var settings: DiffusionSettings
  }

  /// The lab on `data`, with the first run's number.
  init(data: DataTable, opened: DataTable? = nil, settings: DiffusionSettings, firstRun: Int) {
    self.data = data
    self.opened = opened ?? data
    imageShape = data.pictureShape
    let some = data.values.storage.filter(\.isFinite)
    greys = (some.min() ?? 0)...(some.max() ?? 1)
    ownSettings = settings
    plane = (0, min(1, data.dimensions - 1))
    runs = [LabRun(id: RunID(firstRun), name: "A", seed: settings.seed)]
    nextRun = firstRun + 1
    request.count = imageShape == nil ? 1000 : 60
  }

  /// The settings, as the active run has them.
  var settings: DiffusionSettings { run.portrait?.settings ?? ownSettings }
  /// The settings as they will be once the active run has done what it was told.
  var newestSettings: DiffusionSettings {
    if let wanted, wanted.run == run.id { wanted.settings } else { settings }
  }
  /// Whether anything moves without a key.
  var isMoving: Bool {
    runs.contains { $0.play != .paused || $0.openQuestions > 0 } || player.isPlaying
      || studies.values.contains { $0.isRunning }
  }
  /// The panels that can have the focus, in the order of Tab.
  var panels: [DiffusionPanel] { DiffusionPanel.allCases.filter { $0 != .branchRows || runs.count > 1 } }
  /// Whether keys that run and step act on the film, and not on the training.
  var actsOnFilm: Bool { view != .data && focus != .loss && film != nil }
  /// Whether the classes of rows can be asked for.
  var classes: [String] { settings.isConditional ? data.labels?.levels ?? [] : [] }

  /// The number of the next run, which is thereby taken.
  mutating func takeRunNumber() -> Int {
    defer { nextRun += 1 }
    return nextRun
  }

  /// What the trainer is asked for. Of wide rows fewer are shown, so that a portrait never costs more than a few milliseconds.
  var portraitRequest: DiffusionPortraitRequest {
    DiffusionPortraitRequest(
      points: min(2000, max(60, 200_000 / max(data.dimensions, 1))), scene: sceneRequest)
  }
}

extension DiffusionPortrait: LabPortrait {
  /// A minibatch is an iteration.
  var iteration: Int { stepsTaken }
  /// Weights are too many to draw the way of.
  var wayPoint: [Double] { [] }
  /// The step and how many there will be.
  var progress: String? { "\(grouped(stepsTaken))/\(grouped(settings.steps))" }
}

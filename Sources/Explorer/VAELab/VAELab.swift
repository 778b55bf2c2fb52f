import CellGrid
import LatentModels
import NumericCore

/// The autoencoder lab: one data set, one or two autoencoders in training on it, and how they are looked at.
struct VAELab: Sendable {
  /// The table that is fitted.
  let data: DataTable
  /// The table as it was opened, for the other labs.
  let opened: DataTable
  /// The shape that rows are drawn in as pictures; nil where they are none.
  let imageShape: ImageShape?
  /// The least and the greatest value of each column, in the units of the fit: what bars are drawn against.
  let ranges: [ClosedRange<Double>]

  /// One or two runs; the second is the branch.
  var runs: [LabRun<AutoencoderPortrait>]
  /// Which of them keys act on.
  var activeRun = 0
  /// The settings that a restart uses while no run has reported its own.
  var ownSettings: AutoencoderSettings
  /// How long each run has trained, and how fast.
  var clocks: [RunID: TrainingClock] = [:]
  /// What a person set, for undo and redo.
  var changes = ChangeHistory<AutoencoderChange>()
  /// How fast a playing run goes.
  var pace = Pace.flatOut
  /// Whether the run was playing when it was forked, and nobody has said since whether one of the two should.
  var playsAfterBranch = false
  /// What the active run was asked to be, while it owes answers: the next of something is the next of this.
  var wanted: Wanted?
  /// Passes kept to compare with.
  var baseline: Baseline?

  /// The row that is reconstructed, counted from 0.
  var row = 0
  /// Whether the law of that row is brought to its best, with the decoder held still.
  var isRefined = false
  /// The newest account of the nats of many rows.
  var study: GapStudyView?
  /// Whether a saved run was looked at with such an account, which is begun when the fit is known.
  var studyIsToBegin = false
  /// The row that an interpolation begins at.
  var markedRow: Int?
  /// The place in the latent space that is decoded; nil before the cursor was first moved, for its origin.
  var cursor: [Double]?
  /// The two latents that span the plane; nil while nobody chose any.
  var pair: LatentPair?
  /// Whether the plane of the principal axes of the means is wanted in their place.
  var wantsPrincipal = false
  /// Where the cursor is in that plane, from the mean.
  var principalCursor = SIMD2(0.0, 0.0)
  /// The latent that is traversed; nil while nobody chose one.
  var traversed: Int?
  /// The class that samples are decoded under, where the nets are told one; nil while nobody chose any.
  var sampleLabel: Int?
  /// Names the draws from the prior.
  var samplesSeed: UInt64 = 1
  /// How many times the plane is magnified, about the cursor.
  var zoom = 1.0
  /// What the large panel shows.
  var view = VAEView.latents
  /// How many cells it has, as last drawn: how many pictures are asked for follows from it.
  var room = Size(54, 15)
  /// What is shown below it; nil while nobody chose.
  var chosenAside: VAEAside?
  /// The panel that keys act on.
  var focus = VAEPanel.latents
  /// Whether the focused panel fills the screen.
  var isMaximized = false
  /// Whether the trace shows the distance from the best value, on a log axis.
  var hasLogTrace = false
  /// Whether guides are drawn.
  var hasGuides = true
  /// The number of the next run.
  private var nextRun: Int

  /// Passes of a run, kept to compare with.
  struct Baseline: Sendable {
    let name: String
    let records: [EpochRecord]
    let logScale: Double
    let hasLikelihood: Bool
  }

  /// What a run was asked to be and has not yet reported.
  struct Wanted: Hashable, Sendable {
    let run: RunID
    var settings: AutoencoderSettings
  }

  /// Two latents, counted from 0; the same one twice where there is only one.
  struct LatentPair: Hashable, Sendable {
    var x, y: Int
  }

  /// The lab on `data`, with the first run's number.
  init(data: DataTable, opened: DataTable? = nil, settings: AutoencoderSettings, firstRun: Int) {
    self.data = data
    self.opened = opened ?? data
    imageShape = data.pictureShape
    ranges = (0..<data.dimensions).map { column in
      let some = (0..<data.rows).map { data.values[$0, column] }.filter(\.isFinite)
      return (some.min() ?? 0)...(some.max() ?? 1)
    }
    ownSettings = settings
    runs = [LabRun(id: RunID(firstRun), name: "A", seed: settings.seed)]
    nextRun = firstRun + 1
  }

  /// The settings, as the active run has them.
  var settings: AutoencoderSettings { run.portrait?.settings ?? ownSettings }
  /// The settings as they will be once the active run has done what it was told.
  var newestSettings: AutoencoderSettings {
    if let wanted, wanted.run == run.id { wanted.settings } else { settings }
  }
  /// Whether anything moves without a key.
  var isMoving: Bool {
    runs.contains { $0.play != .paused || $0.openQuestions > 0 } || study?.isRunning == true
  }
  /// The panels that can have the focus, in the order of Tab.
  var panels: [VAEPanel] { VAEPanel.allCases.filter { $0 != .branchLatents || runs.count > 1 } }
  /// The views below the latents that the present nets have.
  var asides: [VAEAside] {
    (run.portrait?.waterTank == nil ? [] : [.waterTank]) + [.units] + (latents <= 2 ? [.gaps] : [])
  }
  /// What is shown below the latents: what was chosen, or the water-tank where there is one.
  var aside: VAEAside {
    let asides = asides
    return chosenAside.flatMap { asides.contains($0) ? $0 : nil } ?? asides[0]
  }
  /// How many latents there are.
  var latents: Int { settings.latents }

  /// The number of the next run, which is thereby taken.
  mutating func takeRunNumber() -> Int {
    defer { nextRun += 1 }
    return nextRun
  }

  /// What the trainer is asked for. Of wide rows fewer are shown, so that a picture never costs more than a few milliseconds.
  func portraitRequest(of run: LabRun<AutoencoderPortrait>) -> AutoencoderPortraitRequest {
    let k = run.portrait?.settings.latents ?? latents
    var request = AutoencoderPortraitRequest(
      points: min(2000, max(300, 400_000 / max(data.dimensions, 1))), cursor: place(latents: k), row: row,
      pictures: pictures, wantsGaps: run.play == .paused && run.openQuestions < 2)
    request.isRefined = isRefined
    if isPrincipal {
      let last = (run.portrait ?? self.run.portrait)?.principal?.directions ?? []
      request.principal = .init(x: principalCursor.x, y: principalCursor.y, last: last)
    }
    return request
  }
}

extension AutoencoderPortrait: LabPortrait {
  /// Weights are too many to draw the way of.
  var wayPoint: [Double] { [] }
  /// The pass and how many there will be.
  var progress: String? { "ep \(iteration)/\(settings.epochs)" }
}

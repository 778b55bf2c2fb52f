import LatentModels
import NumericCore

/// The variational lab: one data set, one or two fits of it under laws q that a person chooses, and how it is looked at.
struct VILab: Sendable {
  /// The table that is fitted.
  let data: DataTable
  /// The models that the data allow.
  let choices: [VariationalPlan]

  /// One or two runs; the second is the branch.
  var runs: [LabRun<VariationalPortrait>]
  /// Which of them keys act on.
  var activeRun = 0
  /// The plan that a restart uses while no run has reported its own.
  var ownPlan: VariationalPlan
  /// The plans that a person left for another model, by the names of their models.
  var plansLeft: [String: VariationalPlan] = [:]
  /// The newest study of each kind.
  var studies: [VIStudy.Kind: VIStudy] = [:]
  /// Whether a saved run was looked at with findings of a study, which is begun when the fit is known.
  var studyIsToBegin = false
  /// What a person set, for undo and redo.
  var changes = ChangeHistory<VariationalChange>()
  /// How fast a playing run goes.
  var pace = Pace.perSecond(4)
  /// Whether the run was playing when it was forked, and nobody has said since whether one of the two should.
  var playsAfterBranch = false
  /// Whether the E half-step is to follow the change that is under way, so that one sees the new q.
  var stepsAfterChange = false
  /// What the active run was asked to be, while it owes answers: the next of something is the next of this.
  var wanted: Wanted?
  /// A trace kept to compare with.
  var baseline: Baseline?

  /// The unit whose laws are drawn, counted from 0.
  var unit = 0
  /// The place of z that is read out; nil before the cursor was first moved.
  var cursor: Double?
  /// How many times the axis of z is magnified, about the cursor.
  var zoom = 1.0
  /// Whether the account is that of all units, not of the one.
  var accountsForAll = true
  /// Whether the units with the widest gaps are listed.
  var listsUnits = false
  /// How far the list is scrolled.
  var listScroll = 0
  /// The coordinates of the θ-plane; nil while nobody chose any.
  var pair: ThetaPair?
  /// How many times the θ-plane is magnified.
  var planeZoom = 1.0
  /// What is shown below the laws.
  var aside = VIAside.lost
  /// The panel that keys act on.
  var focus = VIPanel.laws
  /// Whether the focused panel fills the screen.
  var isMaximized = false
  /// Whether the trace shows the distance from the greatest likelihood, on a log axis.
  var hasLogTrace = false
  /// Whether guides are drawn.
  var hasGuides = true
  /// The number of the next run.
  private var nextRun: Int

  /// A run kept to compare with.
  struct Baseline: Sendable {
    let name: String
    let trace: VITrace
  }

  /// What a run was asked to be and has not yet reported.
  struct Wanted: Hashable, Sendable {
    let run: RunID
    var plan: VariationalPlan
    var dial: Double?
    var isParallel: Bool?
  }

  /// Two coordinates of θ.
  struct ThetaPair: Hashable, Sendable {
    var x, y: Int
  }

  /// The lab on `data`, with the first run's number.
  init(data: DataTable, plan: VariationalPlan, choices: [VariationalPlan], firstRun: Int) {
    self.data = data
    self.choices = choices
    ownPlan = plan
    runs = [LabRun(id: RunID(firstRun), name: "A", seed: plan.seed)]
    nextRun = firstRun + 1
  }

  /// The model and its settings, as the active run has them.
  var plan: VariationalPlan { run.portrait?.plan ?? ownPlan }
  /// The model and its settings as they will be once the active run has done what it was told.
  var newestPlan: VariationalPlan { newest?.plan ?? plan }
  /// What the active run was asked to be and has not yet reported; nil where that is what is drawn.
  var newest: Wanted? { wanted?.run == run.id ? wanted : nil }
  /// Whether there are factors of q that are updated in turn or at once.
  var hasFactors: Bool { if case .pitchfork = run.portrait?.picture { true } else { false } }
  /// Whether anything moves without a key.
  var isMoving: Bool {
    runs.contains { $0.play != .paused || $0.openQuestions > 0 }
      || studies.values.contains { $0.isRunning }
  }
  /// The panels that can have the focus, in the order of Tab.
  var panels: [VIPanel] { VIPanel.allCases.filter { $0 != .branchLaws || runs.count > 1 } }

  /// The number of the next run, which is thereby taken.
  mutating func takeRunNumber() -> Int {
    defer { nextRun += 1 }
    return nextRun
  }

  /// What the trainer is asked for.
  var portraitRequest: VariationalPortraitRequest {
    VariationalPortraitRequest(unit: unit, wantsUnitGaps: aside == .lost)
  }
}

extension VariationalPortrait: LabPortrait {
  /// θ.
  var wayPoint: [Double] { coordinates }

  /// The scalar laws, where it has them.
  package var scalar: ScalarPicture? { if case .scalar(let picture) = picture { picture } else { nil } }

  /// The dial of a toy target and how far it goes; nil where there is none.
  var dial: (value: Double, range: ClosedRange<Double>)? {
    switch picture {
    case .scalar, .discriminant: nil
    case .pitchfork(let fork): (short(fork.ratio), fork.highest / 300...max(fork.highest, fork.ratio))
    case .ellipses(let ellipses):
      (
        short(ellipses.dial),
        (ellipses.gaps.map(\.dial).min() ?? ellipses.dial)...(ellipses.gaps.map(\.dial).max() ?? ellipses.dial)
      )
    }
  }

  /// Without the last bits of a value that was computed.
  private func short(_ value: Double) -> Double { (value * 1e9).rounded() / 1e9 }
}

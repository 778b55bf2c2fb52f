import DataFiles
import LatentModels
import NumericCore
import Synchronization

/// Carries out what the application wants done outside itself: owns the trainers, reads and writes files.
///
/// Effects on runs are carried out one after another, in the order in which they were given; reading a file does not hold
/// them up. Answers come as messages.
public actor Engine {
  private let pool: WorkerPool
  private let tempo: TrainerTempo
  private var trainers: [RunID: Trainer<AnyEMModel>] = [:]
  private var variational: [RunID: Trainer<AnyVariationalModel>] = [:]
  private var autoencoders: [RunID: Trainer<VariationalAutoencoder>] = [:]
  private var diffusions: [RunID: Trainer<DiffusionModel>] = [:]
  /// The studies; one is given up from any thread, while the engine is busy.
  private nonisolated let studies = Mutex<[StudyID: any RunningStudy]>([:])
  /// What lets a run's step be abandoned, from any thread, while the engine is busy.
  private nonisolated let steps = Mutex<[RunID: @Sendable () -> Void]>([:])
  /// The given up studies whose last piece has not stopped yet.
  private var ending: [StudyID: Task<Void, Never>] = [:]
  private let library = Library()
  /// What runs take while they work, and studies wait for.
  private nonisolated let rightOfWay = RightOfWay()
  /// Whether no more effects are carried out.
  private var isStopped = false
  /// Building a start happens here, away from the executor that carries answers.
  private nonisolated let lane = Lane("engine")

  /// Where the actor runs.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  /// An engine without runs, computing on `pool`.
  public init(pool: WorkerPool, tempo: TrainerTempo = .live) {
    self.pool = pool
    self.tempo = tempo
  }

  /// Carries out an effect on a run.
  /// - Returns: the answer, where one is due. Effects that belong to the terminal have none.
  public func carryOut(_ effect: Effect) async -> Message? {
    guard !isStopped else { return nil }
    switch effect {
    case .start(let id, let plan):
      return start(id, plan)
    case .fork(let source, let target):
      if let trainer = trainers[source] { trainers[target] = makeTrainer(target, await trainer.forked()) }
      if let trainer = variational[source] {
        variational[target] = makeTrainer(target, await trainer.forked())
      }
      if let trainer = autoencoders[source] {
        autoencoders[target] = makeTrainer(target, await trainer.forked())
      }
      if let trainer = diffusions[source] {
        diffusions[target] = makeTrainer(target, await trainer.forked())
      }
      return nil
    case .discard(let id):
      steps.withLock { $0[id] = nil }
      await trainers.removeValue(forKey: id)?.stop()
      await variational.removeValue(forKey: id)?.stop()
      await autoencoders.removeValue(forKey: id)?.stop()
      await diffusions.removeValue(forKey: id)?.stop()
      return nil
    case .perform(let id, let command):
      rightOfWay.take()
      defer { rightOfWay.release() }
      await trainers[id]?.perform(command)
      return nil
    case .ask(let id, let mark, let request):
      rightOfWay.take()
      defer { rightOfWay.release() }
      guard let report = await trainers[id]?.report(since: mark, request) else { return nil }
      return .reported(id, report)
    case .performVariational(let id, let command):
      rightOfWay.take()
      defer { rightOfWay.release() }
      await variational[id]?.perform(command)
      return nil
    case .askVariational(let id, let mark, let request):
      rightOfWay.take()
      defer { rightOfWay.release() }
      guard let report = await variational[id]?.report(since: mark, request) else { return nil }
      return .reportedVariational(id, report)
    case .performAutoencoder(let id, let command):
      rightOfWay.take()
      defer { rightOfWay.release() }
      await autoencoders[id]?.perform(command)
      return nil
    case .askAutoencoder(let id, let mark, let request):
      rightOfWay.take()
      defer { rightOfWay.release() }
      guard let report = await autoencoders[id]?.report(since: mark, request) else { return nil }
      return .reportedAutoencoder(id, report)
    case .performDiffusion(let id, let command):
      rightOfWay.take()
      defer { rightOfWay.release() }
      await diffusions[id]?.perform(command)
      return nil
    case .askDiffusion(let id, let mark, let request):
      rightOfWay.take()
      defer { rightOfWay.release() }
      guard let report = await diffusions[id]?.report(since: mark, request) else { return nil }
      return .reportedDiffusion(id, report)
    case .studyDiffusion(let id, let request, let run, let mixture):
      await begin(request, id, about: run, mixture)
      return nil
    case .studyVariational(let id, let request, let run):
      await begin(request, id, about: run)
      return nil
    case .studyGaps(let id, let rows, let run):
      await begin(rows: rows, id, about: run)
      return nil
    case .study(let id, let request, let run):
      await begin(request, id, about: run)
      return nil
    case .climb(let id, let request):
      await begin(request, id)
      return nil
    case .holdStudy(let id, let isHeld):
      await study(id)?.hold(isHeld)
      return nil
    case .askStudy(let id):
      guard let study = study(id) else { return .studyEnded(id) }
      return study.answer(as: id)
    case .cancelStudy(let id):
      end(id)
      return nil
    case .save(let id, let saving, let replacing):
      return await save(id, saving, effect, replacing: replacing)
    case .saveLadder(_, let findings, let spread, let saving, let replacing):
      if !replacing, fileExists(saving.path) { return .fileExists(path: saving.path) }
      return await library.write(findings.archived(with: spread), saving, of: effect)
    case .load, .preview, .complete, .export:
      return await library.carryOut(effect)
    case .quit, .suspend, .redraw, .useMouse, .copy:
      return nil
    }
  }

  /// Tells a study to give up its present piece at once, before the engine comes to end it.
  public nonisolated func giveUp(_ id: StudyID) {
    study(id)?.cancel()
  }

  /// Tells a run to abandon a long step before the engine comes to change what the step would follow.
  public nonisolated func abandonStep(of id: RunID) {
    steps.withLock { $0[id] }?()
  }

  private nonisolated func study(_ id: StudyID) -> (any RunningStudy)? { studies.withLock { $0[id] } }

  /// Ends a study; nobody waits for its piece.
  private func end(_ id: StudyID) {
    guard let study = studies.withLock({ $0.removeValue(forKey: id) }) else { return }
    study.cancel()
    ending[id] = Task {
      await study.stop()
      ending[id] = nil
    }
  }

  /// Lets every running trainer take an iteration and every study a piece, where they go by pulses.
  /// - Parameters:
  ///   - steps: of runs that are not to go past a step, that step.
  ///   - pieces: of studies that are to take no more pieces, how many.
  public func pulse(steps: [RunID: Int] = [:], pieces: [StudyID: Int] = [:]) async {
    for (id, trainer) in trainers { await trainer.pulse(upTo: steps[id]) }
    for (id, trainer) in variational { await trainer.pulse(upTo: steps[id]) }
    for (id, trainer) in autoencoders { await trainer.pulse(upTo: steps[id]) }
    for (id, trainer) in diffusions { await trainer.pulse(upTo: steps[id]) }
    for (id, study) in studies.withLock({ $0 }) { await study.pulse(upTo: pieces[id]) }
  }

  /// Stops every run and every study and waits until they have stopped.
  public func stop() async {
    isStopped = true
    for id in studies.withLock({ Array($0.keys) }) { end(id) }
    for piece in ending.values { await piece.value }
    for trainer in trainers.values { await trainer.stop() }
    for trainer in variational.values { await trainer.stop() }
    for trainer in autoencoders.values { await trainer.stop() }
    for trainer in diffusions.values { await trainer.stop() }
    (trainers, variational, autoencoders, diffusions) = ([:], [:], [:], [:])
  }

  private func start(_ id: RunID, _ plan: RunPlan) -> Message? {
    do {
      switch plan {
      case .fit(let plan, let data):
        trainers[id] = makeTrainer(id, Timeline(start: try plan.model(on: data)))
      case .variational(let plan, let data):
        variational[id] = makeTrainer(id, Timeline(start: try plan.model(on: data)))
      case .autoencoder(let settings, let data):
        autoencoders[id] = makeTrainer(
          id, Timeline(start: try VariationalAutoencoder(data: data, settings: settings)))
      case .diffusion(let settings, let data):
        diffusions[id] = makeTrainer(id, Timeline(start: try DiffusionModel(data: data, settings: settings)))
      case .pretrained(let archive, let data):
        diffusions[id] = makeTrainer(id, Timeline(start: try DiffusionModel(archive: archive, data: data)))
      case .fitted(.em(let model)): trainers[id] = makeTrainer(id, Timeline(start: model))
      case .fitted(.variational(let model)): variational[id] = makeTrainer(id, Timeline(start: model))
      case .fitted(.autoencoder(let model)): autoencoders[id] = makeTrainer(id, Timeline(start: model))
      case .fitted(.diffusion(let model)): diffusions[id] = makeTrainer(id, Timeline(start: model))
      case .fitted(.exactDiffusion), .fitted(.kernel):
        preconditionFailure("what is known without training has no run of its own")
      case .restored(let archive, let data) where archive.isDiffusion:
        // One without a history was saved to be used.
        diffusions[id] = makeTrainer(
          id,
          archive.tensors["history"] == nil
            ? Timeline(start: try DiffusionModel(archive: archive, data: data))
            : try Timeline(archive: archive, data: data))
      case .restored(let archive, let data) where archive.isAutoencoder:
        autoencoders[id] = makeTrainer(id, try Timeline(archive: archive, data: data))
      case .restored(let archive, let data) where archive.isVariational:
        variational[id] = makeTrainer(id, try Timeline(archive: archive, data: data))
      case .restored(let archive, let data):
        trainers[id] = makeTrainer(id, try Timeline(archive: archive, data: data))
      }
      return nil
    } catch {
      return .startFailed(id, error)
    }
  }

  private func begin(_ request: StudyRequest, _ id: StudyID, about run: RunID) async {
    guard let (model, place) = await trainers[run]?.present(), !isStopped,
      let iterates = await trainers[run]?.iterates(atMost: Self.mostIterates), !isStopped,
      let work = StudyWork(request, about: model, iterates: iterates)
    else { return }
    let runner = StudyRunner(
      name: "study \(id.number)", work: work, origin: place, plan: model.plan, pool: pool, tempo: tempo,
      rightOfWay: rightOfWay, message: Message.studied)
    studies.withLock { $0[id] = runner }
    await runner.start()
  }

  private func begin(_ request: VariationalStudyRequest, _ id: StudyID, about run: RunID) async {
    guard let (model, place) = await variational[run]?.present(), !isStopped,
      let work = VariationalWork(request, about: model)
    else { return }
    let runner = StudyRunner(
      name: "study \(id.number)", work: work, origin: place, plan: model.plan, pool: pool, tempo: tempo,
      rightOfWay: rightOfWay, message: Message.studiedVariational)
    studies.withLock { $0[id] = runner }
    await runner.start()
  }

  private func begin(
    _ request: DiffusionStudyRequest, _ id: StudyID, about run: RunID, _ mixture: MixtureParameters?
  ) async {
    guard let (model, place) = await diffusions[run]?.present(), !isStopped else { return }
    let runner = StudyRunner(
      name: "study \(id.number)", work: DiffusionWork(request, about: model, mixture: mixture), origin: place,
      plan: model.settings, pool: pool, tempo: tempo, rightOfWay: rightOfWay,
      // A film is watched while it is made.
      patience: request.isWatched ? .milliseconds(4) : .milliseconds(500), message: Message.studiedDiffusion)
    studies.withLock { $0[id] = runner }
    await runner.start()
  }

  private func begin(rows: Int, _ id: StudyID, about run: RunID) async {
    guard let (model, place) = await autoencoders[run]?.present(), !isStopped,
      let work = GapStudy(model, rows: rows)
    else { return }
    let runner = StudyRunner(
      name: "study \(id.number)", work: work, origin: place, plan: model.settings, pool: pool, tempo: tempo,
      rightOfWay: rightOfWay, message: Message.studiedGaps)
    studies.withLock { $0[id] = runner }
    await runner.start()
  }

  private func begin(_ request: LadderRequest, _ id: StudyID) async {
    guard !isStopped else { return }
    // A replay has no clock: what is timed would not be the same twice.
    let isTimed = tempo == .live
    let clock: @Sendable () -> Double = { isTimed ? Engine.seconds() : 0 }
    let runner = StudyRunner(
      name: "ladder \(id.number)", work: LadderWork(request, clock: clock),
      origin: TrainerPlace(revision: 0, position: 0), plan: request.settings, pool: pool, tempo: tempo,
      rightOfWay: rightOfWay, message: Message.climbed)
    studies.withLock { $0[id] = runner }
    // A ladder that was saved stands where it was, until it is let go.
    if request.archive == nil { await runner.start() } else { await runner.prepare() }
  }

  /// Seconds since some fixed moment.
  private static func seconds() -> Double {
    let time = beginning.duration(to: .now).components
    return Double(time.seconds) + 1e-18 * Double(time.attoseconds)
  }

  private static let beginning = ContinuousClock.now

  /// Of a long history so many iterates are looked at.
  private static let mostIterates = 400

  private func makeTrainer<Model: LatentModel>(
    _ id: RunID, _ timeline: Timeline<Model>
  ) -> Trainer<Model> {
    let trainer = Trainer(
      name: "run \(id.number)", timeline: timeline, pool: pool, tempo: tempo, rightOfWay: rightOfWay)
    steps.withLock { $0[id] = { [weak trainer] in trainer?.abandonStep() } }
    return trainer
  }

  private func save(
    _ id: RunID, _ saving: Saving, _ effect: Effect, replacing: Bool
  ) async -> Message? {
    guard trainers[id] != nil || variational[id] != nil || autoencoders[id] != nil || diffusions[id] != nil
    else { return nil }
    if !replacing, fileExists(saving.path) { return .fileExists(path: saving.path) }
    let fit = await trainers[id]?.archived()
    let variationalFit = await variational[id]?.archived()
    let autoencoder = await autoencoders[id]?.archived()
    let diffusion = await diffusions[id]?.archived()
    guard let history = fit ?? variationalFit ?? autoencoder ?? diffusion else { return nil }
    return await library.write(history, saving, of: effect)
  }
}

import CellGrid
import Explorer
import LatentModels
import NumericCore
import Synchronization
import TestSupport
import Testing

@Suite("A trainer that goes by itself", .timeLimit(.minutes(2)))
struct TrainerTests {
  private typealias Report = TrainerReport<EMPortrait>

  private static let request = EMPortraitRequest(
    plane: Plane(x: .column(0, of: Tables.faithful), y: .column(1, of: Tables.faithful)), rows: [0, 1, 2])

  private func trainer(
    _ settings: MixtureSettings = Tables.faithfulStart, threads: Int = 2,
    tempo: TrainerTempo = .live
  ) throws -> Trainer<GaussianMixture> {
    Trainer(
      name: "test",
      timeline: Timeline(start: try GaussianMixture(data: Tables.faithful, settings: settings)),
      pool: threads == 2 ? sharedPool : WorkerPool(threads: threads), tempo: tempo)
  }

  /// Asks until the trainer says that it has stopped.
  private func finalReport(_ trainer: Trainer<GaussianMixture>) async -> Report {
    while true {
      let report = await trainer.report(since: .nothing, Self.request)
      if !report.isRunning { return report }
      await Task.yield()
    }
  }

  @Test("It runs to convergence and stops there, with what the model alone would have given")
  func convergence() async throws {
    let trainer = try trainer()
    await trainer.perform(.run)
    let report = await finalReport(trainer)
    #expect(report.failure == nil)
    guard case .step(let last)? = report.entries.last else {
      Issue.record("nothing happened")
      return
    }
    #expect(last.status == .converged)
    #expect(report.position == report.entries.count)
    var model = try GaussianMixture(data: Tables.faithful, settings: Tables.faithfulStart)
    let workspace = Workspace(pool: sharedPool)
    for entry in report.entries { #expect(entry == .step(try model.step(in: workspace))) }
    #expect(report.portrait == model.portrait(Self.request, in: workspace))
  }

  @Test("Live or pulsed, on one thread or two, the same bits")
  func sameBits() async throws {
    let settings = MixtureSettings(components: 4, tolerance: 1e-5, seed: 3)
    let reference = try trainer(settings)
    await reference.perform(.run)
    let expected = await finalReport(reference)
    let alone = try trainer(settings, threads: 1)
    await alone.perform(.run)
    let onOne = await finalReport(alone)
    #expect(onOne.entries == expected.entries)
    #expect(onOne.portrait == expected.portrait)
    let pulsed = try trainer(settings, tempo: .pulsed)
    await pulsed.perform(.run)
    while await pulsed.report(since: .nothing, Self.request).isRunning { await pulsed.pulse() }
    let byPulses = await pulsed.report(since: .nothing, Self.request)
    #expect(byPulses.entries == expected.entries)
    #expect(byPulses.portrait == expected.portrait)
  }

  @Test("Paused, it stands still, and goes on from there to the same end")
  func pausing() async throws {
    var settings = Tables.faithfulStart
    settings.tolerance = 0
    let trainer = try trainer(settings)
    await trainer.perform(.run)
    while await trainer.report(since: .nothing, Self.request).position < 10 { await Task.yield() }
    await trainer.perform(.pause)
    let paused = await trainer.report(since: .nothing, Self.request)
    #expect(!paused.isRunning)
    await Task.yield()
    #expect(await trainer.report(since: .nothing, Self.request).position == paused.position)
    await trainer.perform(.run)
    while await trainer.report(since: .nothing, Self.request).position < paused.position + 10 {
      await Task.yield()
    }
    await trainer.stop()
    let report = await trainer.report(since: .nothing, Self.request)
    #expect(!report.isRunning)
    #expect(Array(report.entries.prefix(paused.entries.count)) == paused.entries)
  }

  @Test("Seeking stands where it stood before, bit for bit; beyond the ends it stays at them")
  func seeking() async throws {
    let trainer = try trainer()
    var portraits: [EMPortrait] = []
    for _ in 0..<12 {
      portraits.append(await trainer.report(since: .nothing, Self.request).portrait)
      await trainer.perform(.stepForward)
    }
    for position in [11, 3, 7, 0, 10, 1] {
      await trainer.perform(.seek(position))
      let report = await trainer.report(since: .nothing, Self.request)
      #expect(report.position == position)
      #expect(report.portrait == portraits[position])
      #expect(report.entries.count == 12)
    }
    await trainer.perform(.seek(-5))
    #expect(await trainer.report(since: .nothing, Self.request).position == 0)
    await trainer.perform(.seek(.max))
    #expect(await trainer.report(since: .nothing, Self.request).position == 12)
  }

  @Test(
    "Reports since the last mark, put together, are the whole history, over changes and dropped futures too")
  func incrementalReports() async throws {
    let trainer = try trainer()
    var known: [HistoryEntry] = []
    var mark = Report.Mark.nothing
    let commands: [TrainerCommand<EMChange>] = [
      .stepForward, .stepForward, .iterationForward, .change(.components(3)), .iterationForward, .seek(2),
      .change(.ridge(1e-3)), .stepForward, .move(-1), .stepForward, .iterationForward, .seek(0),
      .change(.family(.tied)), .iterationForward,
    ]
    for command in commands {
      await trainer.perform(command)
      let report = await trainer.report(since: mark, Self.request)
      #expect(report.firstEntry <= known.count)
      known.removeSubrange(report.firstEntry...)
      known += report.entries
      mark = Report.Mark(revision: report.revision, entry: known.count)
      #expect(known == (await trainer.report(since: .nothing, Self.request)).entries)
    }
    // A mark beyond the end, which no asker should have, is answered with nothing new.
    let beyond = Report.Mark(revision: mark.revision, entry: .max)
    #expect(await trainer.report(since: beyond, Self.request).entries.isEmpty)
  }

  @Test("A fork is independent of where it came from")
  func forking() async throws {
    let first = try trainer()
    for _ in 0..<4 { await first.perform(.stepForward) }
    await first.perform(.seek(2))
    let second = Trainer<GaussianMixture>(name: "fork", timeline: await first.forked(), pool: sharedPool)
    await second.perform(.change(.components(5)))
    await second.perform(.iterationForward)
    let one = await first.report(since: .nothing, Self.request)
    #expect(one.position == 2 && one.entries.count == 4)
    #expect(one.portrait.mixture?.components.count == 2)
    let two = await second.report(since: .nothing, Self.request)
    #expect(two.portrait.mixture?.components.count == 5)
    #expect(Array(two.entries.prefix(2)) == Array(one.entries.prefix(2)))
  }

  @Test("What cannot be done is reported once and leaves the run as it was; the next command clears it")
  func failures() async throws {
    let trainer = try trainer()
    await trainer.perform(.stepForward)
    let before = await trainer.report(since: .nothing, Self.request)
    await trainer.perform(.change(.components(1000)))
    let failed = await trainer.report(since: .nothing, Self.request)
    #expect(failed.failure == .invalidSetting(name: "components", found: "1000", expected: "from 1 to 512"))
    #expect(failed.entries == before.entries && failed.portrait == before.portrait)
    await trainer.perform(.stepForward)
    #expect(await trainer.report(since: .nothing, Self.request).failure == nil)
  }

  @Test("Stopping ends a long fit in the middle of a step, leaves a sound history, and can be said twice")
  func stopping() async throws {
    // A step over so many rows takes far longer than the patience of whoever quits.
    var random = RandomStream(seed: 1, purpose: .dataGeneration)
    let values = (0..<400_000).map { _ in random.normal() }
    let data = DataTable(name: "long", values: Matrix(rows: 200_000, columns: 2, storage: values))
    let model = try GaussianMixture(
      data: data, settings: MixtureSettings(components: 12, start: .random, tolerance: 0))
    let trainer = Trainer<GaussianMixture>(name: "long", timeline: Timeline(start: model), pool: sharedPool)
    await trainer.perform(.run)
    await trainer.stop()
    await trainer.stop()
    let plane = Plane(x: .column(0, of: data), y: .column(1, of: data))
    let report = await trainer.report(since: .nothing, EMPortraitRequest(plane: plane, rows: []))
    #expect(!report.isRunning)
    #expect(report.failure == nil)
    #expect(report.position == report.entries.count)
    #expect(report.portrait.stepsTaken == report.position)
  }

  @Test("Runs on one pool go on beside each other, each to its own end")
  func together() async throws {
    let trainers = try (1...4).map { try trainer(MixtureSettings(components: $0, tolerance: 1e-4)) }
    for trainer in trainers { await trainer.perform(.run) }
    for (index, trainer) in trainers.enumerated() {
      let report = await finalReport(trainer)
      #expect(report.portrait.mixture?.components.count == index + 1)
      #expect(report.failure == nil)
    }
  }
}

@Suite("The queue of effects", .tags(.concurrent), .timeLimit(.minutes(2)))
struct EffectQueueTests {
  /// Collects answers from any thread.
  private final class Inbox: Sendable {
    private let messages = Mutex<[Message]>([])
    func post(_ message: Message) { messages.withLock { $0.append(message) } }
    func fetch() -> [Message] {
      messages.withLock { stored in
        defer { stored = [] }
        return stored
      }
    }
  }

  @Test("A live engine behind the queue leads the explorer where the pulsed one does")
  func live() async throws {
    let inbox = Inbox()
    let queue = EffectQueue(engine: Engine(pool: sharedPool)) { inbox.post($0) }
    var explorer = await Desk(nil, Tables.faithfulStart).explorer
    for effect in explorer.open(Tables.faithful) { queue.submit(effect) }
    for key in [">", ">", "Space"] {
      while explorer.activeStep == nil { deliver(inbox, to: &explorer, queue) }
      for effect in explorer.receive(.key(try #require(Key(named: key)))) { queue.submit(effect) }
    }
    var now = 0.0
    while explorer.needsTicks {
      now += 0.03
      for effect in explorer.receive(.tick(now)) { queue.submit(effect) }
      deliver(inbox, to: &explorer, queue)
      await Task.yield()
    }
    await queue.finish()
    var pulsed = await Desk()
    await pulsed.press(">", ">", "Space")
    await pulsed.wait()
    #expect(explorer.runs == pulsed.explorer.runs)
  }

  @Test("Reading goes beside the queue, and answers come for what is asked")
  func reading() async throws {
    let inbox = Inbox()
    let queue = EffectQueue(engine: Engine(pool: sharedPool)) { inbox.post($0) }
    queue.submit(.preview(location: "iris"))
    queue.submit(.complete(prefix: "/nowhere/"))
    queue.submit(
      .ask(
        RunID(7), since: .nothing,
        EMPortraitRequest(
          plane: Plane(x: .column(0, of: Tables.iris), y: .column(1, of: Tables.iris)), rows: [])))
    var answers: [Message] = []
    while answers.count < 2 {
      answers += inbox.fetch()
      await Task.yield()
    }
    await queue.finish()
    answers += inbox.fetch()
    #expect(answers.count == 2, "a run that is not there has no answer")
    #expect(
      answers.contains {
        if case .previewed("iris", let preview) = $0 { preview.columns.count == 4 } else { false }
      })
    #expect(
      answers.contains { if case .completed("/nowhere/", let paths) = $0 { paths.isEmpty } else { false } })
  }

  private func deliver(_ inbox: Inbox, to explorer: inout Explorer, _ queue: EffectQueue) {
    for message in inbox.fetch() {
      for effect in explorer.receive(message) { queue.submit(effect) }
    }
  }
}

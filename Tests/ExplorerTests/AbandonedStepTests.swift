import Dispatch
import Explorer
import Glibc
import LatentModels
import NumericCore
import Synchronization
import Testing

@Suite("A step that is abandoned", .timeLimit(.minutes(2)))
struct AbandonedStepTests {
  @Test("A change does not wait for a long step: it is abandoned, and the run stands where it stood")
  func change() async {
    // Two parts for each of so many rows take seconds.
    var random = RandomStream(seed: 1, purpose: .dataGeneration)
    let values = (0..<20_000).map { _ in random.normal() }
    let data = DataTable(name: "x", values: Matrix(rows: values.count, columns: 1, storage: values))
    let engine = Engine(pool: sharedPool)
    let run = RunID(0)
    let plan = VariationalPlan.curve(column: 0, VariationalSettings(method: .twoPart))
    _ = await engine.carryOut(.start(run, .variational(plan, data)))
    let isOver = Flag()
    // On a thread of its own: the tasks of other tests must not keep the word from being given.
    DispatchQueue.global().async {
      while !isOver.isSet {
        engine.abandonStep(of: run)
        usleep(1000)
      }
    }
    _ = await engine.carryOut(.performVariational(run, .stepForward))
    isOver.set()
    // Until the last word has been given.
    try? await Task.sleep(for: .milliseconds(50))
    let abandoned = await report(of: run, engine)
    #expect(abandoned?.position == 0 && abandoned?.entries.isEmpty == true && abandoned?.failure == nil)

    // The next one is not abandoned by a word that came too late.
    engine.abandonStep(of: run)
    _ = await engine.carryOut(.performVariational(run, .change(.method(.gaussian(.coordinate)))))
    _ = await engine.carryOut(.performVariational(run, .stepForward))
    let taken = await report(of: run, engine)
    #expect(taken?.position == 2 && taken?.failure == nil)
    await engine.stop()
  }

  private func report(of run: RunID, _ engine: Engine) async -> TrainerReport<VariationalPortrait>? {
    guard
      case .reportedVariational(_, let report) = await engine.carryOut(
        .askVariational(run, since: .nothing, VariationalPortraitRequest()))
    else { return nil }
    return report
  }
}

/// Something that is said once, from one thread to another.
private final class Flag: Sendable {
  private let value = Atomic<Bool>(false)
  var isSet: Bool { value.load(ordering: .acquiring) }
  func set() { value.store(true, ordering: .releasing) }
}

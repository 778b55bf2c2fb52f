import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import TestSupport
import Testing

@Suite("A monkey at the keyboard", .tags(.hostile))
struct MonkeyTests {
  /// The same as `elbow bench monkey --lab LAB --seed 1 --events 2000 --session 400` does.
  @Test(
    "Whatever is pressed, pasted, clicked or resized in a lab: nothing traps, and what is known of the runs agrees with itself",
    arguments: LabName.allCases)
  func monkey(_ lab: LabName) async throws {
    let pool = WorkerPool.onCaller()
    for number in 0..<5 {
      var session = try await MonkeySession(lab: lab, seed: 1, number: number, pool: pool)
      var script = KeyScript.header(session.opening)
      while session.events < 400, !session.isOver {
        script += session.line + "\n"
        let faults = await session.advance() + disagreements(session.replay.explorer)
        try #require(faults.isEmpty, "session \(number) after\n\(script)")
      }
      await session.finish()
    }
  }

  @Test("The same seed does the same things, and each is a line that is read as it was written")
  func sameThings() throws {
    var (first, second, third) = (
      Monkey(lab: .vi, seed: 3), Monkey(lab: .vi, seed: 3), Monkey(lab: .vi, seed: 3, session: 1)
    )
    var (same, kinds) = (0, Set<String>())
    for _ in 0..<3000 {
      let command = first.next()
      #expect(second.next() == command)
      if third.next() == command { same += 1 }
      guard let text = command.text else { continue }
      kinds.insert(String(text.prefix { $0 != " " }))
      let read = try KeyScript(text).lines.map(\.command)
      #expect(read.count == 1 && read.first?.text == text)
    }
    #expect(same < 600 && kinds == ["key", "at", "paste", "mouse", "resize", "tick", "outcome"])
  }

  @Test("A replay of what it did shows the picture that it left")
  func replayable() async throws {
    var session = try await MonkeySession(lab: .em, seed: 5, number: 0, pool: .onCaller())
    var script = KeyScript.header(session.opening)
    while session.events < 300, !session.isOver {
      script += session.line + "\n"
      _ = await session.advance()
    }
    let read = try KeyScript(script)
    var explorer = Explorer(
      size: Size(100, 30), look: Look(theme: .dark, glyphs: .braille), choice: .suited(seed: 5))
    let opening = explorer.open(Tables.faithful)
    var replay = Replay(explorer, engine: Engine(pool: .onCaller(), tempo: .pulsed), isSealed: true)
    replay.begin(opening)
    let frames = try await replay.follow(read)
    // The session stands before its next line, whose answers it may not have waited for.
    #expect(frames.count > 200)
    #expect(frames.last?.grid.size == session.replay.explorer.screen)
    if session.isSettled { #expect(frames.last?.grid == session.replay.explorer.picture) }
  }

  /// What is known of the runs and does not agree with itself.
  private func disagreements(_ explorer: Explorer) -> [String] {
    var faults: [String] = []
    func require(_ holds: Bool, _ fault: String) { if !holds { faults.append(fault) } }
    check(explorer.variationalRuns, require)
    check(explorer.autoencoderRuns, require)
    check(explorer.diffusionRuns, require)
    check(explorer.runs, require)
    let runs = explorer.runs
    require(runs.count <= 2, "\(runs.count) runs")
    require(
      runs.isEmpty || runs.indices.contains(explorer.activeRun ?? -1),
      "run \(explorer.activeRun ?? -1) of \(runs.count)")
    require(Set(runs.map(\.id)).count == runs.count, "two runs have one number")
    require(explorer.selectedRow.map { $0 < explorer.rowCount ?? 0 } ?? true, "no such row")
    require(explorer.view.allSatisfy(\.isFinite), "the view is \(explorer.view)")
    require(explorer.cursor.map { $0.x.isFinite && $0.y.isFinite } ?? true, "the cursor is lost")
    return faults
  }

  private func check<Portrait>(_ runs: [LabRunFacts<Portrait>], _ require: (Bool, String) -> Void) {
    for run in runs {
      require((0...run.history.count).contains(run.position), "at \(run.position) of \(run.history.count)")
      let steps = run.history.prefix(run.position).count { if case .step = $0 { true } else { false } }
      // What was fitted as a rung of the ladder begins with the steps that it had taken there.
      require(
        run.stepsTaken.map { $0 >= steps } ?? true, "the portrait is not of position \(run.position)")
    }
  }
}

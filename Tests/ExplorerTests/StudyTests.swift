import CellGrid
import Dispatch
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("What is found out in the background")
struct StudyTests {
  @Test(
    "Criteria over K and family come while the fit is stepped; Enter opens the very fit that is marked best")
  func selection() async throws {
    var desk = await Desk()
    await desk.press("F2", "Home", "Up", "Up", "2", "Enter", "Esc")
    let effects = await desk.press("S")
    #expect(effects.count == 2 && effects[1] == "ask study 1", "\(effects)")
    #expect(desk.explorer.isStudying && desk.explorer.needsTicks)
    #expect(desk.lines(with: "BIC over K and family").count == 1)
    await desk.tick()
    #expect(await desk.press(".") == ["tell 0 iterationForward", "ask 0"])
    #expect(try desk.run.portrait?.iteration == 1)
    await desk.wait()
    let found = try #require(desk.explorer.selectionFound)
    #expect(found.cells.count == 24)
    let best = try #require(found.best(by: .bic))
    let bic = try #require(best.fit?.criteria.bic)
    #expect(desk.lines(with: "\(NumberFormat.decimals(1).text(bic))*").count == 1)
    await desk.press("Enter")
    await desk.wait()
    let run = try desk.run
    #expect(run.portrait?.criteria?.bic == bic, "the same steps from the same start, to the last bit")
    #expect(run.history.count == run.portrait?.stepsTaken, "all of its history can be walked")
  }

  @Test("The criterion goes round by i: BIC, ICL, AIC; arrows choose a cell, which is then opened")
  func choosing() async throws {
    var desk = await Desk()
    await desk.press("F2", "Home", "Up", "Up", "2", "Enter", "Esc", "S")
    await desk.wait()
    for title in ["ICL over", "AIC over", "BIC over"] {
      await desk.press("i")
      #expect(desk.lines(with: title).count == 1)
    }
    await desk.press("Left", "Left", "Left", "Left", "Left", "Up", "Up", "Up")
    await desk.press("Right", "Right", "Down", "Enter")
    await desk.wait()
    let settings = try #require(try desk.run.portrait?.mixture?.settings)
    #expect(settings.components == 3 && settings.family == .tied)
  }

  @Test("c and Esc cancel a study; what it found is kept, and another can begin")
  func cancelling() async throws {
    for key in ["c", "Esc"] {
      var desk = await Desk()
      await desk.press("S")
      for _ in 0..<3 { await desk.tick() }
      let effects = await desk.press(key)
      #expect(effects == ["cancel study 1"])
      #expect(!desk.explorer.isStudying)
      #expect(desk.lines(with: "cancelled after").count == 1)
      await desk.wait()
      await desk.press("S")
      #expect(desk.explorer.isStudying)
    }
    var desk = await Desk()
    #expect(await desk.press("c") == [])
    #expect(desk.status == "nothing is computed in the background")
  }

  @Test("Standard errors are those of the model at the present fit, and say when the fit has moved")
  func errors() async throws {
    var desk = await Desk(size: Size(160, 50))
    await desk.press(">", ">", ">", ">", ">", "Space")
    await desk.wait()
    await desk.press("E")
    await desk.wait()
    let found = try #require(desk.explorer.errorsFound)
    var model = try GaussianMixture(data: Tables.faithful, settings: Tables.faithfulStart)
    let workspace = Workspace(pool: sharedPool)
    for _ in 0..<(try desk.run.position) { _ = try model.step(in: workspace) }
    let expected = StandardErrors(try model.information(in: workspace), kind: .louis, confidence: 0.95)
    #expect(found == expected)
    #expect(desk.lines(with: "SE by observed information").count == 1)
    #expect(desk.lines(with: "stale").isEmpty)
    await desk.press(",")
    #expect(desk.lines(with: "stale: the fit has moved").count == 1)
    await desk.press("End")
    #expect(desk.lines(with: "stale").isEmpty, "back where they were computed")
    for title in ["sandwich", "nonparametric bootstrap", "parametric bootstrap"] {
      await desk.press("E")
      #expect(desk.lines(with: "SE by \(title)").count == 1)
      await desk.press("c")
    }
    await desk.press("E")
    #expect(desk.lines(with: "SE by").isEmpty)
  }

  @Test("Errors away from a maximum say that they mean little")
  func notAtMaximum() async {
    var desk = await Desk(size: Size(160, 50))
    await desk.press(".", "E")
    await desk.wait()
    #expect(desk.lines(with: "the fit is not at a maximum").count == 1)
  }

  @Test("Several starts show the maxima they led to; Enter opens the chosen one")
  func starts() async throws {
    var desk = await Desk(Tables.iris, MixtureSettings(components: 3, tolerance: 1e-8, seed: 1))
    await desk.press("w", "w", "S")
    await desk.wait()
    let found = try #require(desk.explorer.startsFound)
    #expect(found.maxima.reduce(0) { $0 + $1.count } + found.failures.count == 5)
    let best = try #require(found.best)
    #expect(desk.lines(with: NumberFormat.decimals(3).text(best.logLikelihood)).count == 1)
    #expect(desk.lines(with: "Starts: gmm K=3 full").count == 1)
    await desk.press("Enter")
    await desk.wait()
    #expect(try desk.run.seed == best.outcome.seed)
    #expect(desk.lines(with: "= \(NumberFormat.decimals(3).text(best.logLikelihood))").count == 1)
    #expect(desk.lines(with: "stale").isEmpty, "the fit is one of those that were tried")
  }

  @Test("The maximum that a person chose stays chosen while other starts come in")
  func chosenStart() async throws {
    var desk = await Desk(Tables.galaxies, MixtureSettings(components: 4, tolerance: 1e-7, seed: 1))
    await desk.press("F2", "End", "Up", "8", "Enter", "Esc", "w", "w", "S")
    var ticks = 0
    while desk.explorer.startsFound?.maxima.count ?? 0 < 2, ticks < 5000 {
      await desk.tick()
      ticks += 1
    }
    let early = try #require(desk.explorer.startsFound)
    let best = try #require(early.best?.outcome.seed)
    let place = try #require(early.maxima.firstIndex { $0.outcome.seed == best })
    await desk.press(place == 0 ? "Down" : "Up")
    let chosen = early.maxima[place == 0 ? 1 : place - 1].outcome.seed
    await desk.wait()
    let found = try #require(desk.explorer.startsFound)
    #expect(found.maxima.reduce(0) { $0 + $1.count } + found.failures.count == found.planned)
    await desk.press("Enter")
    let opened = try desk.run.seed
    #expect(found.maxima.first { $0.outcome.seed == opened }?.seeds.contains(chosen) == true)
  }

  @Test("A study ends when its data are closed, and its last answer changes nothing")
  func closing() async {
    var desk = await Desk()
    let begun = desk.receiveAlone(.key(Key("S")))
    let answers = await desk.answers(to: begun)
    let effects = desk.open(Tables.galaxies)
    guard case .cancelStudy = effects.first else {
      Issue.record("the study goes on: \(effects.map(description))")
      return
    }
    for answer in answers { #expect(desk.receiveAlone(answer).isEmpty) }
    #expect(!desk.explorer.isStudying)
  }

  @Test("A study answers, is given up and gives way to others while a piece takes as long as it likes")
  func longPiece() async throws {
    let pool = WorkerPool(threads: 1)
    let engine = Engine(pool: pool)
    _ = await engine.carryOut(.start(RunID(0), .fit(.mixture(Tables.faithfulStart), Tables.faithful)))
    // The threads are taken, so that no piece ends before the gate opens.
    let (gate, isTaken) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    DispatchQueue(label: "gate").async {
      _ = pool.map(shards: 1) { _ in
        isTaken.signal()
        gate.wait()
      }
    }
    await withCheckedContinuation { taken in
      DispatchQueue(label: "taken").async {
        isTaken.wait()
        taken.resume()
      }
    }
    for number in 1...2 {
      _ = await engine.carryOut(.study(StudyID(number), .errors(.louis, replicates: 1), of: RunID(0)))
      guard case .studied(_, let report) = await engine.carryOut(.askStudy(StudyID(number))) else {
        Issue.record("study \(number) does not answer")
        continue
      }
      #expect(report.isRunning && report.done == 0 && report.planned == 1)
    }
    _ = await engine.carryOut(.cancelStudy(StudyID(1)))
    guard case .studyEnded = await engine.carryOut(.askStudy(StudyID(1))) else {
      Issue.record("the cancelled study still answers")
      return
    }
    // Told from outside, the other one gives its piece up too, before anybody ends it.
    engine.giveUp(StudyID(2))
    gate.signal()
    while case .studied(_, let report) = await engine.carryOut(.askStudy(StudyID(2))) {
      #expect(report.done == 0 && report.failure == nil)
      if !report.isRunning { break }
      await Task.yield()
    }
    await engine.stop()
  }

  @Test("On the threads that trainers use, a study is given up in the middle, and stopping waits for it")
  func live() async {
    let engine = Engine(pool: sharedPool)
    let plan = EMPlan.mixture(Tables.faithfulStart)
    _ = await engine.carryOut(.start(RunID(0), .fit(plan, Tables.faithful)))
    for (number, request) in [
      StudyRequest.selection(components: 1...9, starts: 1000), .errors(.bootstrap, replicates: 100_000),
    ].enumerated() {
      _ = await engine.carryOut(.study(StudyID(number), request, of: RunID(0)))
      _ = await engine.carryOut(.perform(RunID(0), .iterationForward))
      guard case .studied(_, let report) = await engine.carryOut(.askStudy(StudyID(number))) else {
        Issue.record("no answer")
        return
      }
      #expect(report.isRunning && report.planned > 8000 && report.done < report.planned)
      if number == 0 { _ = await engine.carryOut(.cancelStudy(StudyID(0))) }
    }
    guard case .studyEnded = await engine.carryOut(.askStudy(StudyID(0))) else {
      Issue.record("the cancelled study still answers")
      return
    }
    await engine.stop()
  }
}

import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("The variational lab")
struct VILabTests {
  private func desk(_ size: Size = Size(100, 30), glyphs: GlyphSet = .ascii) async -> Desk {
    await Desk(Tables.curve, MixtureSettings(components: 2), lab: .vi, size: size, glyphs: glyphs)
  }

  @Test("The lab opens on data, looks for the maximum of the likelihood by itself, and comes to rest")
  func opening() async throws {
    var desk = Desk.empty(lab: .vi)
    let effects = desk.open(Tables.curve)
    #expect(effects.map(description) == ["start 4294967296: curve curve seed 42", "ask 4294967296 unit 0"])
    await desk.settle(effects)
    #expect(desk.explorer.isStudying, "the maximum is looked for in the background")
    await desk.wait()
    #expect(desk.lines(with: "MLE -").count == 1)
  }

  @Test("Half-steps are taken by e and m in turn, and the bound never lies above the likelihood")
  func halfSteps() async throws {
    var desk = await desk()
    await desk.press("e", "m", "e", "m", "e")
    let run = try desk.variationalRun
    #expect(run.history.count == 5)
    for case .step(let event) in run.history {
      #expect(event.objective.kind == .bound)
      #expect(try #require(event.logLikelihood) >= event.objective.nats)
    }
    #expect(await desk.press("e") == [])
    #expect(desk.status == "the M half-step is next: m takes it")
  }

  @Test("Each lab keeps its state while the other is shown, and a run that plays is paused on leaving")
  func switching() async throws {
    var desk = await desk()
    await desk.press("e", "m", "Space")
    #expect(try desk.variationalRun.isPlaying)
    await desk.press("1")
    #expect(desk.explorer.shownLab == .em)
    #expect(try !desk.variationalRun.isPlaying)
    #expect(try desk.run.portrait != nil, "the EM lab opens on the same data")
    await desk.press("e")
    let before = try desk.run.history
    await desk.press("2")
    #expect(desk.explorer.shownLab == .vi)
    #expect(try desk.variationalRun.position == 2)
    await desk.press("1")
    #expect(try desk.run.history == before)
  }

  @Test("f takes the next family of q and its E half-step, u takes both back, and Ctrl-R makes them again")
  func families() async throws {
    var desk = await desk()
    await desk.press("e", "m", "e")
    let before = try desk.variationalRun
    #expect(
      await desk.press("f") == [
        "tell 4294967296 change: q set to two Gaussians per unit", "ask 4294967296 unit 0",
      ])
    #expect(try desk.variationalRun.portrait?.plan.settings?.method == .twoPart)
    #expect(try desk.variationalRun.portrait?.nextPhase == .maximization, "the new q is there")
    await desk.press("u")
    #expect(desk.status == "undone: q set to two Gaussians per unit")
    #expect(try desk.variationalRun.history == before.history)
    await desk.press("Ctrl-R")
    #expect(try desk.variationalRun.portrait?.plan.settings?.method == .twoPart)
  }

  @Test("f pressed again before the answer goes on from the family that was asked for")
  func quickFamilies() async throws {
    var desk = await desk()
    await desk.press("e")
    let effects = desk.receiveAlone(.key("f")) + desk.receiveAlone(.key("f"))
    await desk.settle(effects)
    let portrait = try desk.variationalRun.portrait
    #expect(portrait?.plan.settings?.method == .grid)
    #expect(portrait?.nextPhase == .maximization, "the newest q is there")
  }

  @Test("A branch goes on beside the first run under a family of its own")
  func branching() async throws {
    var desk = await desk()
    await desk.press("e", "m", "e", "b", "f")
    let runs = desk.explorer.variationalRuns
    #expect(runs.count == 2)
    #expect(runs.map { $0.portrait?.plan.settings?.method } == [.gaussian(.coordinate), .twoPart])
    await desk.press("b")
    #expect(desk.explorer.variationalRuns.count == 1)
  }

  @Test("n walks the rows, Enter accounts for all of them or for one, and the identity holds")
  func account() async throws {
    var desk = await desk()
    await desk.press("e", "n", "n")
    #expect(try desk.variationalRun.portrait?.scalar?.unit == 2)
    #expect(desk.lines(with: "Account of row 3").count == 1)
    #expect(desk.lines(with: "identity holds").count == 1)
    await desk.press("Enter")
    #expect(desk.lines(with: "Account of all 40").count == 1)
    #expect(desk.lines(with: "identity holds").count == 1)
  }

  @Test("A settled fit is told apart from the maximum of the likelihood, and only once that is known")
  func settled() async throws {
    var desk = await desk()
    await desk.press(">", ">", "Space")
    await desk.wait()
    #expect(desk.status.hasPrefix("VI settles"))
    #expect(desk.status.contains("nats per row below the maximum of the likelihood: it is not the MLE"))
    #expect(desk.lines(with: "parameter bias").count == 1)
    #expect(desk.lines(with: "not known").isEmpty)
  }

  @Test("t shows the likelihood over two coordinates, v others, Esc the losses again")
  func thetaPlane() async throws {
    var desk = await desk()
    await desk.press(".", ".", "t")
    await desk.wait()
    #expect(desk.lines(with: "Theta-plane").count == 1)
    #expect(desk.lines(with: "M MLE").count == 1)
    await desk.press("v")
    #expect(desk.explorer.isStudying)
    await desk.press("c", "Esc")
    #expect(desk.lines(with: "Where the nats went").count == 1)
  }

  @Test("Every view is drawn at every size without a trap", arguments: [GlyphSet.ascii, .braille])
  func sizes(_ glyphs: GlyphSet) async throws {
    var desk = await desk(Size(100, 30), glyphs: glyphs)
    await desk.press(".", "b", "f", ".")
    for _ in 0..<6 {
      for (width, height) in [
        (140, 45), (100, 30), (80, 24), (60, 18), (40, 12), (24, 7), (12, 3), (1, 1), (0, 0),
      ] {
        var grid = Grid(Size(width, height))
        desk.explorer.draw(into: &grid)
        await desk.receive(.resized(Size(width, height)))
        await desk.press("Tab", "z", "n", "+", "Left", "z")
        _ = desk.grid
      }
      await desk.receive(.resized(Size(100, 30)))
      await desk.press("w", "c")
    }
  }

  @Test("At 60x18 one panel, with the main number in the header; smaller, the number and the state")
  func small() async throws {
    var desk = await desk(Size(60, 18))
    await desk.press("e")
    #expect(desk.grid.lines[0].contains("[2 VI]") && desk.grid.lines[0].contains(">= "))
    await desk.press("Tab")
    #expect(desk.lines(with: "ELBO and likelihood").count == 1)
    await desk.receive(.resized(Size(20, 3)))
    #expect(desk.grid.lines[0].hasPrefix(">= "))
    #expect(desk.grid.lines[1].hasPrefix("PAUSED it 0 E"))
  }

  @Test("A saved run of the lab opens in the lab, where it was")
  func saving() async throws {
    try await withDirectory { folder in
      var desk = await Desk(Tables.galaxies, lab: .vi)
      await desk.press("e", "m", "s")
      await desk.press("Ctrl-U")
      await desk.type("\(folder)/run.safetensors")
      await desk.press("Enter")
      let before = try desk.variationalRun
      let (file, data) = try RunFile.open("\(folder)/run.safetensors")
      #expect(file.history.isVariational)
      var other = Desk.empty(lab: .em)
      await other.settle(other.open(file.history, on: data))
      #expect(other.explorer.shownLab == .vi)
      #expect(try other.variationalRun.history == before.history)
      #expect(try other.variationalRun.portrait?.coordinates == before.portrait?.coordinates)
    }
  }

  @Test("A run of the lab settles at the optimum that a direct ascent finds, to the last digit shown")
  func optimum() async throws {
    var desk = await Desk(Tables.galaxies, lab: .vi)
    await desk.press(">", ">", ">", "Space")
    await desk.wait()
    let run = try desk.variationalRun
    let climbs = run.history.filter { entry in
      if case .step(let event) = entry, case .climbed = event.findings.first { true } else { false }
    }
    #expect(climbs.count == 1 && desk.status.hasPrefix("VI settles"))
    let portrait = try #require(run.portrait)
    guard case .curve(let column, let settings) = portrait.plan else { return #expect(Bool(false)) }
    let fit = try VariationalFit(
      decoder: try CurveDecoder(data: Tables.galaxies, column: column), settings: settings)
    let workspace = Workspace(pool: .onCaller())
    let best = try fit.changed(by: .coordinates(portrait.coordinates)).directlyOptimised(in: workspace)
    for (found, known) in zip(portrait.coordinates, best.fit.theta) {
      #expect(abs(found - known) < 5e-5 * max(1, abs(known)), "\(portrait.coordinates) \(best.fit.theta)")
    }
  }

  @Test("A key of another view says so, and what was refined by hand has not converged")
  func elsewhere() async throws {
    var desk = await desk()
    await desk.press(">", ">", ">", "Space")
    await desk.wait()
    for (key, fragment) in [("v", "t shows"), ("V", "t shows"), ("g", "t shows"), ("=", "all is shown")] {
      #expect(await desk.press(key) == [])
      #expect(desk.status.contains(fragment), "\(key): \(desk.status)")
    }
    #expect(desk.lines(with: "CONVERGED").count == 1)
    await desk.press("A")
    #expect(desk.lines(with: "CONVERGED").isEmpty && desk.status.hasPrefix("Q of unit 1 refined"))
    await desk.press("q")
    #expect(desk.lines(with: "Quit without saving the run? y / n").count == 1)
    await desk.press("Esc", "1", "q")
    #expect(desk.lines(with: "Quit without saving the VI run? y / n").count == 1)
  }

  @Test("Beside another run each q is named by its family")
  func branchLegends() async throws {
    var desk = await desk()
    await desk.press(".", ".", "b", "f")
    #expect(desk.lines(with: "exact  o Gaussian").count == 1 && desk.lines(with: "o two-part").count == 1)
  }

  @Test(
    "A coverage study says of how many refits, with their errors and the truth, and nothing is cut at 80x24")
  func coverage() async throws {
    var desk = await desk(Size(80, 24))
    await desk.press(".", ".", "E", "E", "S")
    for _ in 0..<60 { await desk.tick() }
    await desk.press("c")
    let header = try #require(desk.lines(with: "truth").first)
    #expect(header.contains("naive %") && header.contains("sandwich"))
    let caption = try #require(desk.lines(with: " settled of ").first)
    #expect(caption.contains(" refits; +- 1 MC se"), "\(caption)")
    #expect(desk.lines(with: "its limit").count == 1)
  }

  @Test("The settings of the lab are changed in a form, and a model with a dial has one there")
  func settings() async throws {
    var desk = await desk()
    await desk.press("F2")
    #expect(desk.lines(with: "family of q").count == 1)
    await desk.press("Right", "Esc")
    #expect(try desk.variationalRun.portrait?.plan.settings?.method == .twoPart)
    await desk.press("F2", "Home", "Left", "Esc")
    #expect(try desk.variationalRun.portrait?.plan.summary != CurveDecoder.summary)
  }

  @Test(
    "A number typed in the form replaces the old one, chooses a unit, and is refused where it makes no sense")
  func typing() async throws {
    var desk = await desk()
    func tolerance() throws -> Double? { try desk.variationalRun.portrait?.plan.settings?.tolerance }
    await desk.press("e", "F2", "Down", "Down", "Enter")
    await desk.type("1e-5")
    await desk.press("Enter")
    #expect(try tolerance() == 1e-5)
    for refused in ["1.5", "-1", "nan", "1e400", ""] {
      await desk.press("Enter", "Ctrl-U")
      await desk.type(refused)
      #expect(await desk.press("Enter") == [])
      #expect(desk.lines(with: "from 0 to 1").count == 1, "\(refused)")
      await desk.press("Esc")
    }
    #expect(try tolerance() == 1e-5)
    await desk.press("End", "Up", "Enter")
    await desk.type("17")
    await desk.press("Enter", "Esc")
    #expect(try desk.variationalRun.portrait?.scalar?.unit == 16)
  }
}

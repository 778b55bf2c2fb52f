import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing

@Suite("The autoencoder lab")
struct VAELabTests {
  private func desk(
    _ data: DataTable = Tables.bars, _ size: Size = Size(100, 30), glyphs: GlyphSet = .ascii
  ) async -> Desk {
    await Desk(data, MixtureSettings(components: 2), lab: .vae, size: size, glyphs: glyphs)
  }

  @Test("The lab opens on data with nets that suit them, and nothing has been learned")
  func opening() async throws {
    var desk = Desk.empty(lab: .vae)
    let effects = desk.open(Tables.bars)
    #expect(
      effects.map(description) == ["start 8589934592: bars vae 2 latents seed 42", "ask 8589934592 row 0"])
    await desk.settle(effects)
    let run = try desk.autoencoderRun
    #expect(run.history.isEmpty)
    #expect(run.portrait?.settings.law == .bernoulli)
    #expect(desk.status.hasPrefix("At the start: nothing is learned yet."))
    #expect(!desk.explorer.needsTicks)
  }

  @Test("Grey pictures get a continuous law of [0, 1], other tables a Gaussian one whose sigma is learned")
  func suited() async throws {
    #expect(try await desk(Tables.greyBars).autoencoderRun.portrait?.settings.law == .continuousBernoulli)
    let iris = try #require(try await desk(Tables.iris).autoencoderRun.portrait)
    guard case .gaussian(let deviation, let isLearned) = iris.settings.law else {
      Issue.record("\(iris.settings.law)")
      return
    }
    #expect(isLearned && abs(deviation - 1.0658) < 1e-3)
    #expect(iris.heldOutRows == 15 && iris.settings.latents == 2)
    #expect(try await desk(Tables.galaxies).autoencoderRun.portrait?.settings.latents == 1)
  }

  @Test("A step is a minibatch on or back, and replaying leads to the same numbers")
  func stepping() async throws {
    var desk = await desk(Tables.iris)
    #expect(await desk.press(".") == ["tell 8589934592 stepForward", "ask 8589934592 row 0"])
    await desk.press(".", ".")
    let there = try #require(try desk.autoencoderRun.portrait)
    #expect(try desk.autoencoderRun.position == 3)
    for case .step(let event) in try desk.autoencoderRun.history { #expect(event.phase == .minibatch) }
    await desk.press(",")
    #expect(try desk.autoencoderRun.position == 2)
    await desk.press("Home", "End")
    #expect(try desk.autoencoderRun.portrait?.means.storage == there.means.storage)
    await desk.press("e")
    #expect(desk.status == "training has no half-steps: . takes a minibatch")
    #expect(try desk.autoencoderRun.position == 3)
  }

  @Test("Space trains to the last epoch, and every pass leaves its bound")
  func training() async throws {
    var desk = await desk()
    await desk.press("Space")
    #expect(desk.grid.lines[0].contains("TRAIN ep 0/1000"))
    await desk.wait()
    let portrait = try #require(try desk.autoencoderRun.portrait)
    #expect(portrait.records.count == 1000)
    #expect(portrait.records.allSatisfy { $0.training.rows == 40 })
    #expect(desk.status.hasPrefix("Trained for 1000 epochs: bound "))
    #expect(desk.grid.lines[0].contains("DONE ep 1000/1000"))
    #expect(await desk.press("q") == [], "an unsaved run is asked about")
    #expect(desk.lines(with: "Quit without saving the run?").count == 1)
  }

  @Test(
    "B takes the next beta as a recorded change, at once and again, u takes it back, Ctrl-R makes it again")
  func beta() async throws {
    var desk = await desk()
    await desk.press(".")
    let effects = desk.receiveAlone(.key("B")) + desk.receiveAlone(.key("B"))
    #expect(
      effects.map(description).filter { $0.contains("beta") } == [
        "tell 8589934592 change: beta set to 2", "tell 8589934592 change: beta set to 4",
      ])
    await desk.settle(effects)
    #expect(try desk.autoencoderRun.portrait?.settings.beta == 4)
    #expect(desk.status == "Beta set to 4: what training climbs is no bound of the likelihood now.")
    await desk.press("u")
    #expect(try desk.autoencoderRun.portrait?.settings.beta == 2)
    await desk.press("Ctrl-R")
    #expect(try desk.autoencoderRun.portrait?.settings.beta == 4)
    await desk.press("B")
    #expect(try desk.autoencoderRun.portrait?.settings.beta == 0.25)
  }

  @Test("An objective that is no bound is named so, and the bound beside it stays one")
  func offScale() async throws {
    var desk = await desk(Tables.bars)
    await desk.press("B", "Tab", "Tab", "Tab", "z", ".", ".", ".")
    #expect(desk.lines(with: "ELBO by epoch, nats per row").count == 1)
    #expect(desk.lines(with: "not nats of a likelihood").count == 1)
    var grey = await self.desk(Tables.greyBars)
    await grey.press("F2")
    for _ in 0..<9 { await grey.press("Down") }
    await grey.press("Left", "Esc", ".", ".", ".", "Tab", "Tab", "Tab", "z")
    #expect(try grey.autoencoderRun.portrait?.settings.law == .bernoulli)
    #expect(grey.lines(with: "Objective, not nats of a likelihood").count == 1)
    #expect(grey.lines(with: "ELBO").isEmpty)
  }

  @Test("A branch trains beside the first run under a beta of its own, and both are drawn")
  func branching() async throws {
    var desk = await desk()
    await desk.press(".", "b", "B", ".")
    let runs = desk.explorer.autoencoderRuns
    #expect(runs.map { $0.portrait?.settings.beta } == [1, 2])
    #expect(runs.map(\.position) == [1, 3])
    #expect(desk.lines(with: "Run A  beta 1").count == 1)
    #expect(desk.lines(with: "> Run B  beta 2").count == 1)
    #expect(desk.lines(with: "x^A").count == 1)
    await desk.press("b")
    #expect(desk.explorer.autoencoderRuns.count == 1)
  }

  @Test("The cursor is decoded, Enter selects the row nearest to it, and n and N walk")
  func cursor() async throws {
    var desk = await desk()
    await desk.press(".", ".")
    let before = try #require(try desk.autoencoderRun.portrait)
    await desk.press("l", "k", "k")
    let after = try #require(try desk.autoencoderRun.portrait)
    #expect(before.decoded != after.decoded)
    #expect(desk.lines(with: "z1 +0.").count >= 1)
    await desk.press("n", "n", "N")
    #expect(try desk.autoencoderRun.portrait?.reconstruction.row == 1)
    await desk.press("Enter")
    let row = try #require(try desk.autoencoderRun.portrait?.reconstruction.row)
    #expect(after.rows.contains(row))
    await desk.press("Esc")
    #expect(try desk.autoencoderRun.portrait?.decoded == before.decoded, "the cursor is at its origin again")
  }

  @Test("v, t, I and d decode as many rows as there is room for, and the same key or Esc leads back")
  func pictures() async throws {
    var desk = await desk()
    await desk.press(".")
    for (key, title) in [
      ("v", "Decode grid z1 x z2"), ("t", "Traverse z"), ("d", "Samples from the prior"),
    ] {
      await desk.press(key)
      #expect(desk.lines(with: title).count == 1, "\(key)")
      #expect(try desk.autoencoderRun.portrait?.pictures.isEmpty == false)
      await desk.press("Esc")
      #expect(try desk.autoencoderRun.portrait != nil)
      #expect(desk.lines(with: "Latent means z1 x z2").count == 1)
    }
    await desk.press("n", "I", "n", "n")
    #expect(desk.lines(with: "From row 4 to row 2").count == 1)
    let ends = try #require(try desk.autoencoderRun.portrait)
    let first = try #require(ends.pictures.first)
    for (picture, row) in zip(first, ends.reconstruction.decoded) { #expect(abs(picture - row) < 1e-5) }
    await desk.press("d")
    let drawn = try desk.autoencoderRun.portrait?.pictures
    await desk.press("d")
    #expect(try desk.autoencoderRun.portrait?.pictures != drawn, "others are drawn")
    let few = try #require(try desk.autoencoderRun.portrait).pictures.count
    await desk.press("z")
    #expect(try #require(try desk.autoencoderRun.portrait).pictures.count > few, "there is more room")
  }

  @Test("L makes the nets linear; O turns them, the bound falls, the likelihood does not")
  func turning() async throws {
    var desk = await desk(Tables.iris)
    await desk.press("L", "Space")
    for _ in 0..<400 { await desk.tick() }
    await desk.press("Space")
    let before = try #require(try desk.autoencoderRun.portrait?.waterTank)
    #expect(desk.lines(with: "PPCA water-tank").count == 1)
    await desk.press("O")
    let turned = try #require(try desk.autoencoderRun.portrait?.waterTank)
    #expect(desk.status.hasPrefix("Latents turned by 15 degrees: the bound is "))
    #expect(abs(turned.logLikelihood - before.logLikelihood) < 1e-9 * abs(before.logLikelihood))
    #expect(try #require(turned.bound) <= turned.logLikelihood + 1e-9)
    await desk.press("O")
    let more = try #require(try desk.autoencoderRun.portrait?.waterTank)
    #expect(try #require(more.bound) < #require(turned.bound), "further from the principal axes")
    await desk.press("w")
    #expect(desk.lines(with: "KL per latent").count == 1)
    await desk.press("L")
    #expect(try desk.autoencoderRun.portrait?.waterTank == nil)
  }

  @Test("The form changes what goes on at once, and starts anew what cannot be changed")
  func settings() async throws {
    var desk = await desk()
    await desk.press(".", "F2", "Right", "Esc")
    #expect(try desk.autoencoderRun.portrait?.settings.rate == 3e-3)
    #expect(try desk.autoencoderRun.history.count == 2)
    await desk.press("F2", "Down", "Down", "Down", "Down", "Down", "5", "Enter", "Esc")
    #expect(try desk.autoencoderRun.portrait?.settings.latents == 5)
    #expect(try desk.autoencoderRun.history.isEmpty)
    await desk.press("F2", "Down", "Down", "Down", "Down", "Down", "Down", "Down", "8")
    await desk.type(",4")
    await desk.press("Enter", "Esc")
    #expect(try desk.autoencoderRun.portrait?.settings.encoder == [8, 4])
    #expect(try desk.autoencoderRun.portrait?.settings.decoder == [4, 8])
  }

  @Test("The other labs are left as they were, and a training is paused on leaving")
  func switching() async throws {
    var desk = await desk(Tables.faithful)
    await desk.press("Space", "1")
    #expect(desk.explorer.shownLab == .em)
    #expect(try !desk.autoencoderRun.isPlaying)
    await desk.press("B")
    #expect(desk.status == "a key of the VAE lab, which 3 leads to")
    await desk.press("3", "f")
    #expect(desk.explorer.shownLab == .vae)
    #expect(desk.status == "a key of the VI lab, which 2 leads to")
  }

  @Test("A saved training opens in the lab where it was, with as many latents as it had")
  func saving() async throws {
    try await withDirectory { folder in
      var desk = await desk(Tables.iris)
      await desk.press("F2", "Down", "Down", "Down", "Down", "Down", "3", "Enter", "Esc")
      await desk.press(".", ".", "B", ".", "s", "Ctrl-U")
      await desk.type("\(folder)/run.safetensors")
      await desk.press("Enter")
      #expect(try !desk.autoencoderRun.isUnsaved)
      let before = try desk.autoencoderRun
      let (file, data) = try RunFile.open("\(folder)/run.safetensors")
      #expect(file.history.isAutoencoder)
      var other = Desk.empty(lab: .em)
      await other.settle(other.open(file.history, on: data))
      #expect(other.explorer.shownLab == .vae)
      #expect(try other.autoencoderRun.history == before.history)
      #expect(try other.autoencoderRun.portrait?.means.storage == before.portrait?.means.storage)
      #expect(try other.autoencoderRun.portrait?.settings == before.portrait?.settings)
      #expect(try other.autoencoderRun.portrait?.decoded?.count == 4)
    }
  }

  @Test("Every view is drawn at every size without a trap", arguments: [GlyphSet.ascii, .braille])
  func sizes(_ glyphs: GlyphSet) async throws {
    for data in [Tables.bars, Tables.iris, Tables.galaxies] {
      var desk = await desk(data, glyphs: glyphs)
      await desk.press(".", "b", "B", ".")
      for key in ["v", "t", "d", "I", "L"] {
        await desk.press(key)
        for (width, height) in [
          (140, 45), (100, 30), (80, 24), (60, 18), (40, 12), (24, 7), (12, 3), (1, 1), (0, 0),
        ] {
          var grid = Grid(Size(width, height))
          desk.explorer.draw(into: &grid)
          await desk.receive(.resized(Size(width, height)))
          await desk.press("Tab", "z", "n", "+", "Left", "z", "F2", "Esc")
          _ = desk.grid
        }
      }
    }
  }

  @Test("At 60x18 one panel, with the bound in the header; smaller, the bound and the state")
  func small() async throws {
    var desk = await desk(Tables.iris, Size(60, 18))
    await desk.press(".", ".", ".")
    #expect(desk.grid.lines[0].contains("[3 VAE]") && desk.grid.lines[0].contains(">=~ "))
    await desk.press("Tab", "Tab", "Tab")
    #expect(desk.lines(with: "ELBO").count >= 1)
    await desk.receive(.resized(Size(20, 3)))
    #expect(desk.grid.lines[0].hasPrefix(">=~ "))
    #expect(desk.grid.lines[1].hasPrefix("PAUSED ep 1/1000"))
  }

  @Test("A click puts the cursor where it was made, and the wheel zooms about it")
  func mouse() async throws {
    var desk = await desk()
    await desk.press(".")
    let before = try desk.autoencoderRun.portrait?.decoded
    await desk.mouse(.press, 40, 5)
    #expect(try desk.autoencoderRun.portrait?.decoded != before)
    await desk.mouse(.wheelUp, 40, 5)
    await desk.mouse(.press, 90, 5)
    #expect(desk.lines(with: "[x | x^]").count == 1)
  }
}

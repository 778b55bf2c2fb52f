import CellGrid
import DataFiles
import Explorer
import LatentModels
import NumericCore
import PlotKit
import TestSupport
import Testing

@Suite("The diffusion lab")
struct DiffusionLabTests {
  private func desk(
    _ data: DataTable = Tables.faithful, _ size: Size = Size(100, 30), glyphs: GlyphSet = .ascii
  ) async -> Desk {
    await Desk(data, MixtureSettings(components: 2), lab: .diffusion, size: size, glyphs: glyphs)
  }

  /// A desk on which a film by the exact denoiser of the mixture is whole, and stands at its end.
  private func projection(_ data: DataTable = Tables.faithful) async -> Desk {
    var desk = await desk(data)
    await desk.wait()
    await desk.press("f")
    await desk.wait()
    return desk
  }

  private func frames(_ desk: Desk) throws -> [Matrix<Double>] {
    try #require(desk.explorer.film).film.frames
  }

  @Test("The lab opens on data with a net that has learned nothing, and finds the mixture beside it")
  func opening() async throws {
    var desk = Desk.empty(lab: .diffusion)
    let effects = desk.open(Tables.faithful)
    #expect(effects.map(description) == ["start 17179869184: faithful diffusion seed 42", "ask 17179869184"])
    await desk.settle(effects)
    #expect(try desk.diffusionRun.history.isEmpty)
    #expect(desk.status.hasPrefix("At the start: nothing is learned yet."))
    await desk.wait()
    #expect(desk.explorer.referenceMixture?.parameters.components == 2)
  }

  @Test("A step is a minibatch on or back, and replaying leads to the same numbers")
  func stepping() async throws {
    var desk = await desk()
    await desk.press(".", ".", ".")
    #expect(try desk.diffusionRun.position == 3)
    await desk.press("S")
    await desk.wait()
    let first = try frames(desk)
    await desk.press("Esc", ",", ",", ".", ".")
    #expect(try desk.diffusionRun.position == 3)
    await desk.press("S")
    await desk.wait()
    #expect(try frames(desk) == first)
    await desk.press("Esc", "e")
    #expect(desk.status.hasPrefix("q is fixed here"))
  }

  @Test("Digits and two moons begin with a net that was trained before, other data and columns do not")
  func pretrained() throws {
    func starts(_ request: DataRequest) throws -> Bool {
      var desk = Desk.empty(lab: .diffusion)
      let effects = desk.open(try loadTable(request))
      return effects.map(description).contains { $0.contains("trained before") }
    }
    #expect(try starts(DataRequest(location: "digits")))
    #expect(try starts(DataRequest(location: "two-moons")))
    #expect(try !starts(DataRequest(location: "digits", columns: ["r1c3", "r1c4"])))
    #expect(try !starts(DataRequest(location: "faithful")))
  }

  @Test("Space plays a film to its end and again, keys scrub it, and back and forth every frame is the same")
  func films() async throws {
    var desk = await projection()
    let film = try #require(desk.explorer.film)
    #expect(film.film.frames.count == 51 && film.position == 50)
    #expect(film.film.request.source == .mixture)
    await desk.press("Home")
    #expect(desk.explorer.film?.position == 0)
    await desk.press("]", ".", "}")
    #expect(desk.explorer.film?.position == 12)
    let twelfth = desk.grid
    await desk.press(",", "[", "{", "{", "]", "}", ".")
    #expect(desk.explorer.film?.position == 12)
    expect(desk.grid, shows: picture(twelfth))
    await desk.press("End")
    await desk.press("Space")
    #expect(desk.explorer.needsTicks)
    await desk.tick()
    await desk.tick(1)
    await desk.press("Space")
    #expect(!desk.explorer.needsTicks)
    #expect((1...3).contains(try #require(desk.explorer.film).position))
  }

  @Test("The same seed gives the same film in another sitting, and d another noise")
  func replay() async throws {
    var (one, two) = (await projection(), await projection())
    #expect(try frames(one) == frames(two))
    await one.press("d")
    await one.wait()
    #expect(try frames(one) != frames(two))
    await two.press("d")
    await two.wait()
    #expect(try frames(one) == frames(two))
  }

  @Test("S goes through the ways to take a step, from the same noise; t sends the data into noise")
  func samplers() async throws {
    var desk = await projection()
    let noise = try frames(desk)[0]
    var methods: Set<SamplingMethod> = []
    for _ in 0..<8 {
      await desk.press("S")
      await desk.wait()
      #expect(try frames(desk)[0] == noise)
      #expect(try frames(desk).allSatisfy { $0.storage.allSatisfy(\.isFinite) })
      methods.insert(try #require(desk.explorer.film?.film).request.method)
    }
    #expect(methods.count == 8)
    await desk.press("t")
    await desk.wait()
    let film = try #require(desk.explorer.film?.film)
    #expect(film.request.direction == .forward)
    let table = Tables.faithful.values
    for row in 0..<film.frames[0].rows {
      #expect(abs(film.frames[0][row, 0] - table[row, 0]) < 1e-9)
    }
    await desk.press("t")
    #expect(desk.lines(with: "=[Data]=").count == 1)
  }

  @Test("F goes through the fields, and the number in the border is that of the plane shown")
  func fields() async throws {
    var desk = await desk()
    await desk.press("F")
    #expect(desk.lines(with: "[Learned score, t 40]").count == 1)
    #expect(desk.explorer.scene?.arrows.isEmpty == false)
    #expect(desk.explorer.scene?.rootMeanSquare == nil, "the mixture is not known yet")
    await desk.wait()
    #expect(desk.lines(with: "rms difference 0.").count == 1)
    await desk.press("F")
    #expect(desk.lines(with: "[Exact score, t 40]").count == 1)
    await desk.press("F")
    #expect(desk.lines(with: "[Learned less exact score, t 40]").count == 1)
    #expect(desk.explorer.scene?.difference != nil)
    await desk.press("F")
    #expect(desk.lines(with: "=[Data]=").count == 1)
    // The level follows the schedule, and the film.
    await desk.press("F", "Tab", "Tab", "Right", "Right")
    #expect(desk.explorer.scene?.number == 44)
    await desk.press("S")
    await desk.wait()
    await desk.press("Home")
    #expect(desk.explorer.scene?.number == 200)
    await desk.press("End")
    #expect(desk.explorer.scene?.number == 1)
  }

  @Test("A field needs a plane: of four columns a slice, of one column or pictures a sentence")
  func noPlane() async throws {
    var desk = await desk(Tables.iris)
    await desk.press("F")
    #expect(desk.lines(with: "slice through the mean").count == 2)
    var line = await self.desk(Tables.galaxies)
    await line.press("F")
    #expect(line.status.hasPrefix("the score of one column"))
    await line.wait()
    await line.press("C", "C", "C")
    #expect(line.lines(with: "KDE h").count == 1 && line.lines(with: "EM p_t").count == 1)
    var pictures = await self.desk(Tables.greyBars)
    await pictures.press("F")
    #expect(pictures.status.hasPrefix("pictures lie in no plane"))
    await pictures.press("C")
    #expect(pictures.status.hasPrefix("pictures lie in no plane"))
  }

  @Test("The cursor reads out what a row was before the noise, and which component it is of")
  func cursor() async throws {
    var desk = await projection()
    await desk.press("Home", "}", "}", "Left", "Left", "Left", "Down", "Down", "Down")
    let preview = try #require(desk.explorer.scene?.preview)
    #expect(abs(preview.responsibilities.reduce(0, +) - 1) < 1e-9)
    #expect(preview.exact != nil)
    #expect(desk.lines(with: "x0 ").count >= 1 && desk.lines(with: " r ").count >= 1)
    let before = preview
    await desk.press("Right", "Right", "Right", "Right", "Right", "Right")
    #expect(desk.explorer.scene?.preview != before)
  }

  @Test("A pinned film plays beside one by another method from the same noise")
  func twoFilms() async throws {
    var desk = await projection()
    await desk.press("p", "S")
    await desk.wait()
    #expect(desk.lines(with: "Two films, played together").count == 1)
    #expect(desk.lines(with: "EM mixture: DDIM eta 0").count == 1)
    #expect(desk.lines(with: "EM mixture: ancestral").count == 1)
    await desk.press("Home")
    await desk.press("d")
    await desk.wait()
    #expect(desk.lines(with: "other noise").count == 1)
    await desk.press("p")
    #expect(desk.lines(with: "Two films").isEmpty)
  }

  @Test("An empty drawing changes nothing, one point is refused, and c gives a drawing up")
  func emptyDrawing() async throws {
    var desk = await desk()
    await desk.press("d", "Esc")
    #expect(desk.status == "nothing was drawn: the data are as they were")
    #expect(try desk.diffusionRun.id.number == 17_179_869_184)
    await desk.press("d", "Enter", "Esc")
    #expect(desk.status.hasPrefix("one point is no law to learn"))
    await desk.press("Up", "Enter", "Esc")
    #expect(desk.status.hasPrefix("all points agree in a column"))
    await desk.press("c")
    #expect(desk.lines(with: "=[Data]=").count == 1)
    #expect(try desk.diffusionRun.id.number == 17_179_869_184)
  }

  @Test("Points, sprays and copies make a table that the lab opens on, and the others after it")
  func drawing() async throws {
    var desk = await desk()
    await desk.press("d", "Enter", "S", "Left", "Left", "Enter")
    #expect(desk.explorer.drawnPoints?.count == 22)
    await desk.press("D")
    #expect(desk.explorer.drawnPoints?.count == 21)
    await desk.press("u", "u", "u")
    #expect(desk.explorer.drawnPoints?.count == 1)
    await desk.press("d")
    #expect(desk.explorer.drawnPoints?.count == 273)
    await desk.press("r", "S", "S")
    let points = try #require(desk.explorer.drawnPoints)
    #expect(points.count == 40)
    let effects = await desk.press("Esc")
    #expect(effects.contains("start 17179870184: drawing diffusion seed 42"))
    #expect(desk.status == "40 points drawn: training on them; u goes back to faithful")
    let portrait = try #require(try desk.diffusionRun.portrait)
    for (row, point) in points.enumerated() {
      #expect(abs(portrait.points[row, 0] - point.x) < 1e-9 && abs(portrait.points[row, 1] - point.y) < 1e-9)
    }
    await desk.press(".", "1")
    #expect(desk.grid.lines[0].contains("drawing 40x2"))
  }

  @Test("A click puts a point, a drag draws a line of them, from edge to edge at most")
  func mouse() async throws {
    var desk = await desk(Tables.greyBars)
    await desk.press("d")
    await desk.mouse(.press, 30, 10)
    await desk.mouse(.release, 30, 10)
    #expect(desk.explorer.drawnPoints?.count == 1)
    await desk.mouse(.press, 40, 12)
    await desk.mouse(.drag, 60, 12)
    await desk.mouse(.drag, 60, 2000)
    await desk.mouse(.drag, -5, -5)
    let points = try #require(desk.explorer.drawnPoints)
    #expect(points.count == 2 + 60)
    #expect(points.allSatisfy { abs($0.x) <= 3.1 && abs($0.y) <= 3.1 })
    await desk.press("u")
    #expect(desk.explorer.drawnPoints?.count == 1, "a drag is taken back as a whole")
  }

  @Test("A drawing is saved as a table beside its run, over no other file, and both open again")
  func saving() async throws {
    try await withDirectory { folder in
      try write("mine\n", to: "\(folder)/run.csv")
      var desk = await desk()
      await desk.press("d", "S", "S", "Esc", ".", ".", "s", "Ctrl-U")
      await desk.type("\(folder)/run.safetensors")
      await desk.press("Enter")
      #expect(try !desk.diffusionRun.isUnsaved)
      let before = try desk.diffusionRun
      let (file, data) = try RunFile.open("\(folder)/run.safetensors")
      #expect(data.source.location.hasSuffix("/run-2.csv"))
      #expect(data.notes.isEmpty)
      var other = Desk.empty(lab: .em)
      await other.settle(other.open(file.history, on: data))
      #expect(other.explorer.shownLab == .diffusion)
      #expect(try other.diffusionRun.history == before.history)
      #expect(try other.diffusionRun.portrait?.points.storage == before.portrait?.points.storage)
      // The same table is not written twice.
      await desk.press("s", "Ctrl-U")
      await desk.type("\(folder)/run.safetensors")
      await desk.press("Enter", "y")
      #expect(!fileIsThere("\(folder)/run-3.csv"))
    }
  }

  @Test("Letters of other labs say which lab they are of")
  func otherLetters() async throws {
    var desk = await desk()
    await desk.press("B")
    #expect(desk.status == "a key of the VAE lab, which 3 leads to")
    for lab in ["1", "2", "3"] {
      await desk.press(lab, "F")
      #expect(desk.status == "a key of the diffusion lab, which 4 leads to", "\(lab)")
    }
  }

  @Test("Every view is drawn at every size without a trap", arguments: [GlyphSet.ascii, .braille])
  func sizes(_ glyphs: GlyphSet) async throws {
    for data in [Tables.faithful, Tables.galaxies, Tables.iris, Tables.greyBars] {
      var desk = await desk(data, glyphs: glyphs)
      await desk.press(".", "F2")
      for _ in 0..<2 { await desk.tick() }
      await desk.press("Esc")
      for keys in [
        ["F", "C"], ["S", "C"], ["F", "Left"], ["p", "f"], ["b"], ["t", "F"], ["Esc", "d", "S"],
      ] {
        for key in keys { await desk.press(key) }
        for _ in 0..<8 { await desk.tick() }
        for (width, height) in [
          (140, 45), (100, 30), (80, 24), (60, 18), (40, 12), (24, 7), (12, 3), (3, 3), (1, 1), (0, 0),
        ] {
          await desk.receive(.resized(Size(width, height)))
          _ = desk.grid
          await desk.press("Tab", "z", "n", "+", "Left", "z")
          _ = desk.grid
        }
        await desk.receive(.resized(Size(100, 30)))
      }
    }
  }
}

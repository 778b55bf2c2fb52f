import CellGrid
import Explorer
import LatentModels
import Testing

@Suite("Questions, settings, help and the palette")
struct OverlayTests {
  @Test("D asks which mean goes to the cursor: one digit is enough for nine components")
  func placeMean() async throws {
    var desk = await Desk()
    #expect(await desk.press("D") == [])
    #expect(desk.status == "move the cursor with the arrows first, then D drops a mean there")
    await desk.press("l", "D")
    #expect(desk.lines(with: "Drop the mean of which component here? 1 to 2").count == 1)
    #expect(await desk.press("3") == [])
    #expect(desk.lines(with: "a number from 1 to 2").count == 1)
    #expect(await desk.press("x") == [])
    #expect(desk.explorer.hasOverlay)
    #expect(await desk.press("2") == ["tell 0 change: mean 2 placed by hand", "ask 0"])
    #expect(!desk.explorer.hasOverlay)
    let cursor = try #require(desk.explorer.cursor)
    let mean = try #require(try desk.run.portrait?.mixture).components[1].mean
    #expect(abs(mean[0] - cursor.x) < 1e-9 && abs(mean[1] - cursor.y) < 1e-9)
    #expect(desk.status == "Mean 2 placed by hand. Next: E-step.")
  }

  @Test("With one component D drops its mean at once; with ten it waits for Enter")
  func placeMeanOfOneOrTen() async {
    var one = await Desk(Tables.faithful, MixtureSettings(components: 1))
    #expect(await one.press("l", "D").last == "ask 0")
    #expect(!one.explorer.hasOverlay)
    var ten = await Desk(Tables.faithful, MixtureSettings(components: 10))
    await ten.press("l", "D")
    #expect(await ten.press("1") == [])
    #expect(await ten.press("0", "Enter") == ["tell 0 change: mean 10 placed by hand", "ask 0"])
    await ten.press("D")
    #expect(await ten.press("1", "1", "Enter") == [])
    #expect(ten.lines(with: "a number from 1 to 10").count == 1)
    #expect(await ten.press("Esc") == [])
    #expect(!ten.explorer.hasOverlay)
  }

  @Test("On one axis the mean goes along it, wherever the cursor is upwards")
  func placeMeanOnALine() async throws {
    var desk = await Desk(Tables.galaxies, Tables.galaxiesStart)
    await desk.press("k", "k", "k", "l", "D", "1")
    let cursor = try #require(desk.explorer.cursor)
    let mean = try #require(try desk.run.portrait?.mixture).components[0].mean
    #expect(abs(mean[0] - cursor.x) < 1e-9 * abs(cursor.x))
  }

  @Test("On a plane of four columns the mean moves within the plane, to the cursor")
  func placeMeanOnAPlane() async throws {
    var desk = await Desk(Tables.iris, Tables.irisStart)
    await desk.press("V", "k", "l", "D", "3")
    let cursor = try #require(desk.explorer.cursor)
    let centre = try #require(try desk.run.portrait?.mixture).components[2].centre
    #expect(abs(centre.x - cursor.x) < 1e-9 && abs(centre.y - cursor.y) < 1e-9)
  }

  @Test("q asks where something would be lost: y quits, n stays, s saves, Enter is no answer")
  func quitting() async {
    var desk = await Desk()
    #expect(await desk.press("q") == ["quit"], "nothing has happened yet")
    await desk.press("e")
    #expect(await desk.press("q") == [])
    #expect(desk.lines(with: "Quit without saving the run? y / n").count == 1)
    #expect(await desk.press("Enter") == [])
    #expect(desk.explorer.hasOverlay)
    #expect(await desk.press("n") == [])
    #expect(!desk.explorer.hasOverlay)
    await desk.press("q", "s")
    #expect(desk.lines(with: "Save the run as").count == 1)
    await desk.press("Esc", "q")
    #expect(await desk.press("y") == ["quit"])
  }

  @Test(
    "Ctrl-C quits at once, whatever lies over the lab",
    arguments: [[], ["?"], ["F2"], ["F2", "1"], ["o"], [":"], ["e", "q"], ["s"], ["l", "D"]])
  func quitNow(_ keys: [String]) async {
    var desk = await Desk()
    for key in keys { await desk.press(key) }
    #expect(await desk.press("Ctrl-Z") == ["suspend"])
    #expect(await desk.press("Ctrl-L") == ["redraw"])
    #expect(await desk.press("Ctrl-C") == ["quit"])
  }

  @Test("The form changes a setting at once with arrows, and by typing with Enter")
  func settings() async throws {
    var desk = await Desk()
    await desk.press("F2")
    #expect(await desk.press("Right") == ["tell 0 change: K set to 3", "ask 0"])
    #expect(await desk.press("Left") == ["tell 0 change: K set to 2", "ask 0"])
    #expect(await desk.press("5", "Enter") == ["tell 0 change: K set to 5", "ask 0"])
    #expect(await desk.press("0", "Enter") == [])
    #expect(desk.lines(with: "a whole number from 1 to 512").count == 1)
    await desk.press("Esc")
    #expect(desk.explorer.hasOverlay, "Esc leaves the number first")
    await desk.press("Down")
    #expect(await desk.press("Space") == ["tell 0 change: family set to tied", "ask 0"])
    await desk.press("Down")
    #expect(await desk.press("Space") == ["tell 0 change: noise component added", "ask 0"])
    #expect(await desk.press("Space") == ["tell 0 change: noise component removed", "ask 0"])
    await desk.press("Down")
    #expect(await desk.press("Right") == ["tell 0 change: started again from random", "ask 0"])
    await desk.press("Down")
    #expect(await desk.press("Right") == ["tell 0 change: ridge set to 1e-5", "ask 0"])
    #expect(await desk.press("0", ".", "5", "Enter") == ["tell 0 change: ridge set to 0.5", "ask 0"])
    #expect(await desk.press("1", "e", "x", "Enter") == [])
    #expect(desk.lines(with: "0 or a positive number, such as 1e-6").count == 1)
    await desk.press("Down", "Down")
    #expect(await desk.press("Right") == ["tell 0 change: method set to EM, M-step x1.5", "ask 0"])
    #expect(await desk.press("Right") == ["tell 0 change: method set to EM, SQUAREM", "ask 0"])
    #expect(await desk.press("Right") == ["tell 0 change: method set to EM", "ask 0"])
    await desk.press("Down")
    #expect(await desk.press("Left") == ["tell 0 change: tolerance set to 1e-7", "ask 0"])
    await desk.press("Down", "Down")
    #expect(await desk.press("Right") == [])
    #expect(desk.lines(with: "8 it/s").count >= 1)
    await desk.press("Home", "Up")
    #expect(await desk.press("Right") == [], "the speed again: round and round")
    await desk.press("F2")
    #expect(!desk.explorer.hasOverlay)
    #expect(try desk.run.portrait?.mixture?.settings.ridge == 0.5)
  }

  @Test("Help lists every key, finds by word and by key, and closes with Esc, F1, ? or q")
  func help() async {
    var desk = await Desk(size: Size(100, 90))
    await desk.press("?")
    for binding in KeyTable.standard.bindings {
      #expect(desk.lines(with: binding.help).count == 1, "\(binding.help)")
    }
    await desk.type("ridge")
    #expect(desk.lines(with: "Settings: model, family, start, ridge, tolerance, speed").count == 1)
    #expect(desk.lines(with: "Run or pause").isEmpty)
    await desk.press("?", "q", "z")
    #expect(desk.lines(with: "no key does that").count == 1)
    await desk.press("Ctrl-U", "f", "2")
    #expect(desk.lines(with: "Settings: model, family, start, ridge, tolerance, speed").count == 1)
    await desk.press("Esc")
    for close in ["Esc", "F1", "?", "q"] {
      await desk.press("F1")
      #expect(desk.explorer.hasOverlay)
      await desk.press(close)
      #expect(!desk.explorer.hasOverlay)
    }
  }

  @Test("Help scrolls to its last line and back on a small screen")
  func helpScrolls() async throws {
    var desk = await Desk(size: Size(80, 24))
    await desk.press("?")
    let first = desk.grid
    let last = try #require(KeyTable.standard.bindings.last).help
    #expect(desk.lines(with: last).isEmpty)
    for _ in 0..<10 { await desk.press("PageDown") }
    #expect(desk.lines(with: last).count == 1)
    await desk.press("Up")
    #expect(desk.lines(with: last).isEmpty, "one key back is seen at once")
    for _ in 0..<10 { await desk.press("PageUp") }
    #expect(desk.grid == first)
  }

  @Test("The palette finds a command by some of its letters and does it")
  func palette() async throws {
    var desk = await Desk()
    await desk.press(":")
    await desk.type("takeeh")
    #expect(await desk.press("Enter") == ["tell 0 stepForward", "ask 0"])
    await desk.press("Ctrl-P", "Down", "Down", "Up")
    #expect(await desk.press("Enter") == ["tell 0 iterationForward", "ask 0"])
    #expect(!desk.explorer.hasOverlay)
    await desk.press(":")
    await desk.type("zzzz")
    #expect(await desk.press("Enter") == [])
    #expect(!desk.explorer.hasOverlay)
    await desk.press(":")
    await desk.type("settings")
    await desk.press("Enter")
    #expect(desk.lines(with: "components K").count == 1)
  }

  @Test("s asks for a path, saves there, and asks again where a file would be replaced")
  func saving() async throws {
    try await withDirectory { (directory) async throws -> Void in
      var desk = await Desk()
      await desk.press(".", "s")
      #expect(desk.lines(with: "faithful.safetensors").count == 1)
      await desk.press("Ctrl-U")
      await desk.receive(.key(.paste("\(directory)/run.safetensors")))
      #expect(await desk.press("Enter") == ["save 0 to \(directory)/run.safetensors"])
      #expect(desk.status.hasPrefix("saved \(directory)/run.safetensors: open it again with"))
      #expect(try !desk.run.isUnsaved)
      #expect(await desk.press("q") == ["quit"])
      await desk.press("s", "Ctrl-U")
      await desk.receive(.key(.paste("\(directory)/run.safetensors")))
      await desk.press("Enter")
      #expect(desk.lines(with: "is there already. Replace it? y / n").count == 1)
      #expect(await desk.press("Enter") == [])
      #expect(await desk.press("n") == [])
      #expect(!desk.explorer.hasOverlay)
      await desk.press("s", "Ctrl-U")
      await desk.receive(.key(.paste("\(directory)/run.safetensors")))
      await desk.press("Enter")
      #expect(await desk.press("y") == ["save 0 to \(directory)/run.safetensors, replacing"])
      await desk.press(".")
      #expect(try desk.run.isUnsaved)
    }
  }

  @Test("A path that cannot be written is told, and the run stays unsaved")
  func savingFails() async throws {
    var desk = await Desk()
    await desk.press("e", "s", "Ctrl-U")
    await desk.receive(.key(.paste("/nowhere/at/all/run.safetensors")))
    await desk.press("Enter")
    #expect(desk.status.contains("/nowhere/at/all/run.safetensors"))
    #expect(try desk.run.isUnsaved)
    await desk.press("s", "Ctrl-U")
    #expect(await desk.press("Enter") == [])
    #expect(!desk.explorer.hasOverlay)
  }
}

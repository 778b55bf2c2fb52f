import CellGrid
import Explorer
import Glibc
import LatentModels
import NumericCore
import Testing

@Suite("Opening data by keys")
struct OpeningTests {
  @Test("Typing asks what the text may go on with, Tab completes, Enter looks at the beginning, Enter opens")
  func flow() async throws {
    var desk = await Desk()
    #expect(await desk.press("o") == ["complete \"\""])
    #expect(desk.lines(with: "faithful").count >= 1 && desk.lines(with: "iris").count >= 1)
    #expect(await desk.press("i", "r") == ["complete \"i\"", "complete \"ir\""])
    #expect(await desk.press("Tab") == ["complete \"iris\""])
    #expect(await desk.press("Enter") == ["preview iris"])
    #expect(desk.lines(with: "[v] sepal_length").count == 1)
    #expect(await desk.press("Enter") == ["load iris label species"])
    #expect(!desk.explorer.hasOverlay)
    #expect(desk.grid.lines[0].contains("iris 150x4"))
    #expect(desk.explorer.rowCount == 150)
  }

  @Test("The run before is discarded when new data are open, and late answers of it are ignored")
  func replacing() async throws {
    var desk = await Desk()
    let late = await desk.answers(to: desk.receiveAlone(.key(.character("e"))))
    desk.beginOpening()
    let effects = await desk.receive(.loaded(Tables.galaxies))
    #expect(effects == ["discard 0", "start 1000: galaxies K 2 seed 42", "ask 1000"])
    let before = desk.grid
    for message in late { await desk.receive(message) }
    #expect(desk.grid == before)
    #expect(try desk.run.position == 0)
  }

  @Test("Columns are chosen with Space, all with a; a column becomes the label with L; s standardises")
  func columns() async throws {
    try await withDirectory { (directory) async throws -> Void in
      let path = "\(directory)/t.csv"
      try write("a,kind,b,c\n1,x,4,1\n2,y,5,3\n3,x,7,2\n4,y,9,9\n", to: path)
      var desk = await Desk()
      await desk.press("o")
      await desk.receive(.key(.paste(path)))
      #expect(await desk.press("Enter") == ["preview \(path)"])
      #expect(desk.lines(with: "[v] a").count == 1)
      #expect(desk.lines(with: "[ ] kind text").count == 1)
      await desk.press("Down")
      #expect(await desk.press("Space") == [])
      #expect(desk.lines(with: "kind is not made of numbers; it can be the label (L)").count == 1)
      await desk.press("L", "Down", "Space")
      #expect(desk.lines(with: "[ ] b").count == 1)
      #expect(desk.lines(with: "kind text label").count == 1)
      await desk.press("s")
      #expect(await desk.press("Enter") == ["load \(path) columns a,c label kind standardised"])
      #expect(desk.grid.lines[0].contains("t.csv 4x2"))
      #expect(desk.lines(with: "label kind, 2 classes").count == 1)
      #expect(desk.lines(with: "standardised for the fit").count == 1)
    }
  }

  @Test("With no column chosen, or a place that is not there, the dialog says so and stays")
  func complaints() async throws {
    var desk = await Desk()
    await desk.press("o")
    #expect(await desk.press("Enter") == [])
    #expect(desk.lines(with: "type the path of a file, or pick one of the sets below").count == 1)
    await desk.type("faithfull")
    #expect(await desk.press("Enter") == ["preview faithfull"])
    #expect(desk.lines(with: "faithfull").count >= 1)
    #expect(desk.lines(with: "reading").isEmpty)
    #expect(desk.explorer.hasOverlay)
    await desk.press("Backspace", "Enter")
    #expect(desk.lines(with: "[v] eruptions").count == 1)
    await desk.press("a")
    #expect(await desk.press("Enter") == [])
    #expect(desk.lines(with: "choose at least one column with Space").count == 1)
    await desk.press("a", "Esc")
    #expect(desk.lines(with: "file or name: faithful").count == 1)
    await desk.press("Esc")
    #expect(!desk.explorer.hasOverlay)
    #expect(desk.grid.lines[0].contains("faithful 272x2"))
  }

  @Test("Typing on while a preview is under way gives up on that preview")
  func impatience() async throws {
    var desk = await Desk()
    await desk.press("o")
    await desk.type("iris")
    let late = await desk.answers(to: desk.receiveAlone(.key(.enter)))
    #expect(desk.lines(with: "reading iris").count == 1)
    await desk.type("x")
    #expect(desk.lines(with: "reading").isEmpty)
    for message in late { await desk.receive(message) }
    #expect(desk.lines(with: "file or name: irisx").count == 1)
  }

  @Test("A picked candidate is still one after the directory has shrunk")
  func shrinking() async throws {
    try await withDirectory { (directory) async throws -> Void in
      for name in ["a.csv", "b.csv", "c.csv"] { try write("x\n1\n2\n", to: "\(directory)/\(name)") }
      var desk = await Desk()
      await desk.press("o")
      await desk.receive(.key(.paste("\(directory)/")))
      await desk.press("Down", "Down", "Down")
      await desk.receive(.completed(prefix: "\(directory)/", []))
      await desk.press("Enter", "Tab", "Up", "PageDown", "Enter")
      #expect(desk.explorer.hasOverlay)
    }
  }

  @Test("Paths are completed into directories, and a directory is entered rather than opened")
  func directories() async throws {
    try await withDirectory { (directory) async throws -> Void in
      mkdir("\(directory)/deep", 0o700)
      try write("x,y\n1,2\n2,5\n7,1\n", to: "\(directory)/deep/only.csv")
      var desk = await Desk()
      await desk.press("o")
      await desk.receive(.key(.paste("\(directory)/d")))
      await desk.press("Down")
      #expect(await desk.press("Enter") == ["complete \"\(directory)/deep/\""])
      await desk.press("Tab")
      #expect(await desk.press("Enter") == ["preview \(directory)/deep/only.csv"])
      #expect(desk.lines(with: "[v] x").count == 1)
    }
  }

  @Test("An answer for another text than the one typed is not shown")
  func staleCompletions() async {
    var desk = await Desk()
    await desk.press("o")
    await desk.type("ga")
    let shown = desk.grid
    await desk.receive(.completed(prefix: "g", []))
    #expect(desk.grid == shown)
  }

  @Test("What fails after the dialog is closed is told in the status line")
  func lateFailure() async {
    var desk = await Desk()
    await desk.press("o", "Esc")
    await desk.receive(.failed("t.csv: there is no such file"))
    #expect(desk.status == "t.csv: there is no such file")
  }

  @Test("Without data the screen says how to open some, and lab keys do nothing worse than that")
  func nothing() async {
    var desk = await Desk(nil, size: Size(80, 24))
    #expect(desk.lines(with: "no data are open").count == 1)
    for binding in KeyTable.standard.bindings where binding.action != .openData {
      for key in binding.keys { await desk.receive(.key(key)) }
      await desk.receive(.key(.escape))
      await desk.receive(.key(.escape))
    }
    await desk.press("o")
    await desk.type("galaxies")
    await desk.press("Enter", "Enter")
    #expect(desk.grid.lines[0].contains("galaxies 82x1"))
  }

  @Test("A table without any value is refused, and what was open stays")
  func noRows() async {
    var desk = await Desk()
    desk.beginOpening()
    await desk.receive(.loaded(Tables.faithful.selectingRows([])))
    #expect(desk.lines(with: "there is nothing to fit: no row has a value").count == 1)
    #expect(desk.explorer.rowCount == 272)
  }
}

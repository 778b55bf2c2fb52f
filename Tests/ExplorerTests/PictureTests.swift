import CellGrid
import Explorer
import LatentModels
import PlotKit
import Testing
import TestSupport

@Suite("Pictures of the lab")
struct PictureTests {
  @Test("At the start: rows without a component, the given ellipses, nothing in the trace")
  func start() async {
    let desk = await Desk()
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("After an M half-step: moved ellipses, the bound with its mark, what comes next")
  func afterMaximization() async {
    var desk = await Desk()
    await desk.press("e", "m")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("Converged and with a row selected, 80x24 in braille")
  func converged() async {
    var desk = await Desk(size: Size(80, 24), glyphs: .braille)
    await desk.press("Space")
    await desk.wait()
    await desk.press("Enter")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("At 60x18 one panel, with the main number in the header")
  func onePanel() async {
    var desk = await Desk(size: Size(60, 18))
    await desk.press("e")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("At 40x12 still a plot")
  func small() async {
    var desk = await Desk(size: Size(40, 12), glyphs: .braille)
    await desk.press("e")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("Below that the main number and the run state")
  func tiny() async {
    var desk = await Desk(size: Size(23, 6))
    await desk.press("e", "m")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
    await desk.receive(.resized(Size(10, 3)))
    expect(
      desk.grid,
      shows: """
        PIC
        """)
    await desk.receive(.resized(Size(1, 1)))
    #expect(desk.grid.lines == [">"])
  }

  @Test("Two runs stand side by side, each with its own number, and the cursor is in both")
  func branch() async {
    var desk = await Desk()
    await desk.press(".", ".", "l", "b", ".")
    expect(
      part(Rect(x: 0, y: 0, width: 100, height: 23), of: desk.grid),
      shows: """
        PIC
        """)
  }

  @Test("One column: histogram, rug and weighted densities")
  func oneColumn() async {
    var desk = await Desk(Tables.galaxies, Tables.galaxiesStart, size: Size(80, 24))
    await desk.press(".", ".", "Enter")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("Four columns on the plane of the principal components")
  func principalPlane() async {
    var desk = await Desk(Tables.iris, Tables.irisStart, size: Size(80, 24), glyphs: .braille)
    await desk.press("V", ".", ".")
    expect(
      desk.grid,
      shows: """
        PIC
        """)
  }

  @Test("A saved trace stands faint behind the present one, and the distance is told")
  func baseline() async {
    var desk = await Desk(size: Size(160, 50))
    await desk.press(".", ".", "p", "r", "e", "m", "e")
    #expect(desk.lines(with: "vs pinned -0.227").count == 1)
    #expect(desk.lines(with: "pinned A").count == 1)
  }

  @Test("At 160x50 every panel is in sight and nothing is cut")
  func large() async {
    var desk = await Desk(size: Size(160, 50))
    await desk.press(".", ".", "l", "Enter")
    for title in ["Data and components", "Log-likelihood", "Components", "Row 174", "Settings"] {
      #expect(desk.lines(with: title).count == 1, "\(title)")
    }
    #expect(desk.lines(with: "~").isEmpty)
    #expect(desk.grid.lines.allSatisfy { $0.count == 160 })
  }

  static let sizes = [
    Size(0, 0), Size(1, 1), Size(10, 3), Size(23, 6), Size(24, 7), Size(40, 12), Size(60, 18), Size(72, 20),
    Size(80, 24), Size(92, 27), Size(100, 30), Size(160, 50), Size(300, 100), Size(300, 1), Size(1, 100),
  ]

  @Test("Whatever lies over the lab, it is drawn at any size in any glyphs", arguments: GlyphSet.allCases)
  func everySize(_ glyphs: GlyphSet) async {
    let states: [[String]] = [
      [], ["e"], ["e", "m"], [".", "l", "Enter"], [".", "b", "."], ["F2"], ["F2", "5"], ["?"], [":"], ["o"], ["s"],
      ["l", "D"], ["e", "q"], [".", "y", "p", "r"], ["v"],
    ]
    for (data, settings) in [
      (Tables.faithful, Tables.faithfulStart), (Tables.galaxies, Tables.galaxiesStart),
      (Tables.iris, Tables.irisStart), (Tables.galaxies, MixtureSettings(components: 100)),
    ] {
      for keys in states {
        var desk = await Desk(data, settings, glyphs: glyphs)
        for key in keys { await desk.press(key) }
        for size in Self.sizes {
          await desk.receive(.resized(size))
          #expect(desk.grid.size == size)
        }
      }
    }
  }

  @Test("Without colour the pictures still tell components apart, by their numbers")
  func monochrome() async {
    var desk = await Desk(glyphs: .braille, theme: .monochrome)
    await desk.press("e")
    let plot = picture(part(Rect(x: 4, y: 2, width: 56, height: 17), of: desk.grid))
    #expect(plot.contains("1111") && plot.contains("2222"))
  }

  @Test("What is wrong stands in the status line, in its own colour, until the next key")
  func problems() async {
    var desk = await Desk()
    await desk.receive(.failed("t.csv, line 3: \"x\" is not a number"))
    #expect(desk.status == "t.csv, line 3: \"x\" is not a number")
    #expect(desk.grid[1, 28].style == Theme.dark.error)
    await desk.press("g")
    #expect(desk.grid[1, 28].style != Theme.dark.error)
  }

  @Test("The status says what happened and what comes next")
  func sentences() async {
    var desk = await Desk()
    #expect(desk.status == "At the start (given): no responsibilities yet. e takes the E-step, Space runs.")
    await desk.press("e")
    #expect(
      desk.status == "E-step 0: each row has its responsibilities; the log-likelihood is exact. Next: M-step.")
    await desk.press("m")
    #expect(
      desk.status == "M-step 1: the bound rose by 64.77 nats; the log-likelihood is above it. Next: E-step.")
    await desk.press("e", ".", "[", "[")
    #expect(desk.status.hasSuffix(" Next: M-step. History: 3 of 5."))
    await desk.press("End", "F2", "Right", "Esc")
    #expect(desk.status == "K set to 3. Next: E-step.")
  }
}

import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import Testing
import TestSupport

@Suite("The lab with models other than a mixture of complete rows")
struct ModelTests {
  @Test("Another model starts anew from the form; back to the first, it has the settings it was left with")
  func changingModels() async throws {
    var desk = await Desk()
    await desk.press("F2", "3", "Enter", "Home")
    #expect(await desk.press("Right") == ["discard 0", "start 1: faithful ppca seed 42", "ask 1"])
    #expect(desk.lines(with: "latent dimensions  1").count == 1)
    #expect(desk.lines(with: "components K").isEmpty, "a line that changes nothing is not shown")
    #expect(await desk.press("Right") == ["discard 1", "start 2: faithful factor seed 42", "ask 2"])
    #expect(await desk.press("Right") == ["discard 2", "start 3: faithful normal seed 42", "ask 3"])
    #expect(await desk.press("Right") == ["discard 3", "start 4: faithful K 3 seed 42", "ask 4"])
    #expect(desk.lines(with: "latent dimensions").isEmpty)
  }

  @Test("Every cousin of EM is a change away, and is never left unsaid")
  func methods() async throws {
    var desk = await Desk()
    await desk.press("F2", "Home")
    for _ in 0..<6 { await desk.press("Down") }
    let cousins = ["hard EM", "MCEM, 10 draws", "stochastic EM", "SAEM, 1 draw", "minibatch EM, 32 rows"]
    for cousin in cousins {
      #expect(await desk.press("Right") == ["tell 0 change: method set to \(cousin)", "ask 0"])
      #expect(desk.grid.lines[0].contains(cousin))
    }
    await desk.press("Down")
    #expect(
      await desk.press("6", "4", "Enter") == ["tell 0 change: method set to minibatch EM, 64 rows", "ask 0"])
    await desk.press("Esc", "Esc", ".", ".", ".")
    #expect(desk.lines(with: "+-").contains { $0.contains(" ~ ") }, "an estimate with its standard error")
    #expect(try desk.run.portrait?.plan.method.expectation == .minibatch(rows: 64))
    #expect(desk.status.contains("64 random rows") && desk.status.contains("estimate"))
  }

  @Test("PPCA: the ellipse meets that of the closed form, whose likelihood stands in the trace")
  func ppca() async throws {
    var desk = await Desk(Tables.iris, plan: .ppca(FactorSettings(.isotropic, tolerance: 1e-5)))
    #expect(desk.lines(with: "closed form").count == 1, "the legend of the plot")
    await desk.press("e")
    #expect(
      desk.lines(with: "closed form").count >= 2, "the line in the trace, and how far below it the fit is")
    await desk.press(">", ">", ">", ">", ">", "Space")
    await desk.wait()
    guard case .cloud(let cloud) = try desk.run.portrait?.picture else {
      Issue.record("no cloud")
      return
    }
    let reference = try #require(cloud.reference)
    #expect(abs(cloud.spread.xx - reference.xx) < 0.05 && abs(cloud.spread.xy - reference.xy) < 0.05)
    #expect(desk.lines(with: "w1").count >= 2, "an arrow, and a column of the table")
    #expect(desk.lines(with: "Probabilistic PCA").count == 1)
  }

  @Test("The plane of the latents comes after those of the columns, with axes of its own")
  func latents() async throws {
    var desk = await Desk(Tables.iris, plan: .ppca(FactorSettings(.isotropic)))
    await desk.press("e", "V")
    #expect(desk.explorer.axisNames == ["z1", "z2"])
    #expect(desk.lines(with: "N(0, I) at 2 sigma").count == 1)
    await desk.press("l", "Enter")
    #expect(desk.explorer.selectedRow != nil)
    #expect(desk.lines(with: "z1 = ").count == 1)
    await desk.press("v")
    #expect(desk.explorer.axisNames == ["sepal_length", "sepal_width"])
  }

  @Test("The plane of the latents goes with the latents: the rows are in view again")
  func lostLatents() async throws {
    var desk = await Desk(Tables.iris, plan: .ppca(FactorSettings(.isotropic)))
    let whole = desk.explorer.view
    await desk.press("e", "V")
    #expect(desk.explorer.view != whole)
    await desk.press("r")
    #expect(desk.explorer.axisNames == ["z1", "z2"], "another start has latents too")
    await desk.press("F2", "Home", "Left", "Esc")
    #expect(try desk.run.portrait?.mixture != nil)
    #expect(desk.explorer.axisNames == ["sepal_length", "sepal_width"])
    #expect(desk.explorer.view == whole)
    let shown = desk.grid
    await desk.press("V", "v", "e", ",")
    #expect(desk.explorer.axisNames == ["sepal_length", "sepal_width"])
    #expect(
      part(Rect(x: 0, y: 1, width: 40, height: 12), of: desk.grid)
        == part(Rect(x: 0, y: 1, width: 40, height: 12), of: shown))
  }

  @Test("A model that the data do not allow gives way to the one that suits them, and says so")
  func refused() async throws {
    var desk = await Desk(Tables.galaxies, plan: .ppca(FactorSettings(.isotropic)))
    #expect(desk.status == "Probabilistic PCA cannot be fitted to galaxies: here is Gaussian mixture")
    #expect(try desk.run.portrait?.mixture != nil && desk.run.failure == nil)
    await desk.press("e")
    #expect(try desk.run.position == 1)
  }

  @Test("A row without a label is drawn as of no class")
  func unlabelled() async throws {
    let rows: [[Double]] = [[0, 0], [1, 3], [2, 2], [3, 6], [4, 5], [5, 9]]
    let levels = ["a", "b", "c", "d", "e", "f", "g"]
    for (code, isDrawn) in [(Int32(0), true), (-1, false)] {
      let labels = Labels(name: "kind", codes: [code, 1, code, 1, code, 1], levels: levels)
      let data = DataTable(
        name: "some", values: Matrix(rows), columnNames: ["u", "v"], labels: labels)
      let desk = await Desk(data, plan: .ppca(FactorSettings(.isotropic, latentDimensions: 1)))
      let grid = desk.grid
      let cells = (0..<grid.size.height).flatMap { y in (0..<grid.size.width).map { x in grid[x, y] } }
      #expect(cells.contains(Cell("2", style: Theme.dark.component(1))))
      #expect(cells.contains(Cell("1", style: Theme.dark.component(0))) == isDrawn)
    }
  }

  @Test("The change of an iteration is per unit of weight, as the tolerance is")
  func weights() async throws {
    var texts: [String] = []
    for weight in [1.0, 2] {
      let data = Tables.faithful.weighted(by: Array(repeating: weight, count: Tables.faithful.rows))
      var desk = await Desk(data, size: Size(160, 50))
      await desk.press(".", ".")
      let line = try #require(desk.lines(with: "d/row").first)
      texts.append(line.split(separator: " ").drop { $0 != "d/row" }.prefix(2).joined(separator: " "))
    }
    #expect(texts.count == 2 && texts[0] == texts[1], "\(texts)")
  }

  @Test("A comparison with an estimate is an estimate")
  func pinnedEstimate() async throws {
    var desk = await Desk(size: Size(160, 50))
    await desk.press(".", "p", ".")
    #expect(desk.lines(with: "vs pinned +").count == 1)
    await desk.press("F2", "Home")
    for _ in 0..<6 { await desk.press("Down") }
    await desk.press("Left", "Esc", ".", ".")
    #expect(try desk.run.portrait?.plan.method.expectation == .minibatch(rows: 32))
    #expect(desk.lines(with: "vs pinned ~ ").count == 1)
  }

  @Test("An error far below the decimals of a table is not rounded to nothing")
  func smallErrors() async throws {
    let rows = (0..<40).map { [Double($0 % 7) * 1e-9, Double(($0 * 5) % 11) * 1e-9] }
    let data = DataTable(name: "small", values: Matrix(rows), columnNames: ["a", "b"]).standardized()
    var desk = await Desk(data, plan: .normal(NormalSettings()), size: Size(160, 50))
    await desk.press(".", "E")
    await desk.wait()
    let error = try #require(desk.explorer.errorsFound?.entries.first?.standardError)
    #expect(error > 0 && error < 1e-8)
    #expect(!desk.lines(with: NumberFormat.significant(2).text(error)).isEmpty)
  }

  @Test(
    "Rows with missing values stand at their conditional means, told apart, and read out with their deviations"
  )
  func missing() async throws {
    for plan in [EMPlan.mixture(MixtureSettings(components: 3)), .ppca(FactorSettings(.isotropic))] {
      let rows: [[Double]] = [[0, 0], [1, 3], [2, 6], [3, .nan], [4, 9], [5, 12], [6, 12], [7, 15]]
      let data = DataTable(name: "gaps", values: Matrix(rows), columnNames: ["a", "b"])
      var small = plan
      if case .mixture(var settings) = plan {
        settings.components = 1
        small = .mixture(settings)
      } else {
        small = .ppca(FactorSettings(.isotropic, latentDimensions: 1))
      }
      var desk = await Desk(data, plan: small)
      await desk.press(".", "n", "n", "n", "n")
      #expect(desk.explorer.selectedRow == 3)
      #expect(desk.lines(with: "missing").count == 1, "\(plan.summary.name)")
      #expect(desk.lines(with: "completed").count == 1)
      let line = try #require(desk.lines(with: "missing").first)
      #expect(line.contains("+-"), "a deviation: \(line)")
    }
  }

  @Test("Dropping a mean is refused where there are no components, and not hinted at")
  func noComponents() async {
    var desk = await Desk(Tables.iris, plan: .factor(FactorSettings(.diagonal)))
    #expect(desk.lines(with: "drop mean").isEmpty)
    await desk.press("l", "D")
    #expect(desk.status == "Factor analysis has no components to drop")
  }

  @Test("The classics open with the model they are examples of, in a picture of its own")
  func classics() async throws {
    for (data, texts) in [
      (Tables.dyestuff, ["conditional mean, 1 sd", "| mean", "Random intercept"]),
      (Tables.linkage, ["hidden split", "closed form", "theta"]),
      (Tables.murray, ["completed", "2 sd"]),
    ] {
      var desk = await Desk(data, plan: .suited(to: data, seed: 42))
      await desk.press(".", ".", "n")
      for text in texts { #expect(!desk.lines(with: text).isEmpty, "\(data.name): \(text)") }
      for size in PictureTests.sizes {
        await desk.receive(.resized(size))
        #expect(desk.grid.size == size)
      }
    }
  }
}

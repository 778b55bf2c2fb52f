import CellGrid
import Explorer
import LatentModels
import NumericCore
import PlotKit
import TestSupport
import Testing

@Suite("Films of the diffusion lab: inversion, what is fixed, scrubbing")
struct DiffusionFilmTests {
  /// A desk on which EM's mixture is known, and a film by its exact denoiser is whole.
  private func projection(_ data: DataTable = Tables.faithful) async -> Desk {
    var desk = await Desk(data, MixtureSettings(components: 2), lab: .diffusion)
    await desk.wait()
    await desk.press("f")
    await desk.wait()
    return desk
  }

  private func film(_ desk: Desk) throws -> DiffusionFilm { try #require(desk.explorer.film).film }

  /// Presses a key and waits for what it makes.
  private func make(_ key: String, at desk: inout Desk) async throws -> DiffusionFilm {
    await desk.press(key)
    await desk.wait()
    return try film(desk)
  }

  @Test("I leads the rows into noise and back, and a better way loses less of them")
  func inversion() async throws {
    var desk = await projection()
    let trip = try await make("I", at: &desk)
    #expect(trip.request.direction == .roundTrip && trip.frames.count == 101)
    #expect(trip.numbers[0] == 0 && trip.numbers[50] == 200 && trip.numbers[100] == 0)
    let table = Tables.faithful.values
    for row in 0..<table.rows { #expect(abs(trip.frames[0][row, 1] - table[row, 1]) < 1e-9) }
    // Half way it is noise: no mean, and variance 1, in the units of the denoiser.
    let noise = trip.frames[50].column(0).map { ($0 - trip.frame.shift[0]) / trip.frame.scale[0] }
    let mean = noise.reduce(0, +) / Double(noise.count)
    let variance = noise.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(noise.count)
    #expect(abs(mean) < 0.15 && abs(variance - 1) < 0.2)
    let lost = trip.distanceFromStart(at: 100)
    #expect(lost > 0 && lost < 0.5)
    await desk.press("Home", "End")
    #expect(desk.status.hasPrefix("Back at the data: rms ~ "))
    await desk.press("{", "{", "{", "{", "{")
    #expect(desk.status.hasPrefix("At noise"))
    var last = trip
    for method in [FlowSolver.euler, .heun, .rungeKutta] {
      last = try await make("I", at: &desk)
      #expect(last.request.method == .flow(method))
    }
    #expect(last.distanceFromStart(at: 100) < 0.1 * lost)
    // The next film from noise goes by the same method, and S leads there.
    let next = try await make("S", at: &desk)
    #expect(next.request.direction == .reverse)
  }

  @Test("K fixes a column under the cursor, or of the first row, then the other one, then none")
  func fixedColumns() async throws {
    var desk = await projection()
    var found = try await make("K", at: &desk)
    let first = Tables.faithful.values[0, 0]
    #expect(found.request.known?.values == [first, nil])
    let rows = try #require(found.frames.last)
    #expect(rows.column(0).allSatisfy { abs($0 - first) < 1e-9 })
    #expect(desk.lines(with: "Reverse given eruptions 3.6").count == 1)
    await desk.press("Home", "End")
    #expect(desk.status.hasPrefix("waiting given eruptions 3.600: ~ "))
    // Near to what the mixture says exactly; to fix is an approximation.
    let mixture = try #require(desk.explorer.referenceMixture).parameters
    let frame = found.frame
    let exact = try #require(
      mixture.moments(ofColumn: 1, given: 0, at: (first - frame.shift[0]) / frame.scale[0]))
    let mean = rows.column(1).reduce(0, +) / Double(rows.rows)
    #expect(abs((mean - frame.shift[1]) / frame.scale[1] - exact.mean) < exact.standardDeviation)
    await desk.press("Left", "Up")
    found = try await make("K", at: &desk)
    let value = try #require(found.request.known?.values[1])
    #expect(found.request.known?.values[0] == nil)
    #expect(try #require(found.frames.last).column(1).allSatisfy { abs($0 - value) < 1e-9 })
    // The next film is of where the cursor is then.
    await desk.press("Up")
    found = try await make("d", at: &desk)
    #expect(try #require(found.request.known?.values[1]) > value)
    found = try await make("K", at: &desk)
    #expect(found.request.known == nil)
    #expect(desk.status.hasPrefix("nothing is fixed"))
  }

  @Test(
    "Of pictures K fixes the upper half of the one that is followed, then the lower one; one column cannot be fixed"
  )
  func fixedHalves() async throws {
    var desk = await projection(Tables.greyBars)
    await desk.press("n", "n")
    for (half, free) in [(0..<8, 8..<16), (8..<16, 0..<8)] {
      let found = try await make("K", at: &desk)
      let rows = try #require(found.frames.last)
      for row in 0..<rows.rows {
        for pixel in half { #expect(abs(rows[row, pixel] - Tables.greyBars.values[2, pixel]) < 1e-9) }
      }
      #expect(free.contains { pixel in Set(rows.column(pixel)).count > 1 }, "the rest is drawn")
      #expect(desk.lines(with: "given the \(half.contains(0) ? "upper" : "lower") half").count == 1)
    }
    let free = try await make("K", at: &desk)
    #expect(free.request.known == nil)
    var line = await Desk(Tables.galaxies, lab: .diffusion)
    await line.press("K")
    #expect(line.status == "there is one column: with it fixed nothing is left to draw")
  }

  @Test(
    "Back and forth through every kind of film each screen is the same, and made again it is the same bit for bit"
  )
  func scrubbing() async throws {
    var desk = await projection()
    for key in ["I", "K", "t"] {
      let made = try await make(key, at: &desk)
      await desk.press("Home")
      var screens: [String] = []
      for _ in 0..<12 {
        screens.append(picture(desk.grid))
        await desk.press("]")
      }
      for screen in screens.reversed() {
        await desk.press("[")
        #expect(picture(desk.grid) == screen)
      }
      var other = await projection()
      for earlier in ["I", "K", "t"].prefix(through: ["I", "K", "t"].firstIndex(of: key) ?? 0) {
        _ = try await make(earlier, at: &other)
      }
      #expect(try film(other).frames == made.frames)
    }
  }

  @Test("Stepping the training back and on gives the same bits, and a branch leaves the first run as it was")
  func training() async throws {
    var desk = await Desk(Tables.clouds, lab: .diffusion)
    await desk.wait()
    await desk.press(".", ".", ".", ".", "S")
    await desk.wait()
    let (made, portrait) = (try film(desk), try #require(try desk.diffusionRun.portrait))
    await desk.press("Esc", "{", "Home", "End", ",", ",", ",", ".", ".", "]", "S")
    await desk.wait()
    // S, where rows come from noise already, takes the next sampler: from the data it does not.
    #expect(try film(desk).request == made.request && film(desk).frames == made.frames)
    await desk.press("Esc", "b", ".", ".", ".")
    let runs = desk.explorer.diffusionRuns
    #expect(runs.count == 2 && runs.map(\.position) == [4, 7])
    #expect(runs[0].portrait?.records == portrait.records)
    await desk.press(",", ",", ",", "S")
    await desk.wait()
    #expect(try film(desk).frames == made.frames, "before its own steps the branch is the first run")
    await desk.press("Esc", "b")
    #expect(desk.explorer.diffusionRuns.count == 1)
  }

  @Test(
    "A drawing is trained on at once; u leads back to the data with their run as it was, Ctrl-R to the drawing"
  )
  func backFromDrawing() async throws {
    var desk = await Desk(Tables.faithful, MixtureSettings(components: 2), lab: .diffusion)
    await desk.wait()
    await desk.press(".", ".")
    let before = try desk.diffusionRun
    await desk.press("d", "S", "S", "Esc")
    #expect(desk.status == "40 points drawn: training on them; u goes back to faithful")
    #expect(try desk.diffusionRun.isPlaying)
    for _ in 0..<3 { await desk.tick() }
    await desk.press("Space", "Esc")
    #expect(try desk.diffusionRun.position > 0)
    let drawn = try desk.diffusionRun
    await desk.press("u")
    #expect(desk.status == "back at faithful; Ctrl-R goes to the drawing again")
    #expect(try desk.diffusionRun.id == before.id && desk.diffusionRun.history == before.history)
    await desk.wait()
    #expect(desk.explorer.referenceMixture != nil)
    await desk.press(".")
    #expect(try desk.diffusionRun.position == 3)
    await desk.press("Ctrl-R")
    #expect(try desk.diffusionRun.id == drawn.id && desk.diffusionRun.position == drawn.position)
    // A second drawing takes the place of the first; what u leads to are the data.
    await desk.press("d", "S", "Esc", "Space", "u")
    #expect(try desk.diffusionRun.id == before.id)
    // What the next data replace, and what was set aside, is let go.
    let ends = desk.open(Tables.galaxies).map(description).filter { $0.hasPrefix("discard") }
    #expect(ends.count == 2)
  }

  @Test("Whoever has weight 3 counts as three rows in every likelihood, and the view says so")
  func weights() async throws {
    let values = Tables.clouds.values
    let weights = (0..<values.rows).map { Double(1 + $0 % 3) }
    let repeated = (0..<values.rows).flatMap { Array(repeating: $0, count: 1 + $0 % 3) }
    let names = Tables.clouds.columnNames
    let tables = [
      DataTable(name: "clouds", values: values, columnNames: names, weights: weights),
      DataTable(name: "clouds", values: values.selectingRows(repeated), columnNames: names),
    ]
    var lines: [[String]] = []
    for table in tables {
      var desk = await Desk(table, lab: .diffusion)
      await desk.wait()
      await desk.press("w")
      await desk.wait()
      lines.append(desk.lines(with: "EM = "))
      #expect(desk.lines(with: "total of 79 rows by weight").count == (table.weights == nil ? 0 : 1))
    }
    #expect(lines[0] == lines[1] && lines[0].count == 1)
  }
}

import CellGrid
import DataFiles
import Explorer
import LatentModels
import NumericCore
import TestSupport
import Testing

@Suite("Exporting")
struct ExportingTests {
  private func type(_ path: String, at desk: inout Desk) async -> [String] {
    await desk.press("x", "Ctrl-U")
    await desk.type(path)
    return await desk.press("Enter")
  }

  @Test("The screen goes to a file as text, with colours, and as a drawing, without the question over it")
  func frames() async throws {
    let folder = try TemporaryFolder()
    var desk = await Desk(size: Size(80, 24))
    await desk.press("e", "m")
    let shown = desk.explorer.picture
    await desk.press("x")
    #expect(desk.grid.text.contains("faithful.svg"))
    await desk.press("Esc")
    for ending in ["txt", "ansi", "svg"] {
      #expect(await type("\(folder.path)/f.\(ending)", at: &desk) == ["export \(folder.path)/f.\(ending)"])
      #expect(desk.explorer.sentence == "exported \(folder.path)/f.\(ending)")
    }
    #expect(folder.read("f.txt") == shown.text)
    #expect(folder.read("f.ansi") == shown.ansiText())
    #expect(folder.read("f.svg") == shown.svg(on: .dark))
    #expect(folder.names == ["f.ansi", "f.svg", "f.txt"])
  }

  @Test("A file that is there is replaced only after a yes, by what was on the screen when it was asked for")
  func replacing() async throws {
    let folder = try TemporaryFolder()
    try folder.write("mine", to: "a.txt")
    let path = folder.path + "/a.txt"
    var desk = await Desk()
    let shown = desk.explorer.picture.text
    _ = await type(path, at: &desk)
    #expect(desk.grid.text.contains("is there already. Replace it? y / n"))
    await desk.press("n")
    #expect(folder.read("a.txt") == "mine" && !desk.explorer.hasOverlay)
    _ = await type(path, at: &desk)
    #expect(await desk.press("Enter", "y") == ["export \(path), replacing"])
    #expect(folder.read("a.txt") == shown)
  }

  @Test(
    "A name that says no format, a panel without a table, and a full disk are told in sentences, and the run goes on"
  )
  func refusals() async throws {
    var desk = await Desk()
    while desk.explorer.focusIsTable { await desk.press("Tab") }
    #expect(await type("/tmp/.svg", at: &desk).isEmpty)
    await desk.press("Esc")
    #expect(await type("a.png", at: &desk).isEmpty)
    #expect(desk.grid.text.contains("end in .svg"))
    await desk.press("Ctrl-U")
    await desk.type("a.csv")
    #expect(await desk.press("Enter").isEmpty)
    #expect(desk.grid.text.contains("no such table in this panel"))
    await desk.press("Esc")
    _ = await type("/nowhere/a.txt", at: &desk)
    #expect(desk.explorer.sentence?.contains("/nowhere/a.txt cannot be created") == true)
    // A device ends in no name, so a link to it does.
    let folder = try TemporaryFolder()
    try #require(symbolicLink(to: "/dev/full", at: folder.path + "/full.svg"))
    _ = await type(folder.path + "/full.svg", at: &desk)
    #expect(desk.explorer.sentence?.contains("full.svg failed") == true)
    await desk.press("e")
    #expect(try desk.run.stepsTaken == 1)
  }

  @Test("The components of the EM lab are a table in CSV, Markdown and JSON")
  func components() async throws {
    let folder = try TemporaryFolder()
    var desk = await Desk()
    while desk.explorer.focusedColumns?.first != "component" { await desk.press("Tab") }
    for ending in ["csv", "md", "json"] { _ = await type("\(folder.path)/c.\(ending)", at: &desk) }
    let portrait = try #require(try desk.run.portrait?.mixture)
    let csv = folder.read("c.csv").split(separator: "\n")
    #expect(csv[0] == "component,weight,mean eruptions,mean waiting,sd eruptions,sd waiting")
    #expect(csv.count == portrait.components.count + 1)
    for (k, component) in portrait.components.enumerated() {
      let numbers = csv[k + 1].split(separator: ",").compactMap { Double($0) }
      #expect(numbers == [Double(k + 1), component.weight] + component.mean + component.standardDeviations)
    }
    let markdown = folder.read("c.md").split(separator: "\n")
    #expect(
      markdown[0] == "| component | weight | mean eruptions | mean waiting | sd eruptions | sd waiting |")
    #expect(markdown[1] == "| ---: | ---: | ---: | ---: | ---: | ---: |" && markdown.count == csv.count + 1)
    let json = folder.read("c.json")
    #expect(json.hasPrefix("[\n  {\"component\": 1, \"weight\": ") && json.hasSuffix("}\n]\n"))
  }

  @Test("The rungs of the ladder are a table in which every number says what it is and on which rows")
  func rungs() async throws {
    let folder = try TemporaryFolder()
    var desk = await Desk(lab: .ladder)
    await desk.press("Space")
    for _ in 0..<400 where (desk.explorer.ladderFound?.results.count ?? 0) < 3 { await desk.tick() }
    _ = await type("\(folder.path)/r.csv", at: &desk)
    _ = await type("\(folder.path)/r.json", at: &desk)
    let findings = try #require(desk.explorer.ladderFound)
    let lines = folder.read("r.csv").split(separator: "\n").map(cells)
    #expect(
      lines[0].joined(separator: ",")
        == "rung,name,parameters,seconds,rows,evaluation,value,kind,nats,nats_per_row,standard_error,note")
    for result in findings.results {
      for evaluation in RungEvaluation.allCases {
        guard let score = result.scores(evaluation)?.likelihood else { continue }
        let line = try #require(
          lines.first {
            $0[0] == result.rung.rawValue && $0[5] == evaluation.rawValue && $0[6] == "log-likelihood"
          })
        #expect(Double(line[8]) == score.objective.nats && Double(line[9]) == score.natsPerRow)
        #expect(Int(line[4]) == score.rows)
        #expect(line[7] == (score.objective.kind == .exact ? "exact" : "estimate"))
      }
    }
    #expect(lines.contains { $0.last == "waiting" })
    #expect(Set(lines.dropFirst().map { String($0[0]) }) == Set(findings.entries.map(\.rung.rawValue)))
    #expect(folder.read("r.json").contains("\"kind\": \"exact\""))
  }

  @Test(
    "The trace is a table of every step with the kind of its number, and the rows one of their components")
  func traceAndRows() async throws {
    let folder = try TemporaryFolder()
    var desk = await Desk()
    await desk.press("e", "m", "e")
    while desk.explorer.focusedColumns?.first != "step" { await desk.press("Tab") }
    _ = await type("\(folder.path)/t.csv", at: &desk)
    let trace = folder.read("t.csv").split(separator: "\n").map(cells)
    #expect(trace.count == 4 && trace[1...3].map { $0[2] } == ["E", "M", "E"])
    #expect(trace[1...3].map { $0[3] } == ["exact", "bound", "exact"])
    let nats = trace[1...3].compactMap { Double($0[4]) }
    #expect(nats == nats.sorted() && Double(trace[3][6]) == nats[2] && trace[2][6].isEmpty)
    while desk.explorer.focusedColumns?.first != "row" { await desk.press("Tab") }
    _ = await type("\(folder.path)/r.csv", at: &desk)
    let rows = folder.read("r.csv").split(separator: "\n").map(cells)
    let dots = try #require(try desk.run.portrait?.mixture?.dots)
    #expect(rows.count == 273 && dots.count == 272)
    for (line, dot) in zip(rows.dropFirst(), dots) {
      #expect(Int(line[0]) == dot.row + 1 && Int(line[1]) == dot.component.map { $0 + 1 })
      #expect(Double(line[2]) == dot.certainty)
    }
  }

  @Test("Rows that were drawn are an array that reads back, and their film is a recording")
  func drawnRows() async throws {
    let folder = try TemporaryFolder()
    var desk = await Desk.diffusion(Tables.clouds, [])
    #expect(await type("\(folder.path)/f.cast", at: &desk).isEmpty)
    #expect(desk.grid.text.contains("no film is shown whole"))
    await desk.press("Esc", "t")
    while desk.explorer.isStudying || desk.explorer.filmMoves { await desk.tick() }
    let (film, position) = try #require(desk.explorer.film)
    _ = await type("\(folder.path)/f.npy", at: &desk)
    _ = await type("\(folder.path)/f.cast", at: &desk)
    let read = try loadTable(DataRequest(location: "\(folder.path)/f.npy"))
    #expect(read.values == film.frames[position])
    let cast = folder.read("f.cast")
    #expect(cast.split(separator: "\n").count > film.frames.count / 2)
    #expect(cast.hasPrefix("{\"version\": 2, \"width\": 100, \"height\": 30,"))
  }

  @Test("The laws of an autoencoder's rows, and its bound by pass")
  func autoencoder() async throws {
    let folder = try TemporaryFolder()
    var desk = await Desk(lab: .vae)
    #expect(desk.explorer.focusedColumns?.prefix(3) == ["row", "label", "mean z1"])
    _ = await type("\(folder.path)/z.csv", at: &desk)
    #expect(folder.read("z.csv").split(separator: "\n").count > 200)
  }

  /// The cells of a line of CSV.
  private func cells(_ line: Substring) -> [String] {
    line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .reduce(into: [""]) { cells, part in
        guard part.offset.isMultiple(of: 2) else {
          cells[cells.count - 1] += part.element
          return
        }
        let plain = part.element.split(separator: ",", omittingEmptySubsequences: false)
        cells[cells.count - 1] += plain.first ?? ""
        cells += plain.dropFirst().map(String.init)
      }
  }
}

import CellGrid
import DataFiles
import Explorer
import NumericCore
import PlotKit
import TestSupport
import Testing

@Suite("The scripts of the pictures")
struct PictureScriptTests {
  private static let folder = repositoryPath("assets/pictures")

  private func read(_ name: String) throws -> KeyScript {
    try KeyScript(text(ofFile: Self.folder + "/" + name))
  }

  @Test("Every picture has its script and every script its picture, and the scripts are understood")
  func scripts() throws {
    let files = names(in: Self.folder)
    let scripts = files.filter { $0.hasSuffix(".keys") }
    #expect(scripts.count >= 6 && files.count == 2 * scripts.count)
    for script in scripts {
      #expect(files.contains(script.replacing(".keys", with: ".svg")))
      let read = try read(script)
      #expect(read.opening[.data] != nil && read.opening[.size] == "100x30" && !read.lines.isEmpty)
    }
  }

  @Test(
    "Replayed, they find no fault and show what they are about",
    arguments: [
      ("em-lab.keys", "PAUSED it 3 E"), ("touching-minoriser.keys", "Touching minoriser"),
      ("vi-lab.keys", "row 13 of 200"),
    ])
  func replayed(_ name: String, _ wanted: String) async throws {
    let script = try read(name)
    let data = try loadTable(
      DataRequest(
        location: try #require(script.opening[.data]), count: script.opening[.count].flatMap { Int($0) }))
    var explorer = Explorer(
      size: try #require(Size(script.opening[.size] ?? "")), look: Look(theme: .dark, glyphs: .braille),
      lab: LabName(rawValue: script.opening[.lab] ?? "em") ?? .em)
    let opening = explorer.open(data)
    var replay = Replay(explorer, engine: Engine(pool: .onCaller(), tempo: .pulsed))
    await replay.settle(opening)
    let frames = try await replay.follow(script)
    #expect(frames.count == script.lines.count + 1)
    #expect(replay.explorer.picture.text.contains(wanted), "\(replay.explorer.picture.text)")
  }
}

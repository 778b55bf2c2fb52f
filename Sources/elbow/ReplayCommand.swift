import ArgumentParser
import CellGrid
import DataFiles
import Explorer
import FoundationEssentials
import LatentModels
import NumericCore
import PlotKit

/// `elbow replay SCRIPT`: the explorer without a terminal, driven by a key script.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Drive the explorer by a key script, without a terminal, into text frames.",
    discussion: """
      A script has one thing a line:
        at STEP key NAME    press the key when the run stands at that half-step
        key NAME            press it now
        wait STEP           wait until the run stands at that half-step
        wait settled        wait until nothing moves
        resize WxH          give the screen another size
        paste TEXT          paste text

      Example: elbow replay demo.keys --size 80x24 --out demo.txt
      """)

  @Argument(help: "The script.")
  var script: String

  @Option(help: "The data to open.")
  var data = "faithful"

  @Option(help: "The lab to begin in: \(LabName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var lab = LabName.em

  @Option(
    help:
      "The model: \(LabName.em.modelNames.joined(separator: ", ")); in the VI lab \(LabName.vi.modelNames.joined(separator: ", ")); without it, the one that suits the data."
  )
  var model: String?

  @Option(help: "The size of the screen.")
  var size = "100x30"

  @Option(help: "Dots and lines: octant, braille, block or ascii.")
  var glyphs = LookOptions.Glyphs.braille

  @Option(help: "The file of frames to write, ending in .txt; standard output without it.")
  var out: String?

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    guard let cells = Size(size) else {
      throw failing("--size is \(size): it must look like 100x30, with at most 1000 columns and rows", .usage)
    }
    if let out, !out.hasSuffix(".txt") {
      throw failing("--out \(out): frames are written as text, so the name must end in .txt", .usage)
    }
    try refuseModel(model, in: lab)
    let script = try readScript()
    let table: DataTable
    do {
      table = try loadTable(DataRequest(location: data, seed: compute.seed))
    } catch {
      throw failing(error)
    }
    let pool = compute.pool()
    defer { pool.stop() }
    let explorer = Explorer(
      size: cells, look: Look(theme: .dark, glyphs: GlyphSet(rawValue: glyphs.rawValue) ?? .braille),
      lab: lab, choice: openingChoice(model: model, seed: compute.seed))
    let result = blocking { await follow(script, explorer, table, pool) }
    switch result {
    case .failure(let fault):
      throw failing("\(self.script), \(fault)", .badData)
    case .success(let frames):
      try write(frames.map(text).joined())
    }
  }

  private func readScript() throws -> KeyScript {
    guard let bytes = try? Data(contentsOf: URL(filePath: script)), bytes.count < 16 << 20 else {
      throw failing("\(script): there is no such script", .noInput)
    }
    do {
      return try KeyScript(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw failing("\(script), \(error)", .badData)
    }
  }

  private func follow(
    _ script: KeyScript, _ explorer: Explorer, _ table: DataTable, _ pool: WorkerPool
  ) async -> Result<[Replay.Frame], KeyScript.Fault> {
    let engine = Engine(pool: pool, tempo: .pulsed)
    var explorer = explorer
    let opening = explorer.open(table)
    var replay = Replay(explorer, engine: engine)
    await replay.settle(opening)
    do {
      return .success(try await replay.follow(script))
    } catch {
      return .failure(error)
    }
  }

  private func text(_ frame: Replay.Frame) -> String {
    "--- \(frame.cause)\n" + frame.grid.lines.map { $0 + "\n" }.joined()
  }

  private func write(_ text: String) throws {
    do {
      try AtomicFile.write(Array(text.utf8), to: out ?? "-")
    } catch {
      throw failing(error)
    }
  }
}

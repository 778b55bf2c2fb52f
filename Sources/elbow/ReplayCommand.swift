import ArgumentParser
import CellGrid
import DataFiles
import Explorer
import FoundationEssentials
import NumericCore
import PlotKit
import Preferences

/// `elbow replay SCRIPT`: the explorer without a terminal, driven by a key script.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Drive the explorer by a key script, without a terminal, into frames or a recording.",
    discussion: """
      A script has one thing a line:
        at STEP key NAME         press the key when the run stands at that step
        at frame N key NAME      press it when the film that plays shows that frame
        key NAME                 press it now
        wait STEP                wait until the run stands at that step
        wait settled             wait until nothing moves
        tick N                   let N frames go by, as far as anything moves
        resize WxH               give the screen another size
        paste TEXT               paste text
        mouse ACTION X Y         press, drag, release, wheel-up or wheel-down
        at owing N key NAME      typed ahead, while N answers are owed to the keys before
        at study 3 37 key NAME   when study 3 has done 37 pieces of work; run 1 40 for a run
        outcome exists           the file of the line before was there; or failed SENTENCE
      Comments at its top such as "# data: faithful" or "# lab: vi" say how the explorer is opened; options of the same
      names come before them. elbow --log-keys FILE writes such a script.

      --out takes the format from the name:
        .txt    the frame after the start and after each line, as text
        .ansi   the last frame, with colours
        .svg    the last frame, as a drawing
        .cast   all of it as a recording (asciicast v2)
      The same script gives the same bytes. What it saves or exports is not written.

      Examples:
        elbow replay demo.keys --size 80x24 --out demo.cast
        elbow replay session.keys --theme light --out last.svg
      """)

  /// What is written, by the ending of the file's name.
  private enum Format: String, CaseIterable {
    case txt, ansi, svg, cast
  }

  @Argument(help: "The script.", completion: .file())
  var script: String

  @Option(help: "The data to open, or a saved run.", completion: .data)
  var data: String?

  @Option(help: "The lab to begin in: \(LabName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var lab: LabName?

  @Option(
    help:
      "The model: \(LabName.em.modelNames.joined(separator: ", ")); in the VI lab \(LabName.vi.modelNames.joined(separator: ", ")); without it, the one that suits the data.",
    completion: .model)
  var model: String?

  @Option(help: "The size of the screen; 100x30 where neither this nor the script says it.")
  var size: String?

  @Option(help: "Dots and lines: octant, braille, block or ascii.")
  var glyphs: GlyphChoice?

  @Option(help: "Theme: dark, light, monochrome, high-contrast, colour-blind, or one of your own.")
  var theme: ThemeChoice?

  @Option(help: "Colours of .ansi and .cast: never, 16, 256 or truecolor; never is for the theme too.")
  var color: ColorChoice?

  @Option(
    help: "The file to write: .txt, .ansi, .svg or .cast; text on standard output without it.",
    completion: .file(extensions: Format.allCases.map(\.rawValue)))
  var out: String?

  @Option(help: "Names the random numbers; 42 where neither this nor the script says it.")
  var seed: UInt64?

  @Option(help: "How many threads compute; the result is the same for any number.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads): it must be from 1 to 1024")
    }
  }

  func run() throws {
    let format = try chosenFormat()
    let script = try readScript()
    let scene = try scene(of: script)
    let choice = try scene.choice()
    let depth = try chosenDepth(script)
    let look = try chosenLook(script, hasColor: depth != .none)
    let explorer = Explorer(
      size: try chosenSize(script), look: look, lab: scene.lab, choice: choice, keys: try keys(script),
      themes: try themes(script), hasColor: depth != .none)
    let opened = try scene.open()
    let pool = WorkerPool(threads: threads ?? processorCount())
    defer { pool.stop() }
    let cast =
      format == .cast ? Asciicast(size: explorer.screen, depth: depth, paper: look.theme.paper) : nil
    let result = blocking { await follow(script, explorer, opened, cast, pool, keepsText: format == .txt) }
    switch result {
    case .failure(let fault):
      throw failing("\(self.script), \(fault)", .badData)
    case .success(let (text, replay)):
      let last = replay.explorer.picture
      switch format {
      case .txt: try write(text)
      case .ansi: try write(last.ansiText(depth: depth))
      case .svg: try write(last.svg(on: replay.explorer.look.theme.paper))
      case .cast: try write(replay.cast?.text ?? "")
      }
    }
  }

  private func chosenFormat() throws -> Format {
    guard let out, out != "-" else { return .txt }
    let ending = out.lastIndex(of: ".").map { out[out.index(after: $0)...].lowercased() }
    guard let format = ending.flatMap({ Format(rawValue: $0) }) else {
      let names = Format.allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
      throw failing("--out \(out): the name must end in one of \(names)", .usage)
    }
    return format
  }

  private func readScript() throws -> KeyScript {
    let bytes: [UInt8]?
    do {
      bytes = try shortFile(script, limit: 16 << 20)
    } catch {
      throw failing(error)
    }
    guard let bytes else { throw failing("\(script): larger than 16 MB, which no script is", .badData) }
    do {
      return try KeyScript(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw failing("\(script), \(error)", .badData)
    }
  }

  /// What the script says, but for what the options say.
  private func scene(of script: KeyScript) throws -> OpeningScene {
    var words = script.opening
    if data != nil {
      // How other data were read is nothing to these.
      for word: KeyScript.OpeningWord in [.moved, .columns, .label, .labels, .weights, .standardize, .count] {
        words[word] = nil
      }
    }
    if model != nil { words[.components] = nil }
    if lab != nil, lab?.rawValue != words[.lab] {
      words[.components] = nil
      words[.model] = nil
    }
    var scene = try OpeningScene(words, of: self.script)
    if data != nil || lab != nil { scene.isTour = false }
    scene.source = data ?? scene.source
    scene.lab = lab ?? scene.lab
    scene.model = model ?? scene.model
    scene.seed = seed ?? scene.seed
    return scene
  }

  private func chosenSize(_ script: KeyScript) throws -> Size {
    let text = size ?? script.opening[.size] ?? "100x30"
    guard let cells = Size(text) else {
      let name = size == nil ? "\(self.script): the size" : "--size"
      throw failing(
        "\(name) is \(text): it must look like 100x30, with at most 1000 columns and rows",
        size == nil ? .badData : .usage)
    }
    return cells
  }

  /// A recording has no terminal to ask, so where nobody says anything it has all colours.
  private func chosenDepth(_ script: KeyScript) throws -> ColorDepth {
    switch try color ?? word(.color, of: script) ?? .automatic {
    case .never: .none
    case .sixteen: .sixteen
    case .palette256: .palette256
    case .trueColor, .automatic: .trueColor
    }
  }

  private func chosenLook(_ script: KeyScript, hasColor: Bool) throws -> Look {
    let named: ThemeChoice? = try word(.theme, of: script)
    let choice = theme ?? named ?? .auto
    let themes = try themes(script)
    guard let chosen = choice.theme(among: themes) ?? choice.theme(among: ownThemes(theme)) else {
      guard theme == nil else { throw choice.unknown(among: themes + ownThemes(theme)) }
      throw failing("\(self.script): no theme is called \(choice.rawValue)", .badData)
    }
    let glyphs = try glyphs ?? word(.glyphs, of: script) ?? .auto
    return Look(
      theme: hasColor ? chosen : .monochrome, glyphs: glyphs.glyphs ?? .braille)
  }

  /// The themes that `T` goes through: those that the script brings with it follow those that are built in. The configuration of
  /// whoever replays it is nothing to a script.
  private func themes(_ script: KeyScript) throws -> [Theme] {
    guard let text = script.opening[.themes] else { return Theme.all }
    guard let themes = Theme.themes(words: text) else { throw senseless(.themes, text) }
    return Theme.all + themes
  }

  /// The themes of whoever asks for one by name.
  private func ownThemes(_ choice: ThemeChoice?) -> [Theme] { choice == nil ? [] : personalFiles().themes }

  /// The keys under which the script was written.
  private func keys(_ script: KeyScript) throws -> KeyTable {
    guard let text = script.opening[.keys] else { return .standard }
    guard let keys = KeyTable(changesText: text) else { throw senseless(.keys, text) }
    return keys
  }

  private func senseless(_ word: KeyScript.OpeningWord, _ text: String) -> any Error {
    failing("\(script): \"# \(word.rawValue): \(text)\" makes no sense there", .badData)
  }

  /// What the script says at its top of its look.
  private func word<Value: RawRepresentable<String>>(
    _ word: KeyScript.OpeningWord, of script: KeyScript
  ) throws -> Value? {
    guard let text = script.opening[word] else { return nil }
    guard let value = Value(rawValue: text) else { throw senseless(word, text) }
    return value
  }

  private func follow(
    _ script: KeyScript, _ explorer: Explorer, _ opened: OpeningScene.Opened, _ cast: Asciicast?,
    _ pool: WorkerPool, keepsText: Bool
  ) async -> Result<(text: String, Replay), KeyScript.Fault> {
    let engine = Engine(pool: pool, tempo: .pulsed)
    var explorer = explorer
    let opening = opened.show(in: &explorer)
    var replay = Replay(explorer, engine: engine, cast: cast)
    replay.begin(opening)
    var text = ""
    var lines = 0
    do {
      try await replay.follow(script) { frame throws(KeyScript.Fault) in
        lines += 1
        guard keepsText else { return }
        text += "--- \(frame.cause)\n" + frame.grid.lines.map { $0 + "\n" }.joined()
        guard text.utf8.count <= KeyScript.mostKept else { throw KeyScript.Fault.tooLong(atLine: lines) }
      }
      return .success((text, replay))
    } catch {
      return .failure(error)
    }
  }

  private func write(_ text: String) throws {
    do {
      try AtomicFile.write(Array(text.utf8), to: out ?? "-")
    } catch {
      throw failing(error)
    }
  }
}

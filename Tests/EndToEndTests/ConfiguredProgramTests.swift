import CellGrid
import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite("What a person wrote down, and the real program")
struct ConfiguredProgramTests {
  /// A folder for XDG_CONFIG_HOME with those files below elbow.
  private func folder(_ files: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["elbow", "elbow/themes"] where mkdir("\(folder.path)/\(name)", 0o700) != 0 {
      throw TemporaryFolder.Refused(path: name, code: errno)
    }
    for (name, text) in files { try folder.write(text, to: "elbow/" + name) }
    return folder
  }

  private func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> Program.Result {
    try Program.run(["XDG_CONFIG_HOME=\(folder.path)", Program.path] + arguments, path: "/usr/bin/env")
  }

  @Test(
    "Keys, theme and seed of the configuration are there when the explorer opens, and an option comes before it"
  )
  func opened() throws {
    let folder = try folder([
      "config.toml":
        "seed = 7\ntheme = \"dusk\"\ncolor = \"truecolor\"\n[keys]\nexpectation-step = \"F6\"\nquit = \"Q\"\n",
      "themes/dusk.toml": "base = \"dark\"\nbackground = \"#1a1626\"\nforeground = \"#e8e0f0\"\n",
    ])
    let log = folder.path + "/a.keys"
    let terminal = try Program.explorer(["--log-keys", log], environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(terminal.screen.text.contains("seed 7") && terminal.screen.text.contains("F6 takes the E-step"))
    terminal.type("T")
    #expect(terminal.waitForText("theme dark"))
    terminal.type("\u{1B}[17~")
    #expect(terminal.waitForText("E-step 0"))
    terminal.type("q")
    #expect(terminal.waitForText("q means nothing here"))
    terminal.type("Q")
    #expect(terminal.waitForText("Quit without saving"))
    terminal.type("y")
    #expect(terminal.waitForExit() == .exited(code: 0))
    // The log brings keys and theme with it, to where nobody has a configuration.
    let header = folder.read("a.keys").split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(header.contains("# theme: dusk") && header.contains("# keys: expectation-step: F6 quit: Q"))
    #expect(header.contains("# themes: dusk: dark ground=#e8e0f0,#1a1626"), "\(header)")
    let replayed = try Program.run(["replay", log])
    #expect(replayed.code == 0 && replayed.output.contains("E-step 0"), "\(replayed.error)")
    #expect(replayed.output.contains("Quit without saving") && replayed.output.contains("theme dark"))
    let other = try Program.explorer(["--seed", "8"], environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(other.screen.text.contains("seed 8"))
    other.type("Q")
    #expect(other.waitForExit() == .exited(code: 0))
  }

  @Test("A broken configuration is named on the screen, and the explorer is there all the same")
  func broken() throws {
    let folder = try folder(["config.toml": "seed = 7\nmouse = 3\nnone = 1\n"])
    let terminal = try Program.explorer(
      size: Size(160, 40), environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(terminal.waitForText("config.toml, line 2, column 1: mouse has to be true or false"))
    #expect(terminal.screen.text.contains("and 1 more") && terminal.screen.text.contains("seed 7"))
    terminal.type("q")
    #expect(terminal.waitForExit() == .exited(code: 0))
    #expect(terminal.screen.text.contains("line 3, column 1: no setting is called none"))
  }

  /// The seed of a fit, as its report says.
  private struct Report: Decodable {
    let seed: UInt64
  }

  /// The seed that a fit goes by under a configuration, and what it says beside its report.
  private func seed(_ text: String, _ options: [String] = []) throws -> (seed: UInt64, error: String) {
    let result = try run(
      ["fit", "gmm", "--data", "faithful", "--components", "2", "--iterations", "2", "--json"] + options,
      try folder(["config.toml": text]))
    try #require(result.code == 0, "\(result.error)")
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    return (report.seed, result.error)
  }

  @Test("Commands without a terminal go by seed and threads, and are told of nothing else")
  func headless() throws {
    for (text, options, wanted) in [
      ("", [], 42), ("seed = 7\nmouse = 3\n[keys]\nquit = 3\n", [], 7), ("seed = 7\n", ["--seed", "9"], 9),
      ("seed = -7\n", ["--seed", "9", "--threads", "1"], 9),
    ] as [(String, [String], UInt64)] {
      let found = try seed(text, options)
      #expect(found.seed == wanted && found.error.isEmpty, "\(text): \(found.error)")
    }
    let broken = try seed("seed = -7\nthreads = 0\n")
    #expect(broken.seed == 42 && broken.error.split(separator: "\n").count == 1)
    #expect(broken.error.contains("config.toml, line 1, column 1: seed has to be a whole number"))
  }

  @Test(
    "The configuration that shows everything is written whole, and its reader has nothing to say about it")
  func shown() throws {
    let result = try Program.run(["--default-config"])
    #expect(result.code == 0 && result.error.isEmpty && result.output.hasPrefix("# How elbow looks"))
    let folder = try folder(["config.toml": result.output])
    let terminal = try Program.explorer(environment: ["XDG_CONFIG_HOME": folder.path])
    #expect(terminal.screen.text.contains("At the start") && terminal.screen.text.contains("Space run"))
    terminal.type("q")
    #expect(terminal.waitForExit() == .exited(code: 0))
    #expect(!terminal.screen.text.contains("config.toml"))
  }

  @Test(
    "A replay goes by the script and not by the files of whoever replays it, but takes a theme that is asked for"
  )
  func replay() throws {
    let folder = try folder([
      "config.toml": "seed = 7\ntheme = \"light\"\nglyphs = \"ascii\"\n[keys]\nexpectation-step = \"F6\"\n",
      "themes/dusk.toml": "base = \"dark\"\nbackground = \"#1a1626\"\n",
    ])
    let script = repositoryPath("assets/pictures/em-lab.keys")
    let (plain, own) = (try Program.run(["replay", script]), try run(["replay", script], folder))
    #expect(plain.code == 0 && own.code == 0 && plain.output == own.output && own.error.isEmpty)
    let drawing = folder.path + "/a.svg"
    #expect(try run(["replay", script, "--theme", "dusk", "--out", drawing], folder).code == 0)
    #expect(folder.read("a.svg").contains("#1a1626"))
    let refused = try Program.run(["replay", script, "--theme", "dusk"])
    #expect(refused.code == 64 && refused.error.contains("no theme is called dusk"))
    // What a script brings with it needs nobody's files.
    try folder.write(
      "# data: faithful\n# theme: mine\n# themes: mine: dark ground=#ffffff,#123456\n# keys: expectation-step: F6\nkey F6\n",
      to: "s.keys")
    #expect(try Program.run(["replay", folder.path + "/s.keys", "--out", drawing]).code == 0)
    #expect(folder.read("a.svg").contains("#123456"))
    for line in ["# keys: quit: x", "# themes: mine: none", "# theme: mine"] {
      try folder.write("# data: faithful\n\(line)\nkey e\n", to: "s.keys")
      let result = try Program.run(["replay", folder.path + "/s.keys"])
      #expect(result.code == 65 && result.error.contains("s.keys"), "\(line): \(result.error)")
    }
  }

  @Test(
    "Every theme that is built in is an option, colour-blind in both spellings; another is refused",
    arguments: [
      "high-contrast", "colour-blind", "color-blind", "monochrome",
    ])
  func themes(name: String) throws {
    let folder = try TemporaryFolder()
    let script = repositoryPath("assets/pictures/em-lab.keys")
    let result = try Program.run(["replay", script, "--theme", name, "--out", folder.path + "/a.svg"])
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    let ground = ["high-contrast": "#000000", "monochrome": "#1e1e1e"][name] ?? "#121212"
    #expect(folder.read("a.svg").contains("fill=\"\(ground)\"/>"))
  }
}

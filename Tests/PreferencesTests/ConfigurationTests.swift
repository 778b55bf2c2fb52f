import CellGrid
import Explorer
import Preferences
import Testing

@Suite("The configuration")
struct ConfigurationTests {
  private func read(_ text: String, themes: [String] = []) -> (configuration: Configuration, said: [String]) {
    let (configuration, complaints) = Configuration.reading(Array(text.utf8), file: "c.toml", themes: themes)
    return (configuration, complaints.map(\.description))
  }

  @Test("The file that shows everything, read back, changes nothing")
  func roundTrip() {
    let text = Configuration().text
    let (configuration, said) = read(text)
    #expect(configuration == Configuration() && said.isEmpty, "\(said)")
    // It would say so if something were lost on the way.
    let other = read(text.replacing("seed = 42", with: "seed = 43")).configuration
    #expect(other.seed == 43 && other != Configuration())
  }

  @Test("It names every setting, and every action with its keys, each line with what it means")
  func complete() {
    let lines = Configuration().text.split(separator: "\n")
    for setting in Setting.allCases {
      #expect(lines.count { $0.hasPrefix("\(setting.rawValue) = ") } == 1, "\(setting.rawValue)")
    }
    for action in Action.allCases {
      let line = lines.first { $0.hasPrefix("\(action.name) = ") } ?? ""
      let binding = KeyTable.standard.binding(for: action)
      #expect(line.hasSuffix("  # \(binding?.help ?? "-")"), "\(action.name)")
      for key in binding?.keys ?? [] { #expect(line.contains("\"\(key.name ?? "")\""), "\(action.name)") }
    }
    #expect(lines.allSatisfy { $0.utf8.count <= 130 })
  }

  @Test("A configuration of one's own is written and read back too")
  func own() {
    var configuration = Configuration()
    configuration.theme = "light"
    configuration.glyphs = .octant
    configuration.color = .palette256
    configuration.mouse = false
    configuration.synchronisedOutput = false
    configuration.framesPerSecond = 60
    configuration.framesPerSecondOverSSH = 5
    configuration.threads = 3
    configuration.seed = 7
    configuration.keys =
      KeyTable.standard.changed(by: [
        KeyChange(.scrubBack, keys: ["\"", "F5"]), KeyChange(.undo, keys: []), KeyChange(.redo, keys: ["\\"]),
      ]).table
    let (back, said) = read(configuration.text)
    #expect(back == configuration && said.isEmpty, "\(said)")
  }

  @Test("What is left out is as it is without a file, and nothing at all is no fault")
  func parts() {
    for text in ["", "\n\n# nothing\n", "[keys]\n", "\r\n"] { #expect(read(text) == (Configuration(), [])) }
    let (configuration, said) = read("color = 256\r\n[keys]\r\nquit = ['Q', 'F10',]\r\n")
    #expect(said.isEmpty && configuration.color == .palette256)
    #expect(configuration.keys.action(for: "F10") == .quit && configuration.keys.action(for: "q") == nil)
    #expect(configuration.theme == "auto" && configuration.keys.action(for: "x") == .export)
  }

  @Test(
    "What makes no sense is named with line, column and remedy, and the rest of the file holds",
    arguments: [
      ("theme = 3", "theme has to be the name of a theme in quotes, as \"dark\"; this is a whole number"),
      (
        "theme = \"dusk\"",
        "no theme is called dusk: there are dark, light, monochrome, high-contrast, colour-blind, mine, auto"
      ),
      (
        "glyphs = \"dots\"",
        "glyphs has to be one of \"octant\", \"braille\", \"block\", \"ascii\", \"auto\"; this is a text"
      ),
      (
        "color = 17",
        "color has to be one of \"auto\", \"never\", \"16\", \"256\", \"truecolor\"; this is a whole number"
      ),
      ("mouse = \"yes\"", "mouse has to be true or false; this is a text"),
      (
        "frames-per-second = 0",
        "frames-per-second has to be a whole number from 1 to 120; this is a whole number"
      ),
      (
        "frames-per-second = 29.5",
        "frames-per-second has to be a whole number from 1 to 120; this is a number with a fraction"
      ),
      (
        "threads = 2000",
        "threads has to be a whole number from 1 to 1024, or \"auto\"; this is a whole number"
      ),
      (
        "threads = -1", "threads has to be a whole number from 1 to 1024, or \"auto\"; this is a whole number"
      ),
      ("themes = \"dark\"", "no setting is called themes: elbow --default-config shows all of them"),
      ("mouse = [true]", "mouse has to be true or false; this is a list"),
      ("mouse = 1979-05-27", "mouse has to be true or false; this is a date or a time"),
      ("[colours]", "there is no table [colours], only [keys]: remove it, with what stands below it"),
    ])
  func wrong(_ line: String, _ sentence: String) {
    let (configuration, said) = read("seed = 5\n  \(line)\n[keys]\nquit = \"Q\"\n", themes: ["mine"])
    #expect(said == ["c.toml, line 2, column 3: \(sentence)"])
    var expected = Configuration()
    expected.seed = 5
    expected.keys = KeyTable.standard.changed(by: [KeyChange(.quit, keys: ["Q"])]).table
    #expect(configuration == expected)
  }

  @Test(
    "Keys that nobody can have are named, and their actions keep what they had",
    arguments: [
      (
        "quit = \"Nokey\"",
        "no key is called \"Nokey\": names are Space, Tab, Enter, Esc, PageUp, F2, Ctrl-R, a"
      ),
      ("quit = 3", "a key is named in quotes, as \"Space\", or several in a list; this is a whole number"),
      (
        "quit = [\"Q\", true]",
        "a key is named in quotes, as \"Space\", or several in a list; this is true or false"
      ),
      ("quit = \"x\"", "quit cannot have x, which is the key of export: give that one another key first"),
      ("quit = \"Ctrl-C\"", "quit cannot have Ctrl-C, which always quits: choose another"),
      (
        "quit-now = \"Q\"",
        "quit-now keeps Ctrl-C, so that there is always a way out: name Ctrl-C among its keys"
      ),
      (
        "quit = \"Ctrl-M\"",
        "quit cannot have Ctrl-M, which terminals do not send as a key of its own: choose another"
      ),
      ("leave = \"Q\"", "no action is called leave: elbow --default-config shows all of them"),
    ])
  func wrongKeys(_ line: String, _ sentence: String) {
    let (configuration, said) = read("[keys]\nbranch = \"F7\"\n\(line)\n")
    #expect(said == ["c.toml, line 3, column 1: \(sentence)"])
    #expect(configuration.keys == KeyTable.standard.changed(by: [KeyChange(.branch, keys: ["F7"])]).table)
  }

  @Test(
    "A file that is no TOML is named with its place, and nothing of it holds",
    arguments: [
      (
        "theme = ",
        "line 2, column 9: the end of the line stands where a value should: text stands in quotes, as \"dark\""
      ),
      (
        "theme = dark dark",
        "line 2, column 14: \"d\" stands after the end of what the line says: begin a new line, or a comment with #"
      ),
      ("theme", "line 2, column 6: the end of the line stands where = should follow theme"),
      ("theme = \"dark", "line 2, column 9: the text does not end on its line: \" is missing"),
      ("a.b = 1", "line 2, column 2: \".\" stands where = should follow a"),
      ("[keys", "line 2, column 6: the end of the line stands where ] should end the name of the table"),
      (
        "[[keys]]",
        "line 2, column 2: \"[\" is not understood here: the name of a table, as [keys], is made of letters, digits, - and _"
      ),
      (
        "[{",
        "line 2, column 2: \"{\" is not understood here: the name of a table, as [keys], is made of letters, digits, - and _"
      ),
      (
        "keys = {quit = \"Q\"}",
        "line 2, column 8: a table in braces is not understood: write lines below a [name]"
      ),
      ("quit = [\"a\" \"b\"]", "line 2, column 13: \"\"\" stands where a list goes on with , or ends with ]"),
      (
        "\u{7}",
        "line 2, column 1: a character that is not seen is not understood here: a line says  name = value  with a name of letters, digits, - and _"
      ),
    ])
  func broken(_ line: String, _ sentence: String) {
    let (configuration, said) = read("seed = 5\n\(line)\n")
    #expect(configuration == Configuration())
    #expect(said == ["c.toml, \(sentence)"])
  }

  @Test(
    "What only the parser finds has a line too",
    arguments: [
      "seed = 6", "theme = \"\\q\"", "theme = dark", "seed = 99999999999999999999", "mouse = 1.2.3",
      "[keys]\n[keys]",
    ])
  func parser(_ line: String) {
    let (configuration, said) = read("seed = 5\n\(line)\n")
    #expect(configuration == Configuration() && said.count == 1)
    #expect(
      said.first?.hasPrefix("c.toml, line ") == true && said.first?.hasSuffix("remove the line") == true,
      "\(said)")
  }

  @Test("Only what computing goes by concerns a run without a terminal")
  func subjects() {
    func subjects(_ text: String) -> [Complaint.Subject] {
      Configuration.reading(Array(text.utf8), file: "c.toml").complaints.map(\.subject)
    }
    #expect(
      subjects("seed = -1\nmouse = 3\nthreads = 0\nnone = 1") == [
        .computing, .explorer, .computing, .explorer,
      ])
    #expect(subjects("seed = ") == [.computing])
    #expect(subjects("[keys]\nquit = 1") == [.explorer])
  }
}

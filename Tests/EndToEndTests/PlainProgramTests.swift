import CellGrid
import TestSupport
import Testing

@Suite("The explorer as lines of text")
struct PlainProgramTests {
  @Test("Keys from a pipe step a fit, each after the answer to the one before; the end of the pipe ends it")
  func pipe() throws {
    let result = try Program.run(["faithful", "--plain"], input: "emem\t\t")
    #expect(result.code == 0 && result.error.isEmpty, "\(result.error)")
    let lines = result.output.split(separator: "\n").map(String.init)
    let order = [
      "EM: faithful, PAUSED it 0 E, = -1367.636", "EM: faithful, PAUSED it 1 M, >= -1140.236",
      "EM: faithful, PAUSED it 1 E, = -1135.397", "Panel Components: full, 11 params",
    ]
    let places = order.map { lines.firstIndex(of: $0) ?? -1 }
    #expect(places == places.sorted() && places[0] > 0, "\(result.output)")
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("In a terminal keys act at once and nothing is drawn; q quits and the terminal is as it was")
  func terminal() throws {
    let terminal = try PseudoTerminal(
      running: Program.path, arguments: ["faithful", "--plain"], environment: Program.environment,
      size: Size(100, 30))
    #expect(terminal.waitForText("Panel Data and components"))
    terminal.type("e")
    #expect(terminal.waitForText("= -1367.636"))
    #expect(!terminal.screen.isAlternate && terminal.lineModes?.isCanonical == false)
    terminal.type("m")
    #expect(terminal.waitForText(">= -1140.236"))
    terminal.type("q")
    #expect(terminal.waitForText("Quit without saving the run?"))
    terminal.type("y")
    #expect(terminal.waitForExit() == .exited(code: 0))
    #expect(terminal.lineModes?.isCanonical == true && terminal.lineModes?.echoes == true)
  }

  @Test("A run is saved out of a pipe, and another set opened; both are waited for")
  func files() throws {
    let folder = try TemporaryFolder()
    let saved = try Program.run(
      ["faithful", "--plain"], input: "ems\u{15}\(folder.path)/r.safetensors\r")
    #expect(saved.code == 0 && saved.output.contains("saved \(folder.path)/r.safetensors"), "\(saved.output)")
    #expect(folder.names == ["r.safetensors"])
    let opened = try Program.run(["faithful", "--plain"], input: "ogalaxies\r\re")
    #expect(opened.output.contains("EM: galaxies, "), "\(opened.output)")
  }
}

import CellGrid
import CursesKit
import Glibc
import TestSupport
import Testing

extension TerminalTests {
  @Suite("Entering and leaving the terminal")
  @MainActor
  struct EnteringAndLeavingTests {
    @Test("while open, keys arrive raw; after closing, everything is as it was")
    func restores() throws {
      let terminal = try PseudoTerminal(size: Size(40, 12))
      let line = try #require(terminal.line)
      terminal.screen.feed(Array("$ elbow".utf8))
      let before = try #require(terminal.lineModes)
      #expect(before.echoes && before.isCanonical && before.makesSignals && before.processesOutput)
      let screen = try CursesScreen(TerminalOptions(environment: OpenScreen.utf8), input: line, output: line)
      let during = try #require(terminal.lineModes)
      #expect(!during.echoes && !during.isCanonical && !during.makesSignals && !during.processesOutput)
      screen.present(sheet("hello"))
      terminal.pumpAll()
      #expect(terminal.screen.text.hasPrefix("hello\n"))
      #expect(terminal.screen.modes == [7, 1002, 1006, 1049, 2004])
      screen.close()
      screen.close()
      terminal.pumpAll()
      #expect(terminal.lineModes == before)
      #expect(terminal.screen.modes == [7, 25])
      #expect(terminal.screen.text.hasPrefix("$ elbow\n"))
      let length = terminal.transcript.count
      screen.present(sheet("late"))
      screen.redraw()
      screen.resume()
      terminal.pumpAll()
      #expect(terminal.transcript.count == length)
    }

    @Test("after a suspension the terminal is taken back and painted again")
    func suspension() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      let raw = open.terminal.lineModes
      open.show(sheet("kept"))
      // What a stop signal does, without stopping the tests.
      open.screen.leaveForSignal()
      open.terminal.pumpAll()
      #expect(open.terminal.screen.modes == [7, 25])
      #expect(open.terminal.lineModes?.echoes == true)
      open.terminal.screen.feed(Array("\u{1B}[H$ shell output\r\n".utf8))
      open.screen.resume()
      open.terminal.pumpAll()
      #expect(open.terminal.lineModes == raw)
      #expect(open.terminal.screen.modes == [7, 1002, 1006, 1049, 2004])
      #expect(open.text.hasPrefix("kept\n"))
    }

    @Test("a terminal without an alternate screen is left empty")
    func withoutAlternateScreen() throws {
      let open = try OpenScreen(environment: ["TERM": "linux", "LANG": "C.UTF-8"])
      open.show(sheet("drawn"))
      open.screen.close()
      open.terminal.pumpAll()
      #expect(open.text.allSatisfy { $0 == "\n" })
    }

    @Test("the mouse is switched at any time")
    func mouse() throws {
      let open = try OpenScreen(mouse: false)
      defer { open.screen.close() }
      #expect(open.terminal.screen.modes.isDisjoint(with: [1002, 1006]))
      open.screen.setMouse(on: true)
      open.terminal.pumpAll()
      #expect(open.terminal.screen.modes.isSuperset(of: [1002, 1006]))
      open.screen.setMouse(on: false)
      open.terminal.pumpAll()
      #expect(open.terminal.screen.modes.isDisjoint(with: [1002, 1006]))
    }

    @Test("what cannot be opened is said by its own error, and leaves the terminal alone")
    func refusals() throws {
      let terminal = try PseudoTerminal(size: Size(40, 12))
      let line = try #require(terminal.line)
      let before = terminal.lineModes
      func open(_ environment: [String: String], _ descriptor: Int32) throws {
        let options = TerminalOptions(environment: environment)
        try CursesScreen(options, input: descriptor, output: descriptor).close()
      }
      #expect(throws: TerminalError.terminalNotNamed) { try open([:], line) }
      #expect(throws: TerminalError.terminalNotNamed) { try open(["TERM": ""], line) }
      #expect(throws: TerminalError.unknownTerminal("no-such")) { try open(["TERM": "no-such"], line) }
      #expect(throws: TerminalError.cannotAddressCursor("dumb")) { try open(["TERM": "dumb"], line) }
      let file = Glibc.open("/dev/null", O_RDWR)
      defer { close(file) }
      #expect(throws: TerminalError.cannotSetModes(code: ENOTTY)) { try open(OpenScreen.utf8, file) }
      terminal.pumpAll()
      #expect(terminal.transcript.isEmpty)
      #expect(terminal.lineModes == before)

      let first = try OpenScreen()
      #expect(throws: TerminalError.alreadyOpen) { try open(OpenScreen.utf8, line) }
      first.screen.close()
      try open(OpenScreen.utf8, line)
    }

    @Test("a screen that is let go is closed")
    func released() throws {
      let terminal = try PseudoTerminal(size: Size(40, 12))
      let line = try #require(terminal.line)
      do {
        let screen = try CursesScreen(
          TerminalOptions(environment: OpenScreen.utf8), input: line, output: line)
        screen.present(sheet("short"))
      }
      terminal.pumpAll()
      #expect(terminal.screen.modes == [7, 25])
    }

    @Test("text goes to the clipboard in base 64, unless it is too long")
    func clipboard() throws {
      let open = try OpenScreen()
      defer { open.screen.close() }
      for text in ["", "e", "el", "elb", "Köln → 3"] { #expect(open.screen.copy(text)) }
      open.terminal.pumpAll()
      #expect(
        open.terminal.screen.commands == [
          "52;c;", "52;c;ZQ==", "52;c;ZWw=", "52;c;ZWxi", "52;c;S8O2bG4g4oaSIDM=",
        ])
      #expect(!open.screen.copy(String(repeating: "x", count: CursesScreen.longestCopy + 1)))
    }
  }
}

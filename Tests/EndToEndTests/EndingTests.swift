import CellGrid
import Glibc
import TestSupport
import Testing

@Suite("How the explorer ends")
struct EndingTests {
  enum Ending: CustomTestStringConvertible, Sendable {
    case keys(String)
    case signal(Int32)

    static let all: [Ending] =
      [.keys("\u{3}"), .keys("qy")]
      + [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT].map(
        Ending.signal)

    var testDescription: String {
      switch self {
      case .keys("\u{3}"): "Ctrl-C"
      case .keys(let text): text
      case .signal(let number): "signal \(number)"
      }
    }
  }

  /// The modes of a line that nobody has touched.
  private func untouched() throws -> PseudoTerminal.LineModes {
    try #require(try PseudoTerminal(size: Size(100, 30)).lineModes)
  }

  @Test("Every way to end leaves the terminal as it was, while a run goes on", arguments: Ending.all)
  func endings(_ ending: Ending) throws {
    let terminal = try Program.explorer()
    #expect(try terminal.lineModes != untouched(), "keys are raw meanwhile")
    terminal.type(">>>>> ")
    _ = terminal.wait(seconds: 0.3) { _ in false }
    switch ending {
    case .keys(let text): terminal.type(text)
    case .signal(let number): terminal.signal(number)
    }
    let exit = try #require(terminal.waitForExit())
    switch ending {
    case .keys: #expect(exit == .exited(code: 0))
    case .signal(let number): #expect(exit == .killed(signal: number))
    }
    #expect(try terminal.lineModes == untouched())
    #expect(!terminal.screen.isAlternate)
    #expect(terminal.screen.showsCursor)
    #expect(!terminal.screen.modes.contains(1002) && !terminal.screen.modes.contains(2004))
  }

  @Test("A terminal that goes away takes the explorer with it", arguments: ["", "> > > > > ", " "])
  func lostTerminal(keys: String) throws {
    let terminal = try Program.explorer()
    terminal.type(keys)
    _ = terminal.wait(seconds: 0.2) { _ in false }
    terminal.hangUp()
    #expect(terminal.waitForExit() == .killed(signal: SIGHUP))
  }

  @Test("The same where hanging up is ignored, as under nohup: there are no more keys, and no more output")
  func lostTerminalUnheard() throws {
    for keys in ["", ">>>>> "] {
      let terminal = try PseudoTerminal(
        running: "/bin/bash", arguments: ["-c", "trap '' HUP; exec \(Program.path)"],
        environment: Program.environment, size: Size(100, 30))
      #expect(terminal.waitForText("At the start"))
      terminal.type(keys)
      _ = terminal.wait(seconds: 0.2) { _ in false }
      terminal.hangUp()
      #expect(terminal.waitForExit() == .exited(code: 0))
    }
  }

  @Test(
    "A shell that is killed takes the explorer with it, and the line is as it was",
    arguments: [SIGKILL, SIGHUP])
  func killedShell(number: Int32) throws {
    let terminal = try Program.shell()
    terminal.type("\(Program.path)\r")
    #expect(terminal.waitForText("At the start"))
    terminal.type(">>>>> ")
    _ = terminal.wait(seconds: 0.2) { _ in false }
    let shell = try #require(terminal.process)
    let explorer = try #require(children(of: shell).first)
    #expect(isRunning(explorer))
    terminal.signal(number)
    #expect(terminal.wait { _ in !isRunning(explorer) })
    #expect(terminal.waitForExit() == .killed(signal: number))
    #expect(try terminal.lineModes == untouched())
  }
}

import CellGrid
import CursesKit
import Glibc
import TestSupport
import Testing

extension TerminalTests {
  @Suite("The terminal survives the program")
  struct SignalGuardTests {
    /// Opens a screen on the terminal at `path`, in a process that is about to end, and draws on it.
    @MainActor
    static func doomedScreen(on path: String) -> CursesScreen? {
      let line = open(path, O_RDWR | O_NOCTTY)
      let options = TerminalOptions(environment: OpenScreen.utf8)
      let screen = try? CursesScreen(options, input: line, output: line)
      screen?.present(sheet("doomed"))
      return screen
    }

    /// A terminal, and the modes of its line.
    private func makeTerminal() throws -> (PseudoTerminal, PseudoTerminal.LineModes?) {
      let terminal = try PseudoTerminal(size: Size(40, 12))
      return (terminal, terminal.lineModes)
    }

    /// Whether "doomed" was drawn and the terminal is as it was.
    private func isWhole(_ terminal: PseudoTerminal, _ before: PseudoTerminal.LineModes?) -> Bool {
      terminal.pumpAll()
      let text = String(decoding: terminal.transcript, as: UTF8.self)
      return text.contains("doomed") && terminal.screen.modes == [7, 25] && terminal.lineModes == before
    }

    @Test(
      "a signal that ends the process leaves the terminal whole, and still ends it",
      arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT])
    func fatal(number: Int32) async throws {
      let (terminal, before) = try makeTerminal()
      let path = terminal.path
      await #expect(processExitsWith: .signal(number)) { [path = path as String, number = number as Int32] in
        let screen = await MainActor.run { SignalGuardTests.doomedScreen(on: path) }
        kill(getpid(), number)
        while true { sleep(1) }
        withExtendedLifetime(screen) {}
      }
      #expect(isWhole(terminal, before))
    }

    @Test("a trap of the program itself, on whatever thread, leaves the terminal whole")
    func trap() async throws {
      let (terminal, before) = try makeTerminal()
      let path = terminal.path
      await #expect(processExitsWith: .failure) { [path = path as String] in
        let screen = await MainActor.run { SignalGuardTests.doomedScreen(on: path) }
        let empty: [Int] = []
        await Task.detached { print(empty[Int(getpid())]) }.value
        withExtendedLifetime(screen) {}
      }
      #expect(isWhole(terminal, before))
    }

    @Test("a program that exits without closing the screen leaves the terminal whole")
    func exits() async throws {
      let (terminal, before) = try makeTerminal()
      let path = terminal.path
      await #expect(processExitsWith: .exitCode(5)) { [path = path as String] in
        let screen = await MainActor.run { SignalGuardTests.doomedScreen(on: path) }
        withExtendedLifetime(screen) { exit(5) }
      }
      #expect(isWhole(terminal, before))
    }

    @Test("a stop signal leaves the terminal, and going on takes it back")
    func stops() async throws {
      let (terminal, before) = try makeTerminal()
      let path = terminal.path
      await #expect(processExitsWith: .exitCode(0)) { [path = path as String] in
        await MainActor.run {
          // In a session of its own nobody could continue a stopped process, so the system lets it go on at once.
          setsid()
          guard let screen = SignalGuardTests.doomedScreen(on: path) else { exit(70) }
          let loop = TerminalLoop(screen: screen, wakeUp: WakeUp())
          kill(getpid(), SIGTSTP)
          _ = loop.nextEvents(timeoutMilliseconds: 200)
          screen.present(sheet("alive"))
          screen.close()
          exit(0)
        }
      }
      #expect(isWhole(terminal, before))
      let text = String(decoding: terminal.transcript, as: UTF8.self)
      let stays = text.split(separator: "\u{1B}[?1049l", omittingEmptySubsequences: false)
      try #require(stays.count == 3)
      #expect(stays[0].contains("doomed"))
      #expect(stays[1].contains("\u{1B}[?1049h") && stays[1].contains("alive"))
    }
  }
}

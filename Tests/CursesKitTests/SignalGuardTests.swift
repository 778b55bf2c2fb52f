import CellGrid
import CursesKit
import Glibc
import TestSupport
import Testing

extension TerminalTests {
  @Suite("The terminal survives the program")
  struct SignalGuardTests {
    @Test(
      "a signal that ends the process leaves the terminal whole, and still ends it",
      arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT])
    func fatal(number: Int32) async throws {
      let terminal = try PseudoTerminal(size: Size(40, 12))
      let before = terminal.lineModes
      let path = terminal.path
      await #expect(processExitsWith: .signal(number)) { [path = path as String, number = number as Int32] in
        await MainActor.run {
          let line = open(path, O_RDWR | O_NOCTTY)
          guard
            let screen = try? CursesScreen(
              TerminalOptions(environment: OpenScreen.utf8), input: line, output: line)
          else { exit(70) }
          screen.present(sheet("doomed"))
          kill(getpid(), number)
          while true { sleep(1) }
        }
      }
      terminal.pumpAll()
      #expect(String(decoding: terminal.transcript, as: UTF8.self).contains("doomed"))
      #expect(terminal.screen.modes == [7, 25])
      #expect(terminal.lineModes == before)
    }
  }
}

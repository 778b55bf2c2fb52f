import CursesKit
import Glibc
import Testing

@Suite("Errors and options of the terminal")
struct TerminalErrorTests {
  @Test("an error says what happened and what to try")
  func wording() {
    #expect(
      TerminalError.unknownTerminal("wy60").description
        == "The terminal \"wy60\" (from TERM) is not in the terminfo database. "
        + "Install its entry, or try TERM=xterm-256color.")
    #expect(
      TerminalError.outputIsNotATerminal.description
        == "Standard output is not a terminal. "
        + "Run without a pipe or redirection, or use a command that needs no screen.")
    #expect(TerminalError.noKeyboard(code: ENXIO).description.contains("No such device or address"))
    let all: [TerminalError] = [
      .outputIsNotATerminal, .noKeyboard(code: ENXIO), .terminalNotNamed, .unknownTerminal("a"),
      .cannotAddressCursor("a"), .cannotSetModes(code: EIO), .cursesFailed("a"), .alreadyOpen,
    ]
    for error in all { #expect(error.description.split(separator: ". ").count == 2) }
  }

  @Test("the locale is the first of LC_ALL, LC_CTYPE and LANG that is not empty")
  func locale() {
    func name(_ environment: [String: String]) -> String {
      TerminalOptions(environment: environment).localeName
    }
    #expect(name(["LC_ALL": "a", "LC_CTYPE": "b", "LANG": "c"]) == "a")
    #expect(name(["LC_ALL": "", "LC_CTYPE": "b", "LANG": "c"]) == "b")
    #expect(name(["LANG": "c"]) == "c")
    #expect(name([:]) == "C")
  }
}

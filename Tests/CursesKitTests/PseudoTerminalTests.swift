import CellGrid
import Glibc
import TestSupport
import Testing

@Suite("The terminal that tests use")
struct PseudoTerminalTests {
  private func shell(_ script: String, size: Size = Size(30, 4)) throws -> PseudoTerminal {
    try PseudoTerminal(
      running: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin", "WHO": "elbow"],
      size: size, directory: "/")
  }

  @Test("a program has its arguments, environment, directory, size and keyboard")
  func program() throws {
    let terminal = try shell("echo $WHO $(pwd) $(stty size); read answer; echo got $answer; exit 3")
    #expect(terminal.waitForText("elbow / 4 30"))
    terminal.type("yes\r")
    #expect(terminal.waitForText("got yes"))
    #expect(terminal.waitForExit() == .exited(code: 3))
    #expect(terminal.waitForExit() == nil)
  }

  @Test("a program learns of a new size, and of signals")
  func signals() throws {
    let terminal = try shell("trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done")
    #expect(terminal.waitForText("ready"))
    terminal.resize(to: Size(44, 7))
    #expect(terminal.waitForText("7 44"))
    terminal.signal(SIGKILL)
    #expect(terminal.waitForExit() == .killed(signal: SIGKILL))
  }

  @Test("what decides whether a shell can work is read back")
  func modes() throws {
    let terminal = try shell("stty raw -echo; echo set; sleep 10")
    #expect(terminal.waitForText("set"))
    #expect(terminal.lineModes?.echoes == false)
    #expect(terminal.lineModes?.isCanonical == false)
    #expect(terminal.lineModes?.processesOutput == false)
  }

  @Test(
    "the emulator moves, erases, inserts, repeats and scrolls as a terminal does",
    arguments: [
      ("abc\u{1B}[2D*", "a*c\n\n"), ("abc\u{1B}[1GX\u{1B}[3dY", "Xbc\n\n Y"), ("ab\u{1B}[2;3Hc", "ab\n  c\n"),
      ("abcdef\u{1B}[3G\u{1B}[K", "ab\n\n"), ("abcdef\u{1B}[3G\u{1B}[1K", "   def\n\n"),
      ("abcdef\u{1B}[2G\u{1B}[2X", "a  def\n\n"), ("abcdef\u{1B}[2G\u{1B}[2P", "adef\n\n"),
      ("abcdef\u{1B}[2G\u{1B}[2@", "a  bcdef\n\n"), ("x\u{1B}[4b", "xxxxx\n\n"),
      ("a\r\nb\r\nc\r\nd", "b\nc\nd"), ("a\r\nb\r\nc\u{1B}[H\u{1B}M", "\na\nb"),
      ("a\r\nb\r\nc\u{1B}[1;1H\u{1B}[1L", "\na\nb"), ("a\r\nb\r\nc\u{1B}[1;1H\u{1B}[1M", "b\nc\n"),
      ("a\r\nb\r\nc\u{1B}[1;2r\u{1B}[2;1H\n*", "b\n*\nc"), ("0123456789", "01234567\n89\n"),
      ("\u{1B}[?7l0123456789", "01234569\n\n"), ("a\u{1B}[?1049hb\u{1B}[?1049lc", "ac\n\n"),
      ("a\tb\u{8}c", "a     cb\n\n"), ("\u{1B}[2;2HX\u{1B}[1J", "\n\n"),
      ("a\r\nb\u{1B}[1;1H\u{1B}[J", "\n\n"), ("\u{1B}]0;title\u{7}\u{1B}(B\u{E}é─", "é─\n\n"),
    ])
  func emulator(bytes: String, shown: String) {
    var screen = TerminalEmulator(size: Size(8, 3))
    screen.feed(Array(bytes.utf8))
    #expect(screen.text == shown)
  }
}

import CCurses

/// The sequences that take a terminal into the state the program draws in, and out of it again.
struct TerminalModes {
  /// Alternate screen, hidden cursor, bracketed paste.
  let on: String
  /// The reverse: what the shell is to find, however the program ends. Everything that may be on is switched off.
  let off: String

  /// Presses, releases and motion with a button held (1002), as decimal numbers (1006).
  static let mouseOn = "\u{1B}[?1002h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1002l"
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"
  /// Between these the terminal shows nothing, and then all at once.
  static let synchronizedBegin = "\u{1B}[?2026h"
  static let synchronizedEnd = "\u{1B}[?2026l"

  /// The questions of `probeBackground`: background colour, synchronised output, and at last what every terminal
  /// answers.
  static let questions = "\u{1B}]11;?\u{1B}\\\u{1B}[?2026$p\u{1B}[c"

  /// The modes of the terminal whose description is loaded. A terminal without an alternate screen is cleared at
  /// the end.
  init() {
    let leave = TerminalModes.capability("rmcup")
    on =
      TerminalModes.capability("smcup") + TerminalModes.capability("sgr0")
      + TerminalModes.capability("civis") + TerminalModes.pasteOn
    off =
      TerminalModes.synchronizedEnd + TerminalModes.mouseOff + TerminalModes.pasteOff
      + TerminalModes.capability("sgr0") + TerminalModes.capability("op")
      + TerminalModes.capability("cnorm")
      + (leave.isEmpty ? TerminalModes.capability("clear") : leave)
  }

  private static func capability(_ name: String) -> String {
    String(
      unsafeUninitializedCapacity: 256,
      initializingUTF8With: { buffer in
        buffer.withMemoryRebound(to: CChar.self) { ccurses_sequence(name, $0.baseAddress, $0.count) }
      })
  }
}

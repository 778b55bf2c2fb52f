/// Why there is no terminal to draw on.
public enum TerminalError: Error, Hashable, Sendable {
  /// Standard output is a file or a pipe.
  case outputIsNotATerminal
  /// Standard input is no terminal, and `/dev/tty` cannot be opened.
  case noKeyboard(code: Int32)
  /// The variable `TERM` is not set.
  case terminalNotNamed
  /// terminfo has no entry of this name.
  case unknownTerminal(String)
  /// The terminal cannot place its cursor, so nothing can be drawn on it.
  case cannotAddressCursor(String)
  /// The modes of the terminal cannot be read or changed.
  case cannotSetModes(code: Int32)
  /// ncurses did not start.
  case cursesFailed(String)
  /// Another screen of this process is open.
  case alreadyOpen
}

extension TerminalError: CustomStringConvertible {
  /// One sentence that says what happened, and one that says what to try.
  public var description: String { TerminalError.wording(of: self) }

  /// The only place where these errors are put into words.
  static func wording(of error: TerminalError) -> String {
    switch error {
    case .outputIsNotATerminal:
      "Standard output is not a terminal. Run without a pipe or redirection, or use a command that needs no screen."
    case .noKeyboard(let code):
      "Keys cannot be read: standard input is not a terminal and /dev/tty does not open (\(reason(code))). "
        + "Run in a terminal, or use a command that needs no screen."
    case .terminalNotNamed:
      "The variable TERM is not set, so the kind of terminal is unknown. Try TERM=xterm-256color."
    case .unknownTerminal(let name):
      "The terminal \"\(name)\" (from TERM) is not in the terminfo database. "
        + "Install its entry, or try TERM=xterm-256color."
    case .cannotAddressCursor(let name):
      "The terminal \"\(name)\" (from TERM) cannot place its cursor. "
        + "Use another terminal, or a command that needs no screen."
    case .cannotSetModes(let code):
      "The modes of the terminal cannot be changed (\(reason(code))). Run in the foreground of a terminal."
    case .cursesFailed(let name):
      "ncurses could not start on the terminal \"\(name)\" (from TERM). Try TERM=xterm-256color."
    case .alreadyOpen:
      "The terminal is already open. Close the other screen first."
    }
  }
}

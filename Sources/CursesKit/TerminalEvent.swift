import CellGrid

/// Something that happened while the program waited.
public enum TerminalEvent: Hashable, Sendable {
  /// A key, a paste or the mouse.
  case key(Key)
  /// The terminal has another size now. Of a storm of changes only the last is reported.
  case resized(Size)
  /// Another thread called `WakeUp.wake()`, once or often.
  case woken
  /// The time is over and nothing happened.
  case timeout
  /// There will be no more events: the program should end.
  case ended(EndReason)

  /// Why events ended.
  public enum EndReason: Hashable, Sendable {
    /// The window was closed, the line hung up, or the terminal takes no more output.
    case terminalClosed
    /// Reading keys failed, with the number of the error.
    case readFailed(code: Int32)
  }
}

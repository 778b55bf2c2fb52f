import CellGrid

/// How the terminal is to be used: what the command line and the environment ask for.
public struct TerminalOptions: Sendable {
  /// Which colours to use; `.automatic` asks the environment and the terminal description.
  public var color: ColorChoice
  /// Whether the mouse reports presses, drags and the wheel. It can be changed later with `setMouse(on:)`.
  public var mouse: Bool
  /// Whether frames may be bracketed by synchronised output, once the terminal has said that it knows it.
  public var synchronized: Bool
  /// The environment: `TERM`, `COLORTERM`, `NO_COLOR`, `LC_ALL`, `LC_CTYPE` and `LANG` are read.
  public var environment: [String: String]

  /// Options; all but the environment have the usual values.
  public init(
    color: ColorChoice = .automatic, mouse: Bool = true, synchronized: Bool = true,
    environment: [String: String]
  ) {
    self.color = color
    self.mouse = mouse
    self.synchronized = synchronized
    self.environment = environment
  }

  /// The locale that the environment asks for, in the order of POSIX: `LC_ALL`, `LC_CTYPE`, `LANG`; `C` without
  /// any.
  package var localeName: String {
    for name in ["LC_ALL", "LC_CTYPE", "LANG"] {
      if let value = environment[name], !value.isEmpty { return value }
    }
    return "C"
  }
}

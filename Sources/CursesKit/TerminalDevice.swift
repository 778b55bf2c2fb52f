import CCurses
import CellGrid
import Glibc

/// The terminal as the kernel sees it: where keys come from, where frames go, and the modes it was found in.
struct TerminalDevice {
  /// Where keys are read.
  let input: Int32
  /// Where frames are written.
  let output: Int32
  /// The modes to go back to.
  let saved: termios
  /// Whether `input` was opened here.
  let ownsInput: Bool

  /// Larger terminals are drawn on up to here, so that a broken size cannot exhaust memory.
  static let largest = Size(2000, 1000)

  /// The terminal behind standard output, with keys from standard input or, where that is a file, from `/dev/tty`.
  static func standard() throws(TerminalError) -> TerminalDevice {
    guard isatty(STDOUT_FILENO) == 1 else { throw .outputIsNotATerminal }
    if isatty(STDIN_FILENO) == 1 {
      return try TerminalDevice(input: STDIN_FILENO, output: STDOUT_FILENO)
    }
    let input = open("/dev/tty", O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw .noKeyboard(code: errno) }
    return try TerminalDevice(input: input, output: STDOUT_FILENO, ownsInput: true)
  }

  /// The terminal behind two descriptors.
  init(input: Int32, output: Int32, ownsInput: Bool = false) throws(TerminalError) {
    var modes = termios()
    guard tcgetattr(output, &modes) == 0 else { throw .cannotSetModes(code: errno) }
    self.input = input
    self.output = output
    self.ownsInput = ownsInput
    saved = modes
  }

  /// Keys arrive one at a time and unseen, Ctrl-C is a key, and output is not changed on its way.
  func enterRawMode() throws(TerminalError) {
    var modes = saved
    cfmakeraw(&modes)
    guard tcsetattr(output, TCSADRAIN, &modes) == 0 else { throw .cannotSetModes(code: errno) }
  }

  /// Columns and rows now; 80 by 24 if the terminal does not know.
  var size: Size {
    var (rows, columns): (Int32, Int32) = (24, 80)
    _ = ccurses_size(output, &rows, &columns)
    return Size(
      min(Int(columns), TerminalDevice.largest.width), min(Int(rows), TerminalDevice.largest.height))
  }

  /// Closes what was opened here.
  func close() {
    if ownsInput { _ = Glibc.close(input) }
  }
}

/// The words of the C library for an error number.
func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

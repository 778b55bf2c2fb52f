import CellGrid
import Glibc

/// Whether a terminal shows bright text on a dark ground or the reverse.
public enum Background: Hashable, Sendable {
  /// Black or nearly.
  case dark
  /// White or nearly.
  case light

  /// What a background of these channels, 0 to 1, is: light from a luma of one half (ITU-R BT.709 weights).
  init(red: Double, green: Double, blue: Double) {
    self = 0.2126 * red + 0.7152 * green + 0.0722 * blue >= 0.5 ? .light : .dark
  }
}

extension CursesScreen {
  /// The private mode of synchronised output.
  private static let synchronizedOutput = 2026

  /// Asks the terminal for its background and for synchronised output, and waits for the answers, at most so long.
  ///
  /// The last question is one that every terminal answers, so a terminal that leaves the others unanswered costs
  /// one round trip. Keys that are typed meanwhile are kept; answers that come later still count.
  /// - Returns: the background; nil if the terminal does not say.
  public func probeBackground(timeoutMilliseconds: Int = 100) -> Background? {
    // The console of Linux answers neither and may show a question.
    guard isOpen, options.environment["TERM"] != "linux" else { return nil }
    send(TerminalModes.questions)
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    while let left = deadline.millisecondsLeft, left > 0 {
      var keyboard = pollfd(fd: device.input, events: Int16(POLLIN), revents: 0)
      guard poll(&keyboard, 1, Int32(clamping: left)) > 0 else { continue }
      guard input.read() == .open else { break }
      if receiveReports() { break }
    }
    return background
  }

  /// Takes note of what the terminal has answered. Returns whether the last question was answered.
  @discardableResult
  func receiveReports() -> Bool {
    var isComplete = false
    for report in input.takeReports() {
      switch report {
      case .background(let red, let green, let blue):
        background = Background(red: red, green: green, blue: blue)
      case .mode(CursesScreen.synchronizedOutput, let setting):
        synchronizes = options.synchronized && setting != .unknown && setting != .alwaysReset
      case .mode:
        break
      case .attributes:
        isComplete = true
      }
    }
    return isComplete
  }
}

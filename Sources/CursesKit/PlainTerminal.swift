import CCurses
import CellGrid
import Glibc

/// A terminal that is only written to line by line, for a screen reader or a log: keys arrive one at a time and unseen where standard
/// input is a terminal, and as they come where it is a file or a pipe. Nothing is drawn, and the terminal is left as it was found.
@MainActor
public final class PlainTerminal {
  private let signals: Int32
  private let wakeUp: WakeUp
  private var input: InputReader
  private var saved: termios?
  private var end: TerminalEvent.EndReason?
  private var isOpen = true

  /// The terminal behind standard input and output, and the rings of `wakeUp`.
  public init(wakeUp: WakeUp) {
    self.wakeUp = wakeUp
    signals = ccurses_make_wake_descriptor()
    ccurses_guard_install(signals)
    // A reader that is gone is heard of by the write, so that the terminal is left as it was.
    signal(SIGPIPE, SIG_IGN)
    input = InputReader(descriptor: STDIN_FILENO)
    var modes = termios()
    saved = tcgetattr(STDIN_FILENO, &modes) == 0 ? modes : nil
    enter()
  }

  isolated deinit { close() }

  /// Waits until something happens, at most so many milliseconds; without a limit, as long as it takes.
  /// - Returns: the events; none where the time is over, `.ended` last, and then at every call.
  public func nextEvents(timeoutMilliseconds: Int?) -> [TerminalEvent] {
    listen(Deadline(milliseconds: timeoutMilliseconds))
    _ = ccurses_drain(signals)
    if ccurses_guard_take_announcements() & UInt32(CCURSES_CONTINUED.rawValue) != 0 { enter() }
    var events = input.takeKeys().map(TerminalEvent.key)
    _ = input.takeReports()
    if wakeUp.hear() { events.append(.woken) }
    if let end { events.append(.ended(end)) }
    return events
  }

  /// Writes lines, each ended. Returns whether they were taken.
  public func write(_ lines: [String]) -> Bool {
    let bytes = Array(lines.reduce(into: "") { $0 += $1 + "\n" }.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress! + written, $0.count - written)
      }
      if count > 0 {
        written += count
      } else if errno == EAGAIN {
        var ready = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = poll(&ready, 1, -1)
      } else if errno != EINTR {
        end = .terminalClosed
        return false
      }
    }
    return true
  }

  /// Stops the process as Ctrl-Z does in a shell; returns when it goes on.
  public func suspend() {
    ccurses_guard_stop_group()
    enter()
  }

  /// Leaves the terminal as it was found. Later calls do nothing.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    ccurses_guard_restore()
    ccurses_guard_remove()
    _ = Glibc.close(signals)
  }

  private func listen(_ deadline: Deadline) {
    let waits = [deadline.millisecondsLeft, input.millisecondsUntilSettled].compactMap { $0 }
    // Where nothing can be read any more, `poll` passes over a descriptor below zero.
    var descriptors = [end == nil ? STDIN_FILENO : -1, signals, wakeUp.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let limit = input.hasKeys ? 0 : waits.min().map { Int32(clamping: $0) } ?? -1
    guard poll(&descriptors, nfds_t(descriptors.count), limit) >= 0 else { return }
    if descriptors[0].revents == 0 {
      input.settleIfQuiet()
    } else if case .ended(let reason) = input.read() {
      end = reason
      input.settle()
    }
  }

  /// Keys one at a time and unseen; Ctrl-C and Ctrl-Z stay signals, after which the terminal is as it was.
  private func enter() {
    guard var saved else { return }
    ccurses_guard_arm(STDIN_FILENO, &saved, "", 0)
    var modes = saved
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
    _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &modes)
  }
}

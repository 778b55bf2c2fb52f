import CCurses
import CellGrid
import Glibc

/// The place where the main thread waits: for keys, for a new size, for other threads, and for the time to pass.
///
/// It waits in `poll(2)` and uses no processor time meanwhile. Keys that arrive together are handed over together,
/// in order.
@MainActor
public final class TerminalLoop {
  private let screen: CursesScreen
  private let wakeUp: WakeUp
  private var reportedSize: Size
  private var end: TerminalEvent.EndReason?

  /// A loop over the keys and signals of `screen` and the rings of `wakeUp`.
  public init(screen: CursesScreen, wakeUp: WakeUp) {
    self.screen = screen
    self.wakeUp = wakeUp
    reportedSize = screen.size
  }

  /// Waits until something happens, at most so many milliseconds; without a limit, as long as it takes.
  /// - Returns: at least one event; `.timeout` only alone, `.ended` last, and then at every call.
  public func nextEvents(timeoutMilliseconds: Int?) -> [TerminalEvent] {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    var events: [TerminalEvent] = []
    while events.isEmpty, end == nil {
      let isPending = screen.input.hasKeys || screen.size != reportedSize || screen.isLost
      let waits = [deadline.millisecondsLeft, screen.input.millisecondsUntilSettled].compactMap { $0 }
      listen(milliseconds: isPending ? 0 : waits.min())
      events = takeEvents()
      if events.isEmpty, end == nil, deadline.millisecondsLeft == 0 { return [.timeout] }
    }
    if let end { events.append(.ended(end)) }
    return events
  }

  /// Waits for keys, signals and rings, at most so long, and reads the keys that came.
  private func listen(milliseconds: Int?) {
    var descriptors = [screen.device.input, screen.signals, wakeUp.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    let limit = milliseconds.map { Int32(clamping: $0) } ?? -1
    guard poll(&descriptors, nfds_t(descriptors.count), limit) >= 0 else { return }
    let keyboard = descriptors[0].revents
    if keyboard == 0 {
      screen.input.settleIfQuiet()
    } else if keyboard & Int16(POLLNVAL) != 0 {
      end = .terminalClosed
    } else if case .ended(let reason) = screen.input.read() {
      end = reason
    }
  }

  /// What has been read or announced and not been reported yet.
  private func takeEvents() -> [TerminalEvent] {
    _ = ccurses_drain(screen.signals)
    let announced = ccurses_guard_take_announcements()
    if announced & UInt32(CCURSES_CONTINUED.rawValue) != 0 { screen.resume() }
    if announced & UInt32(CCURSES_RESIZED.rawValue) != 0 { screen.size = screen.device.size }
    screen.receiveReports()
    var events = screen.input.takeKeys().map(TerminalEvent.key)
    if screen.size != reportedSize {
      reportedSize = screen.size
      events.append(.resized(screen.size))
    }
    if wakeUp.hear() { events.append(.woken) }
    if screen.isLost, end == nil { end = .terminalClosed }
    return events
  }
}

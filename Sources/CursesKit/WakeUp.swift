import CCurses
import Glibc

/// A bell for the thread that waits in `TerminalLoop.nextEvents`: any thread may ring it, at any time, as often as
/// it likes. Rings that nobody has heard yet are one.
public final class WakeUp: Sendable {
  /// Readable while a ring has not been heard; −1 if the process has no descriptor left, and then nothing rings.
  let descriptor: Int32

  /// A bell that has not been rung.
  public init() { descriptor = ccurses_make_wake_descriptor() }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Makes the waiting thread return with `.woken`, now or when it next waits.
  public func wake() { ccurses_wake(descriptor) }

  /// Silences the bell. Returns whether it had been rung.
  func hear() -> Bool { ccurses_drain(descriptor) }
}

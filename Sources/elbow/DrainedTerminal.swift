import CellGrid
import Dispatch
import Glibc
import Synchronization

/// A pseudo-terminal that nobody looks at: what is drawn on its line is read at once, counted and thrown away.
final class DrainedTerminal: Sendable {
  /// Where the screen is drawn.
  let line: Int32
  private let terminal: Int32
  private let count = Atomic<Int>(0)
  private let isDrained = DispatchSemaphore(value: 0)

  /// TIOCSPTLCK, which locks or unlocks the line, and TIOCGPTN, which says its number (ioctl_tty(2)): macros that Swift does not
  /// see.
  private static let (lock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))

  /// A terminal of that size; nil if the system has none left.
  init?(_ size: Size) {
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number) = (Int32(0), UInt32(0))
    guard terminal >= 0, ioctl(terminal, DrainedTerminal.lock, &locked) == 0,
      ioctl(terminal, DrainedTerminal.number, &number) == 0
    else { return nil }
    line = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var window = winsize(
      ws_row: UInt16(clamping: size.height), ws_col: UInt16(clamping: size.width), ws_xpixel: 0, ws_ypixel: 0)
    guard line >= 0, ioctl(line, UInt(TIOCSWINSZ), &window) == 0 else { return nil }
    DispatchQueue.global().async { [self] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let taken = buffer.withUnsafeMutableBytes { read(terminal, $0.baseAddress, $0.count) }
        // A line that is closed is an error here (EIO).
        guard taken > 0 || (taken < 0 && errno == EINTR) else { break }
        count.add(max(0, taken), ordering: .relaxed)
      }
      isDrained.signal()
    }
  }

  /// Closes it.
  /// - Returns: how many bytes came through.
  func finish() -> Int {
    close(line)
    isDrained.wait()
    close(terminal)
    return count.load(ordering: .relaxed)
  }
}

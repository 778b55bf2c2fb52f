import CellGrid
import Glibc

/// The bytes of a terminal on their way to becoming keys. Keys that nobody asked for yet are kept in order.
struct InputReader {
  /// What came of a reading.
  enum Outcome: Hashable {
    /// There may be more.
    case open
    /// Nothing will come any more.
    case ended(TerminalEvent.EndReason)
  }

  private let descriptor: Int32
  private var decoder = KeyDecoder()
  private var buffer = [UInt8](repeating: 0, count: 16_384)
  private var decoded: [TerminalInput] = []
  /// When what is half read will be taken as it stands.
  private var settling: Deadline?

  /// A reader of `descriptor`.
  init(descriptor: Int32) { self.descriptor = descriptor }

  /// How long to wait before `settleIfQuiet`; nil if no key is half read.
  var millisecondsUntilSettled: Int? { settling?.millisecondsLeft }

  /// Whether keys wait to be taken.
  var hasKeys: Bool {
    decoded.contains { input in if case .key = input { true } else { false } }
  }

  /// Reads what is there. To be called when `descriptor` is readable, else it waits.
  mutating func read() -> Outcome {
    let source = descriptor
    let count = buffer.withUnsafeMutableBytes { Glibc.read(source, $0.baseAddress, $0.count) }
    if count > 0 {
      decoded += decoder.decode(buffer[..<count])
      settling = decoder.patience.map { Deadline(milliseconds: $0) }
      return .open
    }
    if count == 0 { return .ended(.terminalClosed) }
    switch errno {
    case EINTR, EAGAIN: return .open
    case EIO: return .ended(.terminalClosed)
    case let code: return .ended(.readFailed(code: code))
    }
  }

  /// Once the silence has been long enough, takes it for the end of what is half read. To be called when nothing
  /// can be read.
  mutating func settleIfQuiet() {
    guard settling?.millisecondsLeft == 0 else { return }
    settle()
  }

  /// Takes what is half read as it stands.
  mutating func settle() {
    settling = nil
    decoded += decoder.flush()
  }

  /// The keys so far, which are then gone from here.
  mutating func takeKeys() -> [Key] {
    let keys = decoded.compactMap { input in if case .key(let key) = input { key } else { nil } }
    decoded.removeAll { input in if case .key = input { true } else { false } }
    return keys
  }

  /// The answers of the terminal so far, which are then gone from here.
  mutating func takeReports() -> [TerminalReport] {
    let reports = decoded.compactMap { input in if case .report(let report) = input { report } else { nil } }
    decoded.removeAll { input in if case .report = input { true } else { false } }
    return reports
  }
}

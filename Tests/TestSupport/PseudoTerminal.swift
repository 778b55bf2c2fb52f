import CPseudoTerminal
import CellGrid
import Glibc

/// A terminal whose other end is the test: it runs a program, types, and looks at the screen.
///
/// Whatever the program writes is kept in `transcript` and shown by `screen`, which also answers the program's
/// questions. Nothing is read except in `pump` and the functions that wait.
public final class PseudoTerminal {
  /// Why a terminal could not be made.
  public enum Failure: Error {
    /// The system has none left, or the program cannot be started.
    case unavailable(code: Int32)
  }

  /// How a program ended.
  public enum Exit: Hashable, Sendable {
    /// By itself, with this code.
    case exited(code: Int32)
    /// By a signal.
    case killed(signal: Int32)
  }

  /// What decides whether a terminal is fit for a shell.
  public struct LineModes: Hashable, Sendable {
    /// Typed characters are shown.
    public var echoes: Bool
    /// Input is handed over by lines.
    public var isCanonical: Bool
    /// Ctrl-C and Ctrl-Z make signals.
    public var makesSignals: Bool
    /// Line feeds start a new line.
    public var processesOutput: Bool
    /// All flags: input, output, control and local.
    public var flags: [UInt32]

    init(_ modes: termios) {
      echoes = modes.c_lflag & tcflag_t(ECHO) != 0
      isCanonical = modes.c_lflag & tcflag_t(ICANON) != 0
      makesSignals = modes.c_lflag & tcflag_t(ISIG) != 0
      processesOutput = modes.c_oflag & tcflag_t(OPOST) != 0
      flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
    }
  }

  /// The terminal as a person sees it.
  public var screen: TerminalEmulator
  /// All bytes that the program wrote.
  public private(set) var transcript: [UInt8] = []
  /// The end that a program uses; only in a terminal without one.
  public let line: Int32?
  /// The program; only in a terminal with one.
  public let process: pid_t?
  /// Whether what the program writes is shown on `screen`; a measurement that only looks at the bytes saves the time.
  public var isWatched = true
  /// Whether the questions of the program are answered.
  public var answersQuestions = true

  /// The path under which the line can be opened by another process.
  public var path: String {
    var path = [CChar](repeating: 0, count: 128)
    guard pseudo_terminal_path(terminal, &path, path.count) else { return "" }
    return String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private var terminal: Int32
  private var isReaped = false

  /// A terminal without a program: the test itself draws on `line`.
  public init(size: Size) throws {
    var (terminal, line): (Int32, Int32) = (-1, -1)
    guard pseudo_terminal_open(Int32(size.height), Int32(size.width), &terminal, &line) else {
      throw Failure.unavailable(code: errno)
    }
    self.terminal = terminal
    self.line = line
    process = nil
    screen = TerminalEmulator(size: size)
  }

  /// A terminal in which `path` runs with `arguments` (without its name), exactly `environment`, and in
  /// `directory`.
  public init(
    running path: String, arguments: [String] = [], environment: [String: String], size: Size,
    directory: String? = nil
  ) throws {
    var names = ([path] + arguments).map { strdup($0) } + [nil]
    var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in names + variables { free(text) } }
    var terminal: Int32 = -1
    let process = pseudo_terminal_spawn(
      path, &names, &variables, directory, Int32(size.height), Int32(size.width), &terminal)
    guard process > 0 else { throw Failure.unavailable(code: errno) }
    self.terminal = terminal
    self.process = process
    line = nil
    screen = TerminalEmulator(size: size)
  }

  deinit {
    if let process, !isReaped {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    hangUp()
    if let line { close(line) }
  }

  /// Types `text`; control characters are keys.
  public func type(_ text: String) { send(Array(text.utf8)) }

  /// Sends bytes to the program.
  public func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Changes the size of the window, which the program learns by a signal.
  public func resize(to size: Size) {
    _ = pseudo_terminal_resize(terminal, Int32(size.height), Int32(size.width))
    screen.resize(to: size)
  }

  /// Sends a signal to the program.
  public func signal(_ number: Int32) {
    if let process, !isReaped { kill(process, number) }
  }

  /// Goes away with all that is still to be read, as a window that is closed or a connection that breaks.
  public func hangUp() {
    guard terminal >= 0 else { return }
    close(terminal)
    terminal = -1
  }

  /// The modes of the line, as `stty` would print them.
  public var lineModes: LineModes? {
    var modes = termios()
    return tcgetattr(terminal, &modes) == 0 ? LineModes(modes) : nil
  }

  /// Waits until the program writes, at most so long, and shows what it wrote.
  /// - Returns: false if nothing came.
  @discardableResult
  public func pump(milliseconds: Int = 0) -> Bool {
    var ready = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, Int32(clamping: milliseconds)) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { [terminal] in read(terminal, $0.baseAddress, $0.count) }
    guard count > 0 else { return false }
    transcript += buffer[..<count]
    guard isWatched else { return true }
    screen.feed(buffer[..<count])
    let replies = screen.takeReplies()
    if answersQuestions, !replies.isEmpty { send(replies) }
    return true
  }

  /// Shows everything that has been written so far.
  public func pumpAll() { while pump() {} }

  /// Lets the program write until `condition` holds, at most so long.
  /// - Returns: whether it came to hold.
  public func wait(seconds: Double = 30, until condition: (PseudoTerminal) -> Bool) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while !condition(self) {
      guard ContinuousClock.now < deadline else { return false }
      if !pump(milliseconds: 20) { usleep(1000) }
    }
    return true
  }

  /// Lets the program write until `text` is on the screen, at most so long.
  /// - Returns: whether it came.
  public func waitForText(_ text: String, seconds: Double = 30) -> Bool {
    wait(seconds: seconds) { $0.screen.text.contains(text) }
  }

  /// Lets the program write until it ends, at most so long.
  /// - Returns: how it ended; nil if it goes on.
  public func waitForExit(seconds: Double = 30) -> Exit? {
    guard let process, !isReaped else { return nil }
    var status: Int32 = 0
    isReaped = wait(seconds: seconds) { _ in waitpid(process, &status, WNOHANG) == process }
    guard isReaped else { return nil }
    pumpAll()
    let signal = status & 0x7F
    return signal == 0 ? .exited(code: status >> 8 & 0xFF) : .killed(signal: signal)
  }
}

extension TerminalEmulator {
  /// The answers that are owed, which are then no longer.
  mutating func takeReplies() -> [UInt8] {
    defer { replies = [] }
    return replies
  }
}

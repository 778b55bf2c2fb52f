import CCurses
import CellGrid
import Glibc

/// The terminal as a screen. It promises that only changed cells are sent, that a frame is one write and nothing is
/// written when nothing changed, and that the terminal is as it was found when the screen is closed or the process
/// ends, by whatever signal.
///
/// Colours: ncurses is started with a description of the terminal that promises as many colours as were decided on
/// (see description.c), so 24-bit colours are colour pairs like all others and need nothing of the terminfo
/// database.
///
/// There is one terminal, so there is at most one open screen.
@MainActor
public final class CursesScreen: @MainActor Screen {
  /// Columns and rows of the terminal, as of the last event.
  public internal(set) var size: Size
  /// Whether glyphs beyond ASCII can be shown. Where not, each is drawn as `?`.
  public let supportsUnicode: Bool
  /// How many colours are drawn.
  public let colorDepth: ColorDepth
  /// What the terminal's own background looks like, once `probeBackground` has learnt it.
  public internal(set) var background: Background?
  /// Whether the mouse reports.
  public private(set) var mouseIsOn: Bool

  /// How often the terminal was written to.
  package private(set) var writesIssued = 0
  /// How many bytes it was sent.
  package private(set) var bytesWritten = 0
  /// Whether the terminal confirmed synchronised output, and it is wanted.
  package internal(set) var synchronizes = false

  let device: TerminalDevice
  let options: TerminalOptions
  let signals: Int32
  var input: InputReader
  /// Whether the terminal takes no more output.
  private(set) var isLost = false
  private(set) var isOpen = true

  private let modes: TerminalModes
  private var pairs: StylePairs
  /// The picture that the terminal shows.
  private var shown: Grid?
  /// The size that ncurses draws at.
  private var drawnSize: Size

  private static var isInUse = false

  /// Opens the terminal behind standard output: raw keys, alternate screen, no cursor.
  public convenience init(_ options: TerminalOptions) throws(TerminalError) {
    try self.init(options, device: try TerminalDevice.standard())
  }

  /// Opens the terminal behind two descriptors.
  package convenience init(_ options: TerminalOptions, input: Int32, output: Int32) throws(TerminalError) {
    try self.init(options, device: try TerminalDevice(input: input, output: output))
  }

  private init(_ options: TerminalOptions, device: TerminalDevice) throws(TerminalError) {
    guard !CursesScreen.isInUse else { throw .alreadyOpen }
    guard let name = options.environment["TERM"], !name.isEmpty else { throw .terminalNotNamed }
    let unicode = ccurses_set_locale(options.localeName)
    switch UInt32(ccurses_describe(name)) {
    case CCURSES_UNKNOWN_TERMINAL.rawValue: throw .unknownTerminal(name)
    case CCURSES_CANNOT_ADDRESS_CURSOR.rawValue: throw .cannotAddressCursor(name)
    default: break
    }
    let wanted = ColorDepth(
      choice: options.color, environment: options.environment, described: Int(ccurses_colors()))
    let modes = TerminalModes()
    let size = device.size
    // The guard comes first, so that ncurses finds the signals taken and leaves them alone.
    let signals = ccurses_make_wake_descriptor()
    ccurses_guard_install(signals)
    guard ccurses_start(name, Int32(wanted.colors), Int32(size.height), Int32(size.width)) else {
      ccurses_guard_remove()
      _ = Glibc.close(signals)
      throw .cursesFailed(name)
    }
    let colors = Int(ccurses_drawn_colors())
    let depth = min(wanted, ColorDepth(colors: colors))
    self.options = options
    self.device = device
    self.size = size
    self.modes = modes
    self.signals = signals
    supportsUnicode = unicode
    colorDepth = depth
    mouseIsOn = options.mouse
    drawnSize = size
    pairs = StylePairs(depth: depth, colors: colors, capacity: Int(ccurses_pairs()))
    input = InputReader(descriptor: device.input)
    CursesScreen.isInUse = true
    do throws(TerminalError) {
      try enter()
    } catch {
      close()
      throw error
    }
  }

  isolated deinit { close() }

  /// Shows `grid`, sending what differs from the picture shown last, in one write.
  public func present(_ grid: Grid) {
    guard isOpen, !isLost else { return }
    if !ccurses_guard_is_armed() { resume() }
    if drawnSize != size {
      ccurses_resize(Int32(size.height), Int32(size.width))
      ccurses_forget()
      drawnSize = size
      shown = nil
    }
    let isOfAnotherSize = shown?.size != grid.size
    if isOfAnotherSize {
      ccurses_erase()
      shown = nil
    }
    let difference = Difference(from: shown, to: grid)
    guard isOfAnotherSize || !difference.isEmpty else { return }
    if !place(difference) {
      // More pairs of colours than there are were used since the start: begin again with those of this picture
      // alone.
      pairs.removeAll()
      ccurses_forget()
      _ = place(Difference(from: nil, to: grid))
    }
    shown = grid
    sendFrame()
  }

  /// Paints every cell again, whatever the terminal shows.
  public func redraw() {
    guard isOpen, let grid = shown else { return }
    ccurses_forget()
    shown = nil
    present(grid)
  }

  /// Switches the reports of the mouse on or off. While they are on, most terminals select text only with Shift
  /// held.
  public func setMouse(on: Bool) {
    guard isOpen, on != mouseIsOn else { return }
    mouseIsOn = on
    send(on ? TerminalModes.mouseOn : TerminalModes.mouseOff)
  }

  /// Leaves the terminal as it was found and stops the process, as Ctrl-Z does in a shell. Returns when the process
  /// goes on, and the screen is as before.
  public func suspend() {
    guard isOpen else { return }
    ccurses_guard_stop_group()
    if !ccurses_guard_is_armed() { resume() }
  }

  /// Takes the terminal back after it was left, and paints everything again. `suspend` and `TerminalLoop` do this
  /// by themselves.
  public func resume() {
    guard isOpen else { return }
    do throws(TerminalError) {
      try enter()
    } catch {
      isLost = true
      return
    }
    size = device.size
    redraw()
  }

  /// Leaves the terminal as a stop signal does: as it was found, but with the screen still open.
  package func leaveForSignal() { ccurses_guard_restore() }

  /// Leaves the terminal as it was found. Later calls do nothing.
  public func close() {
    guard isOpen else { return }
    isOpen = false
    ccurses_guard_restore()
    ccurses_stop()
    ccurses_guard_remove()
    _ = Glibc.close(signals)
    device.close()
    CursesScreen.isInUse = false
  }

  /// Writes `text` to the terminal as it stands.
  func send(_ text: String) { send(Array(text.utf8)) }

  private func send(_ bytes: [UInt8]) {
    writesIssued += 1
    bytesWritten += bytes.count
    let isTaken = bytes.withUnsafeBytes { ccurses_guard_write($0.baseAddress, $0.count) }
    if !isTaken { isLost = true }
  }

  private func enter() throws(TerminalError) {
    var saved = device.saved
    let off = Array(modes.off.utf8)
    off.withUnsafeBytes { bytes in
      ccurses_guard_arm(device.output, &saved, bytes.baseAddress, bytes.count)
    }
    try device.enterRawMode()
    send(modes.on + (mouseIsOn ? TerminalModes.mouseOn : ""))
  }

  /// Hands the changed cells to ncurses. Returns false if a colour pair is missing; cells without a pair are then
  /// drawn in the terminal's own colours.
  private func place(_ difference: Difference) -> Bool {
    var complete = true
    var glyphs: [UInt32] = []
    for run in difference.runs {
      var first = 0
      while first < run.cells.count {
        let style = run.cells[first].style
        glyphs.removeAll(keepingCapacity: true)
        for cell in run.cells[first...] {
          guard cell.style == style else { break }
          let isShown = supportsUnicode || cell.glyph.isASCII
          glyphs.append(isShown ? cell.glyph.value : 0x3F)
        }
        let drawn = pairs.drawn(style)
        if drawn == nil { complete = false }
        ccurses_put(
          Int32(run.start.y), Int32(run.start.x + first), glyphs, Int32(glyphs.count),
          drawn?.attributes ?? UInt32(style.attributes.rawValue), drawn?.pair ?? 0)
        first += glyphs.count
      }
    }
    return complete
  }

  private func sendFrame() {
    var count = 0
    guard let bytes = ccurses_frame(&count), count > 0 else { return }
    let frame = UnsafeBufferPointer(start: bytes, count: count)
    if synchronizes {
      var bracketed: [UInt8] = []
      bracketed.reserveCapacity(count + 16)
      bracketed += TerminalModes.synchronizedBegin.utf8
      bracketed += frame
      bracketed += TerminalModes.synchronizedEnd.utf8
      send(bracketed)
    } else {
      send(Array(frame))
    }
  }
}

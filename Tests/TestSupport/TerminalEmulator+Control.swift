import CellGrid

/// A control sequence: `ESC [`, a private mark, numbers, intermediate bytes and a final byte.
struct Control {
  var mark: Character?
  var numbers: [Int]
  /// The intermediate bytes and the final one, such as `H` or `$p`.
  var name: String

  init(_ parameters: [UInt8], final: UInt8) {
    let text = String(decoding: parameters, as: UTF8.self)
    mark = text.first { "<=>?".contains($0) }
    numbers =
      text.filter { $0.isNumber || $0 == ";" || $0 == ":" }
      .split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }
      .map { Int($0) ?? 0 }
    name = text.filter { " !\"#$%&'()*+,-./".contains($0) } + String(Unicode.Scalar(final))
  }

  /// The number at `index`; 1 where it is missing or 0.
  func count(_ index: Int = 0) -> Int { index < numbers.count ? max(1, min(numbers[index], 10_000)) : 1 }

  /// The number at `index`; 0 where it is missing.
  func value(_ index: Int = 0) -> Int { index < numbers.count ? numbers[index] : 0 }
}

extension TerminalEmulator {
  mutating func perform(_ control: Control) {
    let count = control.count()
    switch (control.mark, control.name) {
    case (nil, "A"): move(to: Point(cursor.x, cursor.y - count))
    case (nil, "B"), (nil, "e"): move(to: Point(cursor.x, cursor.y + count))
    case (nil, "C"), (nil, "a"): move(to: Point(cursor.x + count, cursor.y))
    case (nil, "D"): move(to: Point(cursor.x - count, cursor.y))
    case (nil, "E"): move(to: Point(0, cursor.y + count))
    case (nil, "F"): move(to: Point(0, cursor.y - count))
    case (nil, "G"), (nil, "`"): move(to: Point(count - 1, cursor.y))
    case (nil, "d"): move(to: Point(cursor.x, count - 1))
    case (nil, "H"), (nil, "f"): move(to: Point(control.count(1) - 1, count - 1))
    case (nil, "I"): move(to: Point((cursor.x / 8 + count) * 8, cursor.y))
    case (nil, "Z"): move(to: Point((cursor.x - 1) / 8 * 8, cursor.y))
    case (nil, "s"): savedCursor = cursor
    case (nil, "u"): move(to: savedCursor)
    case (nil, "J"): eraseScreen(control.value())
    case (nil, "K"): eraseLine(control.value())
    case (nil, "X"): erase(x: cursor.x, y: cursor.y, width: count)
    case (nil, "@"): shift(by: count)
    case (nil, "P"): shift(by: -count)
    case (nil, "L"): scroll(from: cursor.y, by: -count)
    case (nil, "M"): scroll(from: cursor.y, by: count)
    case (nil, "S"): scroll(from: scrollTop, by: count)
    case (nil, "T"): scroll(from: scrollTop, by: -count)
    case (nil, "b"): for _ in 0..<count { put(lastGlyph) }
    case (nil, "r"): setScrollRegion(control)
    case (nil, "m"): setStyle(control.numbers.isEmpty ? [0] : control.numbers)
    case (nil, "c"): replies += "\u{1B}[?62;22c".utf8
    case ("?", "h"): for mode in control.numbers { setMode(mode, on: true) }
    case ("?", "l"): for mode in control.numbers { setMode(mode, on: false) }
    case ("?", "$p"): answerMode(control.value())
    default: break
    }
  }

  private mutating func setMode(_ mode: Int, on: Bool) {
    if mode == 1049, on != isAlternate {
      if on {
        (mainGrid, mainCursor) = (grid, cursor)
        grid = Grid(grid.size)
      } else if let main = mainGrid {
        let size = grid.size
        grid = main
        resize(to: size)
        move(to: mainCursor)
      }
    }
    if on { modes.insert(mode) } else { modes.remove(mode) }
  }

  private mutating func answerMode(_ mode: Int) {
    let known = mode == 2026 ? knowsSynchronizedOutput : modes.contains(mode)
    let setting = known ? (modes.contains(mode) ? 1 : 2) : 0
    replies += "\u{1B}[?\(mode);\(setting)$y".utf8
  }

  private mutating func setScrollRegion(_ control: Control) {
    let bottom = control.value(1) == 0 ? grid.size.height : control.value(1)
    scrollTop = max(0, min(control.count() - 1, grid.size.height - 1))
    scrollBottom = max(scrollTop, min(bottom, grid.size.height) - 1)
    move(to: Point(0, 0))
  }

  /// What erasing leaves behind: a blank on the present background.
  private var erased: Cell { Cell(" ", style: Style(background: style.background)) }

  private mutating func erase(x: Int, y: Int, width: Int) {
    grid.fill(Rect(x: x, y: y, width: width, height: 1), with: erased)
  }

  private mutating func eraseLine(_ part: Int) {
    switch part {
    case 0: erase(x: cursor.x, y: cursor.y, width: grid.size.width)
    case 1: erase(x: 0, y: cursor.y, width: cursor.x + 1)
    default: erase(x: 0, y: cursor.y, width: grid.size.width)
    }
  }

  private mutating func eraseScreen(_ part: Int) {
    let rows =
      switch part {
      case 0: cursor.y + 1..<max(cursor.y + 1, grid.size.height)
      case 1: 0..<cursor.y
      case 2: 0..<grid.size.height
      default: 0..<0
      }
    if part < 2 { eraseLine(part) }
    for y in rows { erase(x: 0, y: y, width: grid.size.width) }
  }

  /// Moves what stands from the cursor on to the right, or with a negative `count` to the left.
  private mutating func shift(by count: Int) {
    let before = grid
    for x in cursor.x..<grid.size.width {
      let source = x - count
      let isKept = source >= cursor.x && source < grid.size.width
      grid[x, cursor.y] = isKept ? before[source, cursor.y] : erased
    }
  }

  /// Moves the rows from `top` to the end of the scroll region up, or with a negative `count` down.
  mutating func scroll(from top: Int, by count: Int) {
    guard top >= scrollTop, top <= scrollBottom else { return }
    let before = grid
    for y in top...scrollBottom {
      let source = y + count
      let isKept = source >= top && source <= scrollBottom
      for x in 0..<grid.size.width { grid[x, y] = isKept ? before[x, source] : erased }
    }
  }

  /// Select graphic rendition.
  private mutating func setStyle(_ numbers: [Int]) {
    var left = numbers[...]
    while let number = left.popFirst() {
      switch number {
      case 0: style = .plain
      case 1: style.attributes.insert(.bold)
      case 2: style.attributes.insert(.dim)
      case 4: style.attributes.insert(.underline)
      case 7: style.attributes.insert(.reverse)
      case 22: style.attributes.subtract([.bold, .dim])
      case 24: style.attributes.remove(.underline)
      case 27: style.attributes.remove(.reverse)
      case 30...37: style.foreground = .named(UInt8(number - 30))
      case 40...47: style.background = .named(UInt8(number - 40))
      case 90...97: style.foreground = .named(UInt8(number - 82))
      case 100...107: style.background = .named(UInt8(number - 92))
      case 38: style.foreground = extendedColor(&left) ?? style.foreground
      case 48: style.background = extendedColor(&left) ?? style.background
      case 39: style.foreground = .terminal
      case 49: style.background = .terminal
      default: break
      }
    }
  }

  private func extendedColor(_ numbers: inout ArraySlice<Int>) -> Color? {
    func byte() -> UInt8 { UInt8(clamping: numbers.popFirst() ?? 0) }
    switch numbers.popFirst() {
    case 2: return .rgb(byte(), byte(), byte())
    case 5:
      let index = Int(byte())
      if index < 16 { return .named(UInt8(index)) }
      if index >= 232 {
        let grey = UInt8(8 + 10 * (index - 232))
        return .rgb(grey, grey, grey)
      }
      let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
      let cube = index - 16
      return .rgb(levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    default: return nil
    }
  }
}

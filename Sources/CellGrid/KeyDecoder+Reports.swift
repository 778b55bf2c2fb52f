/// An answer of the terminal to a question that was put to it.
public enum TerminalReport: Hashable, Sendable {
  /// The background colour, 0 to 1 per channel (answer to OSC 11).
  case background(red: Double, green: Double, blue: Double)
  /// Whether the terminal knows a private mode (answer to DECRQM).
  case mode(Int, ModeSetting)
  /// What the terminal claims to be (answer to DA1). Every terminal answers this one, so an answer to it says that
  /// no answer to an earlier question will come.
  case attributes([Int])

  /// What a terminal says of a mode.
  public enum ModeSetting: Int, Hashable, Sendable {
    /// It does not know the mode.
    case unknown = 0
    /// On, and can be changed.
    case set = 1
    /// Off, and can be changed.
    case reset = 2
    /// Always on.
    case alwaysSet = 3
    /// Always off.
    case alwaysReset = 4
  }
}

extension TerminalReport {
  /// The report of `ESC [ ? parameters final`; nil if it is none of these.
  init?(controlParameters parameters: ArraySlice<UInt8>, final: UInt8) {
    let numbers = KeyDecoder.numbers(parameters)
    if final == 0x63 {
      self = .attributes(numbers)
    } else if final == 0x79, parameters.last == 0x24, numbers.count == 2,
      let setting = ModeSetting(rawValue: numbers[1])
    {
      self = .mode(numbers[0], setting)
    } else {
      return nil
    }
  }

  /// The report of the operating system command `11;rgb:RRRR/GGGG/BBBB`, with one to four hexadecimal digits per
  /// channel; nil if it is another.
  init?(command: String) {
    let prefixes = ["11;rgb:", "11;rgba:"]
    guard let prefix = prefixes.first(where: command.hasPrefix) else { return nil }
    let channels = command.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
    guard channels.count >= 3 else { return nil }
    var values: [Double] = []
    for channel in channels.prefix(3) {
      guard (1...4).contains(channel.utf8.count), let value = UInt16(channel, radix: 16) else { return nil }
      // n digits write the range 0 to 16ⁿ − 1.
      values.append(Double(value) / Double((1 << (4 * channel.utf8.count)) - 1))
    }
    self = .background(red: values[0], green: values[1], blue: values[2])
  }
}

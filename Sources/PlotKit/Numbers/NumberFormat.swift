/// How a number is written: always rounded correctly to the digits shown (ties to even), never with a minus in front of
/// zeros, the same on every machine and in every locale.
public struct NumberFormat: Hashable, Sendable {
  /// How many digits are shown.
  public enum Precision: Hashable, Sendable {
    /// So many after the decimal point.
    case decimals(Int)
    /// So many in all, counted from the first that is not zero.
    case significant(Int)
  }

  /// How many digits are shown.
  public var precision: Precision
  /// Whether a number that is not negative gets a plus.
  public var showsPlus: Bool

  /// A format of that precision; digit counts are held to 0 ... 17.
  public init(_ precision: Precision, showsPlus: Bool = false) {
    self.precision = precision
    self.showsPlus = showsPlus
  }

  /// `count` digits after the decimal point: 3.142. From 10¹⁵ on, scientific with `count` decimals.
  public static func decimals(_ count: Int, showsPlus: Bool = false) -> NumberFormat {
    NumberFormat(.decimals(count), showsPlus: showsPlus)
  }

  /// `count` digits in all: 0.001235, 12.35, 123456, and 1.235e6 from a million on or below 10⁻⁴.
  public static func significant(_ count: Int, showsPlus: Bool = false) -> NumberFormat {
    NumberFormat(.significant(count), showsPlus: showsPlus)
  }

  /// `value` in as many columns as it takes.
  public func text(_ value: Double) -> String {
    guard value.isFinite else { return nonFinite(value) }
    let exact = DecimalDigits(exactly: value)
    switch precision {
    case .decimals(let count):
      let decimals = min(max(count, 0), 17)
      if exact.point > 15 {
        return NumberFormat.scientific(exact, decimals: decimals, sign: sign(value))
      }
      return NumberFormat.fixed(exact, decimals: decimals) { sign(value, isZero: $0) }
    case .significant(let count):
      let digits = min(max(count, 1), 17)
      var rounded = exact
      rounded.round(keeping: digits)
      let exponent = rounded.digits.isEmpty ? 0 : rounded.point - 1
      if exponent < -4 || exponent >= max(6, digits) {
        return NumberFormat.scientific(exact, decimals: digits - 1, sign: sign(value))
      }
      return NumberFormat.fixed(exact, decimals: max(0, digits - 1 - exponent)) {
        sign(value, isZero: $0)
      }
    }
  }

  /// `value` right-aligned in exactly `width` columns, so that a changing number does not move its neighbours.
  ///
  /// Where it does not fit it gives up decimals, then becomes scientific, and is at last a row of `#`: digits are
  /// dropped by rounding, never cut.
  public func text(_ value: Double, width: Int) -> String {
    guard width > 0 else { return "" }
    let natural = text(value)
    if natural.count <= width { return NumberFormat.pad(natural, to: width) }
    if value.isFinite {
      let exact = DecimalDigits(exactly: value)
      let shown = natural.contains("e") ? [] : natural.split(separator: ".")
      let decimalsNow = shown.count == 2 ? shown[1].count : 0
      // Rounding all of a small number away would say 0 where there is something.
      for decimals in (0..<decimalsNow).reversed() where exact.point > -decimals {
        let shorter = NumberFormat.fixed(exact, decimals: decimals) { sign(value, isZero: $0) }
        if shorter.count <= width { return NumberFormat.pad(shorter, to: width) }
      }
      for decimals in (0...17).reversed() {
        let shorter = NumberFormat.scientific(exact, decimals: decimals, sign: sign(value))
        if shorter.count <= width { return NumberFormat.pad(shorter, to: width) }
      }
    }
    return String(repeating: "#", count: width)
  }

  private func nonFinite(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    return value < 0 ? "-inf" : showsPlus ? "+inf" : "inf"
  }

  private func sign(_ value: Double, isZero: Bool = false) -> String {
    value < 0 && !isZero ? "-" : showsPlus ? "+" : ""
  }

  private static func pad(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Sign, whole part, point, decimals. The sign is asked for once it is known whether any digit but zero is left.
  private static func fixed(
    _ exact: DecimalDigits, decimals: Int, sign: (_ isZero: Bool) -> String
  ) -> String {
    var number = exact
    number.round(keeping: number.point + decimals)
    var text = sign(number.isZero)
    for place in (0..<max(number.point, 1)).reversed() { text += String(number[place]) }
    if decimals > 0 {
      text += "."
      for place in 1...decimals { text += String(number[-place]) }
    }
    return text
  }

  /// One digit, point, decimals, `e`, exponent without plus or padding.
  private static func scientific(_ exact: DecimalDigits, decimals: Int, sign: String) -> String {
    var number = exact
    number.round(keeping: decimals + 1)
    let exponent = number.digits.isEmpty ? 0 : number.point - 1
    var text = sign + String(number[exponent])
    if decimals > 0 {
      text += "."
      for place in 1...decimals { text += String(number[exponent - place]) }
    }
    return text + "e\(exponent)"
  }
}

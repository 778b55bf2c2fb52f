/// The number that `text` writes in decimal, correctly rounded (to nearest, ties to even); nil if it writes none.
///
/// The grammar is `[+-] digits [. digits] [e [+-] digits]`, with at least one digit before the exponent; nothing else is
/// a number, neither blanks nor hexadecimal. Too large a number is an infinity, too small a one is zero.
///
/// Three ways to the same result. With a significand w < 2⁵³ and |e| ≤ 22, both w and 10^|e| are exact as Doubles and one
/// multiplication or division rounds once (Clinger, 1990). With up to 19 digits and −19 ≤ e < 0, one integer division
/// gives the quotient to 64 bits and whether a remainder is left (`quotient`). All else goes to the standard library.
package func decimalNumber(_ text: Span<UInt8>) -> Double? {
  let count = text.count
  var index = 0
  guard count > 0 else { return nil }
  let isNegative = text[0] == minus
  if isNegative || text[0] == plus { index = 1 }

  var significand: UInt64 = 0  // the digits so far, leading zeros not counted
  var digits = 0
  var scale = 0  // the power of ten that the significand is to be multiplied by
  var sawDigit = false
  var sawPoint = false
  while index < count {
    let byte = text[index]
    if byte &- zero <= 9 {
      sawDigit = true
      if digits < 19 {
        significand = significand &* 10 &+ UInt64(byte &- zero)
        if significand != 0 { digits &+= 1 }
      } else {
        digits &+= 1
      }
      if sawPoint { scale &-= 1 }
    } else if byte == point, !sawPoint {
      sawPoint = true
    } else {
      break
    }
    index += 1
  }
  guard sawDigit else { return nil }

  if index < count {
    guard text[index] | 0x20 == letterE, let exponent = decimalExponent(text, from: index + 1)
    else { return nil }
    scale &+= exponent
  }
  if digits <= 19 {
    if significand < 1 << 53, scale >= -22, scale <= 22 {
      let exact = Double(significand)
      let magnitude = scale < 0 ? exact / powersOfTen[-scale] : exact * powersOfTen[scale]
      return isNegative ? -magnitude : magnitude
    }
    if scale < 0, scale >= -19 {
      let magnitude = quotient(significand, wholePowersOfTen[-scale])
      return isNegative ? -magnitude : magnitude
    }
  }
  return text.withUnsafeBufferPointer { Double(String(decoding: $0, as: UTF8.self)) }
}

/// The exponent that `text` holds from `start` to its end, as digits after an optional sign; nil if it holds none.
/// Beyond ±100,000, where every number is zero or infinite, its size is not followed.
private func decimalExponent(_ text: Span<UInt8>, from start: Int) -> Int? {
  var index = start
  guard index < text.count else { return nil }
  let isNegative = text[index] == minus
  if isNegative || text[index] == plus { index += 1 }
  guard index < text.count else { return nil }
  var exponent = 0
  while index < text.count {
    let digit = text[index] &- zero
    guard digit <= 9 else { return nil }
    exponent = min(exponent * 10 + Int(digit), 100_000)
    index += 1
  }
  return isNegative ? -exponent : exponent
}

/// numerator / denominator to the nearest Double, for positive whole numbers.
///
/// With both shifted up until their top bits are set, n′ = n·2ᵃ and d′ = d·2ᵇ, the whole part q of n′·2⁶⁴/d′ (of
/// n′·2⁶³/d′ if n′ ≥ d′) has exactly 64 bits. Setting its last bit when a remainder is left keeps it on its side of
/// every tie, for a Double has 53 bits; so Double(q) is the one rounding, and the power of two that remains is exact.
private func quotient(_ numerator: UInt64, _ denominator: UInt64) -> Double {
  let a = numerator.leadingZeroBitCount
  let b = denominator.leadingZeroBitCount
  let n = numerator << UInt64(a)
  let d = denominator << UInt64(b)
  let isLarge = n >= d
  let (q, remainder) = d.dividingFullWidth(isLarge ? (n >> 1, n << 63) : (n, 0))
  let scaled = Double(remainder == 0 ? q : q | 1)
  return Double(sign: .plus, exponent: b - a - (isLarge ? 63 : 64), significand: scaled)
}

/// 10⁰ … 10²²: the powers of ten that are exact as Doubles.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]

/// 10⁰ … 10¹⁹: the powers of ten that fit in 64 bits.
private let wholePowersOfTen: [UInt64] = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
  1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000,
  1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]

private let zero = UInt8(ascii: "0")
private let point = UInt8(ascii: ".")
private let minus = UInt8(ascii: "-")
private let plus = UInt8(ascii: "+")
private let letterE = UInt8(ascii: "e")

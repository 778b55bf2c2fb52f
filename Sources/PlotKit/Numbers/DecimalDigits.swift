/// The exact decimal digits of a finite number, without its sign: 0.d₁d₂d₃… · 10^point.
///
/// Every finite `Double` is m·2^e with a whole m, and so a finite decimal: m·2^e for e ≥ 0, and m·5^(−e) / 10^(−e) for
/// e < 0. Rounding these digits is therefore exact, where multiplying by a power of ten first would round twice.
struct DecimalDigits {
  /// The most significant digit first, which is not 0; empty for zero.
  private(set) var digits: [UInt8]
  /// How many of the digits stand before the decimal point; negative when zeros follow the point.
  private(set) var point: Int

  /// The digits of `value`, which is finite.
  init(exactly value: Double) {
    precondition(value.isFinite, "\(value) has no decimal digits")
    digits = []
    point = 0
    guard value != 0 else { return }
    let magnitude = value.magnitude
    var whole = UInt64(magnitude.significand * 0x1p52)
    var exponent = Int(magnitude.exponent) - 52
    let spare = whole.trailingZeroBitCount
    whole >>= UInt64(spare)
    exponent += spare
    var number = [UInt32(truncatingIfNeeded: whole), UInt32(whole >> 32)]
    DecimalDigits.multiply(&number, by: exponent < 0 ? 5 : 2, times: abs(exponent))
    digits = DecimalDigits.decimal(number)
    point = digits.count + min(exponent, 0)
  }

  /// Rounds to `count` digits; a tie goes to the even digit, as in IEEE 754.
  mutating func round(keeping count: Int) {
    guard count < digits.count else { return }
    guard count >= 0 else { return digits = [] }
    let rest = digits[count...]
    let last = count > 0 ? digits[count - 1] : 0
    let isTie = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let goesUp = isTie ? last % 2 == 1 : digits[count] >= 5
    digits.removeSubrange(count...)
    guard goesUp else { return }
    var place = count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 {
      digits[place] += 1
    } else {
      digits.insert(1, at: 0)
      point += 1
    }
  }

  /// Whether every digit that is left is zero.
  var isZero: Bool { digits.allSatisfy { $0 == 0 } }

  /// The digit `place` places left of the decimal point (0 = units, −1 = tenths); zero where there is none.
  subscript(place: Int) -> UInt8 {
    let index = point - 1 - place
    return digits.indices.contains(index) ? digits[index] : 0
  }

  /// Multiplies a little-endian number by `base`^`count`, a word's worth of factors at a time.
  private static func multiply(_ number: inout [UInt32], by base: UInt64, times count: Int) {
    let chunk = base == 5 ? 13 : 31
    var left = count
    while left > 0 {
      let now = min(left, chunk)
      let factor = (0..<now).reduce(UInt64(1)) { product, _ in product * base }
      var carry: UInt64 = 0
      for index in number.indices {
        let product = UInt64(number[index]) * factor + carry
        number[index] = UInt32(truncatingIfNeeded: product)
        carry = product >> 32
      }
      if carry > 0 { number.append(UInt32(carry)) }
      left -= now
    }
  }

  /// The decimal digits of a little-endian number that is not zero.
  private static func decimal(_ number: [UInt32]) -> [UInt8] {
    var number = number
    var reversed: [UInt8] = []
    while let top = number.last {
      if top == 0 {
        number.removeLast()
        continue
      }
      var remainder: UInt64 = 0
      for index in number.indices.reversed() {
        let value = remainder << 32 | UInt64(number[index])
        number[index] = UInt32(value / 1_000_000_000)
        remainder = value % 1_000_000_000
      }
      for _ in 0..<9 {
        reversed.append(UInt8(remainder % 10))
        remainder /= 10
      }
    }
    while reversed.last == 0 { reversed.removeLast() }
    return reversed.reversed()
  }
}

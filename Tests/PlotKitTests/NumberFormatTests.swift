import PlotKit
import Testing

@Suite("Number formats")
struct NumberFormatTests {
  @Test("decimals are those of the double itself, not of the literal it came from")
  func decimals() {
    let known: [(Double, Int, String)] = [
      (0, 0, "0"), (0, 3, "0.000"), (-0.0, 2, "0.00"), (1, 2, "1.00"), (-937.3934, 3, "-937.393"),
      (1.005, 2, "1.00"),  // 1.00499999999999989…
      (2.675, 2, "2.67"),  // 2.67499999999999982…
      (9.995, 2, "9.99"),  // 9.99499999999999922…
      (0.285, 2, "0.28"),  // 0.28499999999999998…
      (1.115, 2, "1.11"),  // 1.1149999999999999911…
      (1.255, 2, "1.25"),  // 1.25499999999999989…
      (4.35, 1, "4.3"),  // 4.3499999999999996…
      (8.345, 2, "8.35"),  // 8.3450000000000006394…
      (999.95, 1, "1000.0"),  // 999.95000000000004547…
      (99.9999, 2, "100.00"), (0.9996, 3, "1.000"), (123456.789, 1, "123456.8"),
      (1e14, 1, "100000000000000.0"), (0.1, 17, "0.10000000000000001"), (.leastNonzeroMagnitude, 3, "0.000"),
    ]
    for (value, count, text) in known { #expect(NumberFormat.decimals(count).text(value) == text) }
  }

  @Test("a tie goes to the even digit, as in IEEE 754")
  func ties() {
    let known: [(Double, Int, String)] = [
      (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (3.5, 0, "4"), (0.125, 2, "0.12"), (0.375, 2, "0.38"),
      (-0.5, 0, "0"), (-2.5, 0, "-2"), (0.0625, 3, "0.062"), (9.5, 0, "10"),
    ]
    for (value, count, text) in known { #expect(NumberFormat.decimals(count).text(value) == text) }
  }

  @Test("a number that rounds to nothing has no minus")
  func negativeZero() {
    #expect(NumberFormat.decimals(3).text(-0.0004) == "0.000")
    #expect(NumberFormat.decimals(3).text(-0.0006) == "-0.001")
    #expect(NumberFormat.decimals(1, showsPlus: true).text(-0.04) == "+0.0")
    #expect(NumberFormat.decimals(1, showsPlus: true).text(4.4) == "+4.4")
  }

  @Test("significant digits, plain in the middle and scientific at the ends")
  func significant() {
    let known: [(Double, Int, String)] = [
      (0, 4, "0.000"), (0.0012345, 4, "0.001234"),  // 0.00123449999…
      (12.345, 4, "12.35"),  // 12.3450000000000006…
      (99.995, 4, "100.0"),  // 99.9950000000000045…
      (123_456, 4, "123456"), (1_234_567, 4, "1.235e6"), (1.5e-7, 2, "1.5e-7"), (9.9996e-5, 3, "0.000100"),
      (1e300, 3, "1.00e300"), (-2.5e-300, 1, "-2e-300"), (.leastNonzeroMagnitude, 3, "4.94e-324"),
      (1.797_693_134_862_315_7e308, 4, "1.798e308"), (999_999.5, 6, "1.00000e6"), (3, 1, "3"),
    ]
    for (value, count, text) in known { #expect(NumberFormat.significant(count).text(value) == text) }
  }

  @Test("what is not a number, and what is huge, is still text")
  func unusual() {
    let format = NumberFormat.decimals(2)
    #expect(format.text(.nan) == "nan")
    #expect(format.text(.infinity) == "inf")
    #expect(format.text(-.infinity) == "-inf")
    #expect(format.text(1e300) == "1.00e300")
    #expect(format.text(-1e15) == "-1.00e15")
    #expect(NumberFormat.decimals(-3).text(2.7) == "3")
    #expect(NumberFormat.significant(0).text(2.7) == "3")
  }

  @Test("a fixed width never changes, and drops digits by rounding")
  func width() {
    let format = NumberFormat.decimals(3)
    let known: [(Double, Int, String)] = [
      (1.5, 8, "   1.500"), (-1041.87, 9, "-1041.870"), (-1041.87, 8, "-1041.87"), (-1041.87, 7, "-1041.9"),
      (-1041.87, 6, " -1042"), (-1041.87, 5, "-1042"), (-1041.87, 4, "-1e3"), (-1041.87, 3, "###"),
      (123_456_789, 6, "1.23e8"), (0.0004, 5, "0.000"), (0.0004, 4, "4e-4"), (.nan, 5, "  nan"),
      (.nan, 2, "##"),
      (1e300, 5, "1e300"), (1e300, 0, ""), (1, -4, ""),
    ]
    for (value, width, text) in known {
      #expect(format.text(value, width: width) == text)
    }
  }

  @Test(
    "seventeen digits give back the number", arguments: [1.0 / 3, 2e-308, 6.02214076e23, 1e22, 123.456e-7])
  func roundTrip(value: Double) {
    #expect(Double(NumberFormat.significant(17).text(value)) == value)
    #expect(Double(NumberFormat.significant(17).text(-value)) == -value)
  }

  @Test("the shown decimals are never further from the number than half a unit in the last place")
  func nearest() {
    // Against 128 exact bits: with 20 whole bits and 40 fractional ones, 10⁶ · value is a whole multiple of 2⁻⁴⁰.
    var state: UInt64 = 42
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let scaled = Int64(state >> 4) % (1 << 53)
      let value = Double(scaled) / Double(1 << 40)
      for decimals in 0...6 {
        let text = NumberFormat.decimals(decimals).text(value)
        let power = (0..<decimals).reduce(Int128(1)) { product, _ in product * 10 }
        guard let shown = Int128(text.filter { $0 != "." }) else {
          Issue.record("\(text) is no number")
          return
        }
        let difference = Int128(scaled) * power - shown << 40
        #expect(difference.magnitude * 2 <= 1 << 40)
      }
    }
  }
}

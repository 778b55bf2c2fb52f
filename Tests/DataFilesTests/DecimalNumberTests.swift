import DataFiles
import NumericCore
import Testing

@Suite("Decimal numbers")
struct DecimalNumberTests {
  private func parse(_ text: String) -> Double? { decimalNumber(Array(text.utf8).span) }

  /// Whether our reading and the standard library's are the same bits.
  private func agrees(_ text: String) -> Bool {
    parse(text)?.bitPattern == Double(text)?.bitPattern
  }

  @Test(
    "what is written as a decimal number is one",
    arguments: [
      ("0", 0), ("-0", -0.0), ("7", 7), ("+7", 7), ("3.6", 3.6), (".5", 0.5), ("5.", 5), ("-.25e2", -25),
      ("1e3", 1000), ("1E-3", 0.001), ("1e+3", 1000), ("000123", 123), ("0.1", 0.1),
    ])
  func numbers(text: String, value: Double) {
    #expect(parse(text)?.bitPattern == value.bitPattern)
  }

  @Test(
    "what is not a decimal number is none",
    arguments: [
      "", "+", "-", ".", "e5", ".e5", "1e", "1e+", "1e5.", "1.2.3", "1 2", " 1", "1 ", "0x10", "1,5", "1_000",
      "inf", "nan", "--1", "1e5x", "½", "１",
    ])
  func nonsense(text: String) {
    #expect(parse(text) == nil)
  }

  @Test("numbers beyond the range of a Double are infinite or zero, whatever the size of the exponent")
  func range() {
    #expect(parse("1e309") == .infinity)
    #expect(parse("-1e99999999999999999999999") == -.infinity)
    #expect(parse("1e-400") == 0)
    #expect(parse("0e99999999999999999999999") == 0)
    #expect(parse("1e-99999999999999999999999") == 0)
    #expect(parse("0." + String(repeating: "0", count: 400) + "1e401") == 1)
    #expect(parse(String(repeating: "9", count: 400)) == .infinity)
  }

  @Test("ties and near ties are rounded as the standard library rounds them")
  func ties() {
    let hard = [
      "9007199254740992", "9007199254740993", "9007199254740994", "9007199254740995",
      "9007199254740993.0", "900719925474099.3", "0.9007199254740993", "18446744073709551615",
      "1844674407370955161.5", "9999999999999999999", "999999999999999999.9", "1.7976931348623157e308",
      "2.2250738585072014e-308", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
      "123456789012345678901234567890", "0.1234567890123456789012345678901234567890",
      "1.00000000000000011102230246251565404236316680908203125",
      "1.00000000000000011102230246251565404236316680908203124",
      "1.00000000000000011102230246251565404236316680908203126", "1e22", "1e23", "9007199254740991e22",
    ]
    for text in hard { #expect(agrees(text), "\(text)") }
  }

  @Test("random digits with a random point and exponent are rounded correctly, 200,000 times")
  func randomDigits() {
    var stream = RandomStream(seed: 1, purpose: .sampling)
    var wrong: [String] = []
    for _ in 0..<200_000 {
      var text = stream.index(below: 2) == 0 ? "-" : ""
      let count = 1 + stream.index(below: 22)
      let point = stream.index(below: count + 1)
      for place in 0..<count {
        if place == point { text += "." }
        text += String(stream.index(below: 10))
      }
      if stream.index(below: 2) == 0 { text += "e\(stream.index(below: 60) - 30)" }
      if !agrees(text) { wrong.append(text) }
    }
    #expect(wrong.isEmpty)
  }

  @Test("every Double survives being written and read, over random bits")
  func roundTrip() {
    var stream = RandomStream(seed: 2, purpose: .sampling)
    var wrong: [Double] = []
    for _ in 0..<100_000 {
      let number = Double(bitPattern: stream.next())
      guard number.isFinite else { continue }
      if parse(number.description)?.bitPattern != number.bitPattern { wrong.append(number) }
    }
    #expect(wrong.isEmpty)
  }

  @Test("the shortest decimal has no fraction of zero")
  func shortestDecimal() {
    #expect(shortest(79) == "79")
    #expect(shortest(-0.5) == "-0.5")
    #expect(shortest(1e20) == "1e+20")
    #expect(shortest(.nan) == "nan")
  }
}

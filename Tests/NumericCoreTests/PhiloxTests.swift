import NumericCore
import Testing

@Suite("Philox4x32-10")
struct PhiloxTests {
  /// The known answers that the authors publish with Random123, and four more from an implementation in Python.
  static let answers: [(counter: SIMD4<UInt32>, key: SIMD2<UInt32>, words: SIMD4<UInt32>)] = [
    (SIMD4(0, 0, 0, 0), SIMD2(0, 0), SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    (
      SIMD4(repeating: .max), SIMD2(repeating: .max),
      SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)
    ),
    (
      SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), SIMD2(0xa409_3822, 0x299f_31d0),
      SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    ),
    (SIMD4(1, 0, 0, 0), SIMD2(0, 0), SIMD4(0xf8e4_cca4, 0x5cb2_00db, 0xb1a5_74eb, 0x097e_ff67)),
    (SIMD4(0, 5, 7, 2), SIMD2(42, 0), SIMD4(0x0718_6b33, 0xe615_93bc, 0xe41d_a6d0, 0x6610_3afd)),
    (SIMD4(1, 5, 7, 2), SIMD2(42, 0), SIMD4(0x1d78_c322, 0x7fee_2582, 0xa84a_bfb8, 0x9644_b091)),
    (
      SIMD4(0, 5, 7, 2), SIMD2(0x90ab_cdef, 0x1234_5678),
      SIMD4(0x3242_6a4c, 0x54f6_0154, 0x440f_feed, 0x469c_6cf0)
    ),
  ]

  @Test("The published known answers are met", arguments: answers.indices)
  func knownAnswers(index: Int) {
    let answer = Self.answers[index]
    #expect(Philox.words(counter: answer.counter, key: answer.key) == answer.words)
  }

  @Test("A stream is the blocks of its name: (block, row, step, purpose) under the two halves of the seed")
  func layout() {
    var stream = RandomStream(seed: 42, purpose: .start, step: 7, row: 5)
    let words = (0..<8).map { _ in stream.nextWord() }
    #expect(
      words == [
        0x0718_6b33, 0xe615_93bc, 0xe41d_a6d0, 0x6610_3afd,
        0x1d78_c322, 0x7fee_2582, 0xa84a_bfb8, 0x9644_b091,
      ])
    var wide = RandomStream(seed: 0x1234_5678_90ab_cdef, purpose: .start, step: 7, row: 5)
    #expect(wide.nextWord() == 0x3242_6a4c)
  }
}
